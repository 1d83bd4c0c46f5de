"""What is shown of changes and versions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select
from sqlalchemy.engine import Row

from engine import drafts
from engine.catalogue import process_version
from engine.errors import NotFound
from tasks.changes.table import diagram_change
from tasks.inbox.tables import OPEN, human_task


def versions(conn: Connection, key: str) -> Sequence[Any]:
    """The versions of a process with how each came to be, newest first."""
    v, c = process_version.c, diagram_change.c
    joined = process_version.outerjoin(
        diagram_change, and_(c.process_key == v.process_key, c.version == v.number)
    )
    return conn.execute(
        select(
            *(v.id, v.process_key, v.number, v.name, v.sha256, v.published_at),
            *(v.published_by, v.why, v.effective_at),
            c.id.label("change_id"),
            *(c.reviewed_by, c.reviewed_at, c.submitted_by, c.copies, c.based_on),
            *(c.reason, c.acceptance_test, c.announcement),
        )
        .select_from(joined)
        .where(v.process_key == key)
        .order_by(v.number.desc())
        .limit(500)
    ).all()


def in_force(rows: Sequence[Any], at: datetime) -> int | None:
    """The number of the version that new instances start with now."""
    return next((row.number for row in rows if row.effective_at <= at), None)


def change(conn: Connection, key: str, change_id: str) -> Row[Any]:
    """One change of a process. Raises NotFound."""
    found = conn.execute(
        select(diagram_change).where(
            diagram_change.c.id == change_id, diagram_change.c.process_key == key
        )
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such change.")
    return found


def draft_of(conn: Connection, row: Row[Any]) -> Row[Any] | None:
    """The draft that a change is about, while it is there."""
    if row.draft is None:
        return None
    try:
        return drafts.draft(conn, row.process_key, row.draft)
    except NotFound:
        return None


def open_task(conn: Connection, row: Row[Any]) -> Row[Any] | None:
    """The step at which a review waits, with whom."""
    if row.instance_id is None:
        return None
    return conn.execute(
        select(human_task)
        .where(human_task.c.instance_id == row.instance_id)
        .where(human_task.c.state == OPEN)
        .limit(1)
    ).one_or_none()
