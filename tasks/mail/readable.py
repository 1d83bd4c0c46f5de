"""What mail templates may read of the release, and how it is found.

A template's author needs short names for what a mail is usually about: the newest
meeting, the open issues, who coordinates.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from engine.ports import Context
from tasks.inbox.tables import DONE, human_task
from tasks.people.held import held
from tasks.people.known import name_of
from tasks.release.collections import collection_named
from tasks.release.loaded import release_of, remembered, rows

#: Names that any template may read.
ALWAYS = frozenset({"release", "record", "link", "answers"})

#: What mails of other processes read: of a request for access, of a change.
OF_PROCESSES = frozenset({"access", "change"})


def _release(context: Context, release_id: str) -> Any:
    return release_of(context, release_id)


def _holder(role: str) -> Callable[[Context, str], Any]:
    def holder(context: Context, release_id: str) -> str:
        names = held(context, release_id).get(role, ())
        return name_of(context, names[0]) if names else ""

    return holder


def _coordinator(context: Context, release_id: str) -> str:
    process = release_of(context, release_id)["process"]
    return str(_holder(f"release_coordinator_{process}")(context, release_id))


def _all(collection: str) -> Callable[[Context, str], Any]:
    return lambda context, release_id: rows(context, collection, release_id)


def _open(collection: str) -> Callable[[Context, str], Any]:
    def entries(context: Context, release_id: str) -> Any:
        kind = collection_named(collection)
        found = rows(context, collection, release_id)
        return [row for row in found if kind.is_open(row.get("state"))]

    return entries


def _newest(collection: str) -> Callable[[Context, str], Any]:
    def entry(context: Context, release_id: str) -> Any:
        found = rows(context, collection, release_id)
        return found[-1] if found else {}

    return entry


def _decision(context: Context, release_id: str) -> Any:
    found = rows(context, "decisions", release_id)
    return next((r for r in reversed(found) if r["kind"] == "Go/No-Go"), {})


#: What templates may read of the release, and how it is found.
RECORD_NAMES: Mapping[str, Callable[[Context, str], Any]] = {
    "release": _release,
    "record": _release,
    "coordinator": _coordinator,
    "project_manager": _holder("project_manager"),
    "service_owner": _holder("service_owner"),
    "release_manager": _holder("release_manager"),
    "meeting": _newest("meetings"),
    "decision": _decision,
    "attempt": _newest("attempts"),
    "update": _newest("updates"),
    "issue": _newest("issues"),
    "issues": _open("issues"),
    "actions": _open("actions"),
    "risks": _open("risks"),
    "improvements": _open("improvements"),
    "steps": _all("mop_steps"),
    "updates": _all("updates"),
    "deliverables": _all("deliverables"),
    "documents": _all("documents"),
    "lessons": _all("lessons"),
    "feedback": _all("feedback"),
}


_done_now = select(human_task.c.task_id, human_task.c.answers).where(
    human_task.c.instance_id == bindparam("instance_id"),
    human_task.c.state == DONE,
    human_task.c.completed_at == bindparam("at"),
    human_task.c.completed_by == bindparam("by"),
)


def last_answers(context: Context) -> Mapping[str, Any]:
    """The answers of the task whose completion is this step, if one is."""
    if context.instance is None or context.by is None:
        return {}
    asked = {"instance_id": context.instance.id, "at": context.at, "by": context.by}

    def read() -> Mapping[str, Any]:
        rows = context.conn.execute(_done_now, asked)
        found = {row.task_id: row.answers for row in rows}
        return (found[max(found)] if found else None) or {}

    result: Mapping[str, Any] = remembered(context, f"answers now:{context.by}", read)
    return result
