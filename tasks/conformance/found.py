"""What a release has gathered, read for its proof in seven statements.

Source: ours; a page of four hundred clauses must not ask four hundred questions.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Select,
    String,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.engine import Row

from engine.audit import audit_entry
from engine.history import of_instance
from engine.outbox import outbox
from tasks.inbox.tables import DONE, human_task
from tasks.oversight.trail import of_release
from tasks.release.collections import COLLECTIONS, TABLES
from tasks.release.tables import linked_to

#: Fields that tell entries of one kind apart, asked of in clauses.
TELLING = ("type", "kind", "body", "origin")
MOST = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the record, as far as a proof looks at it."""

    collection: str
    told: str | None
    state: str | None
    text: str | None
    version: int | None
    by: str | None
    at: Any


@dataclass(slots=True)
class Found:
    """Everything a proof reads of one release."""

    release: Mapping[str, Any]
    #: By step: how it was passed last.
    passed: Mapping[str, Row[Any]] = field(default_factory=dict)
    #: The steps by the element that their token came from.
    after: Mapping[str, Sequence[Row[Any]]] = field(default_factory=dict)
    #: Completed human tasks by step, oldest first.
    tasks: Mapping[str, Sequence[Row[Any]]] = field(default_factory=dict)
    #: By collection, oldest first.
    entries: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    #: By template, oldest first.
    mails: Mapping[str, Sequence[Row[Any]]] = field(default_factory=dict)
    linked: Sequence[Row[Any]] = ()
    changes: int = 0
    last_change: Row[Any] | None = None


def found_of(conn: Connection, release: Mapping[str, Any]) -> Found:
    """Read what a release has gathered."""
    release_id, instance_id = release["id"], release["instance_id"]
    history = of_instance(conn, instance_id) if instance_id else ()
    passed, after = {}, defaultdict(list)
    for row in history:
        if row.how == "completed":
            passed[row.step_id] = row
            after[row.came_from].append(row)
    count, last = _changes(conn, release_id)
    return Found(
        release=release,
        passed=passed,
        after=after,
        tasks=_by(conn.execute(_tasks(instance_id)), "step_id"),
        entries=_entries(conn, release_id),
        mails=_mails(conn, release_id),
        linked=linked_to(conn, release_id),
        changes=count,
        last_change=last,
    )


def _by(rows: Any, name: str) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[getattr(row, name)].append(row)
    return grouped


def _tasks(instance_id: str | None) -> Select[Any]:
    t = human_task.c
    return (
        select(t.step_id, t.name, t.answers, t.completed_at, t.completed_by)
        .where(t.instance_id == instance_id, t.state == DONE, t.kind == "step")
        .order_by(t.completed_at, t.opened_in)
        .limit(MOST)
    )


def _entries(conn: Connection, release_id: str) -> dict[str, list[Entry]]:
    each = [_of_collection(name, release_id) for name in TABLES]
    found = [Entry(*row) for row in conn.execute(union_all(*each).limit(MOST))]
    found.sort(key=lambda entry: entry.at)
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in found:
        grouped[entry.collection].append(entry)
    return grouped


def _of_collection(name: str, release_id: str) -> Select[Any]:
    table, kind = TABLES[name], COLLECTIONS[name]
    telling = next((n for n in TELLING if n in kind.fields), None)
    shown = kind.fields.get(kind.text)
    text = func.substr(cast(table.c[kind.text], String), 1, 200) if shown else null()
    return select(
        literal(name),
        null() if telling is None else cast(table.c[telling], String),
        cast(table.c.state, String) if "state" in kind.fields else cast(null(), String),
        text,
        table.c.version if "version" in kind.fields else cast(null(), Integer),
        table.c.changed_by,
        table.c.changed_at,
    ).where(table.c.release_id == release_id)


def _mails(conn: Connection, release_id: str) -> dict[str, list[Any]]:
    c = outbox.c
    rows = conn.execute(
        select(c.headers, c.subject, c.step_id, c.created_at, c.by)
        .where(c.business_key == release_id)
        .order_by(c.created_at, c.id)
        .limit(MOST)
    )
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[str(row.headers.get("template"))].append(row)
    return grouped


def _changes(conn: Connection, release_id: str) -> tuple[int, Any]:
    """How many changes the trail has of the release, and the last one."""
    c = audit_entry.c
    counted = select(func.count()).where(of_release(release_id)).scalar_subquery()
    last = conn.execute(
        select(c.at, c.by, c.field, c.step_id, counted.label("changes"))
        .where(of_release(release_id))
        .order_by(c.id.desc())
        .limit(1)
    ).first()
    return (0 if last is None else int(last.changes)), last
