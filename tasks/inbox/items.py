"""Work from the release plan in the inbox: one item for each open deliverable.

Items are not steps of the diagram, no token stands at them.  They begin when the plan
is final and end with their deliverable, or with the release.
Source: processes.md B.3, "separate inbox items from the plan, not nodes".
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, time
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.engine import Row

from engine.db import Row as PlainRow
from engine.db import new_id
from engine.ports import Context
from tasks.inbox import candidates
from tasks.inbox.opening import open_tasks
from tasks.inbox.tables import OPEN, WITHDRAWN, human_task
from tasks.release.loaded import release_of, rows
from tasks.release.records import save

ITEM = "item"
COLLECTION = "deliverables"
ROLE = "stakeholder"
OPEN_STATES = frozenset({"Open", "In progress"})
#: The property of a process that names the form of its items; without it, none come.
FORM_PROPERTY = "item_form"
END_OF_DAY = time(17)


def follow_plan(context: Context, release_id: str) -> None:
    """Open items for deliverables that have none, end those that are settled."""
    form = context.diagram.properties.get(FORM_PROPERTY) if context.diagram else None
    planned = {
        row["id"]: row
        for row in rows(context, COLLECTION, release_id)
        if row["state"] in OPEN_STATES
    }
    found = _open_items(context, human_task.c.release_id == release_id)
    known = {row.round_id: row.task_id for row in found}
    _withdraw(context, [task for of, task in known.items() if of not in planned])
    if form is None or not release_of(context, release_id)["plan_final"]:
        return
    new = [row for of, row in planned.items() if of not in known and _owner(row)]
    if not new:
        return
    items = [_item(context, release_id, form, row) for row in new]
    held = [
        {
            "task_id": item["task_id"],
            "role": ROLE,
            "who": f"user:{item['assignee']}",
            "release_id": release_id,
            "organization": item["organization"],
        }
        for item in items
    ]
    open_tasks(context, items, held)


def settle(context: Context, task: Row[Any], answers: Mapping[str, Any]) -> None:
    """What an item's answers do to its deliverable."""
    values = {
        name: answers[name]
        for name in ("state", "reason", "comment")
        if answers.get(name) is not None
    }
    values |= {"validated_by": context.by, "done_at": context.at}
    save(context, COLLECTION, task.release_id, values, record_id=task.round_id)
    candidates.remove(context.conn, [task.task_id])


def withdraw_all(context: Context, instance_id: str) -> None:
    """The process has ended: nothing is left to do for its plan."""
    found = _open_items(context, human_task.c.instance_id == instance_id)
    _withdraw(context, [row.task_id for row in found])


def withdraw_items(context: Context, release_id: str) -> int:
    """The release has ended: its open items go; returns how many."""
    found = list(_open_items(context, human_task.c.release_id == release_id))
    _withdraw(context, [row.task_id for row in found])
    return len(found)


def _open_items(context: Context, of: ColumnElement[bool]) -> Iterable[Any]:
    return context.conn.execute(
        select(human_task.c.task_id, human_task.c.round_id).where(
            of, human_task.c.state == OPEN, human_task.c.kind == ITEM
        )
    ).all()


def _withdraw(context: Context, task_ids: list[str]) -> None:
    if not task_ids:
        return
    candidates.remove(context.conn, task_ids)
    context.conn.execute(
        update(human_task)
        .where(human_task.c.task_id.in_(task_ids), human_task.c.state == OPEN)
        .values(state=WITHDRAWN, completed_at=context.at)
    )


def _owner(row: PlainRow) -> str | None:
    owner: str | None = row["owner"] or row["stakeholder"]
    return owner


def _item(
    context: Context, release_id: str, form: str, row: PlainRow
) -> dict[str, Any]:
    reference = context.instance
    assert reference is not None
    due_on = row["due_on"]
    due_at = due_on and datetime.combine(due_on, END_OF_DAY, context.zone)
    return {
        "task_id": new_id(),
        "instance_id": reference.id,
        "process_key": reference.process_key,
        "version_id": reference.version_id,
        "release_id": release_id,
        "step_id": form,
        "round_id": row["id"],
        "kind": ITEM,
        "name": row["text"][:300],
        "name_fr": None,
        "form": form,
        "role": ROLE,
        "roles": [ROLE],
        "state": OPEN,
        "assignee": _owner(row),
        "organization": release_of(context, release_id)["organization"],
        "priority": 50,
        "opened_at": context.at,
        "opened_in": context.step_number,
        "due_at": due_at,
    }
