"""The changes of processes: who submitted what and why, who reviewed, what it became.

One row a change that was submitted, and one a version that was published without
review, so that every version says how it came to be.
Source: GO-ITS 240PRS 3.5, the process owner approves changes of the process.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Row

from engine.db import UtcDateTime, metadata, new_id
from engine.ports import Context

SUBMITTED, SENT_BACK, APPROVED = "Submitted", "Sent back", "Approved"
PUBLISHED, WITHDRAWN = "Published", "Withdrawn"
OPEN = (SUBMITTED, SENT_BACK, APPROVED)
PROCESS = "diagram_change"

diagram_change = Table(
    "diagram_change",
    metadata,
    Column("id", String(32), primary_key=True),
    #: The process that reviews it; null before it has begun, and without review.
    Column("instance_id", ForeignKey("instance.id")),
    Column("process_key", String(100), nullable=False),
    #: The draft; null when an older version is published again.
    Column("draft", Integer),
    #: What the reviewer saw: it alone may be published.
    Column("fingerprint", String(64), nullable=False),
    #: The version it changes, and the older one that is published again.
    Column("based_on", Integer),
    Column("copies", Integer),
    Column("state", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("acceptance_test", Text),
    Column("announcement", Text),
    #: From when new instances start with it; null means from its publication on.
    Column("effective_at", UtcDateTime),
    Column("submitted_at", UtcDateTime, nullable=False),
    Column("submitted_by", String(100)),
    Column("reviewed_at", UtcDateTime),
    Column("reviewed_by", String(100)),
    Column("comments", Text),
    Column("version", Integer),
    Column("ended_at", UtcDateTime),
    Index("ix_diagram_change_process_key", "process_key", "version"),
    Index("ix_diagram_change_instance_id", "instance_id"),
)


def add(context: Context, **values: Any) -> str:
    """Note a change; its id."""
    change_id = new_id()
    context.conn.execute(
        insert(diagram_change).values(
            id=change_id,
            submitted_at=context.at,
            submitted_by=context.by,
            **values,
        )
    )
    context.audit("diagram change", change_id, "state", None, values["state"])
    return change_id


def write(context: Context, row: Row[Any], **values: Any) -> None:
    """Write what becomes of a change; each field is audited."""
    context.conn.execute(
        update(diagram_change).where(diagram_change.c.id == row.id).values(**values)
    )
    for name, value in values.items():
        old = row._mapping[name]
        if old != value:
            context.audit("diagram change", row.id, name, old, value)
    context.cache.pop(_CACHED, None)


def of_instance(conn: Connection, instance_id: str) -> Row[Any] | None:
    """The change that a process reviews."""
    return conn.execute(
        select(diagram_change).where(diagram_change.c.instance_id == instance_id)
    ).one_or_none()


def waiting_to_begin(conn: Connection, user_name: str | None) -> Row[Any] | None:
    """What a person has just submitted and no process has taken up."""
    return conn.execute(
        select(diagram_change)
        .where(
            diagram_change.c.instance_id.is_(None),
            diagram_change.c.state == SUBMITTED,
            diagram_change.c.submitted_by == user_name,
        )
        .order_by(diagram_change.c.submitted_at.desc())
        .limit(1)
    ).one_or_none()


def open_of_draft(conn: Connection, key: str, draft: int) -> Row[Any] | None:
    """The review of a draft that is still under way."""
    return conn.execute(
        select(diagram_change)
        .where(
            diagram_change.c.process_key == key,
            diagram_change.c.draft == draft,
            diagram_change.c.state.in_(OPEN),
        )
        .limit(1)
    ).one_or_none()


def of_process(conn: Connection, key: str) -> Sequence[Row[Any]]:
    """All changes of a process, newest first."""
    return conn.execute(
        select(diagram_change)
        .where(diagram_change.c.process_key == key)
        .order_by(diagram_change.c.submitted_at.desc())
        .limit(500)
    ).all()


def of_version(conn: Connection, key: str, number: int) -> Row[Any] | None:
    """How a version came to be; None for one from the folder."""
    return conn.execute(
        select(diagram_change)
        .where(diagram_change.c.process_key == key, diagram_change.c.version == number)
        .limit(1)
    ).one_or_none()


_CACHED = "diagram_change"


def running(context: Context) -> Row[Any] | None:
    """The change of the running instance, read once a step."""
    if context.instance is None:
        return None
    if _CACHED not in context.cache:
        context.cache[_CACHED] = of_instance(context.conn, context.instance.id)
    found: Row[Any] | None = context.cache[_CACHED]
    return found
