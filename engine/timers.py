"""Waiting timers, mirrored from the tokens so that due ones are found by index."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from engine.db import UtcDateTime, metadata

timer = Table(
    "timer",
    metadata,
    Column("task_id", String(32), primary_key=True),
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("step_id", String(200), nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("waits_since", UtcDateTime, nullable=False),
    #: When the sweep looks at it: the due moment, later after a failed attempt,
    #: null while the instance is suspended or has an incident.
    Column("try_at", UtcDateTime),
    Column("attempts", Integer, nullable=False, default=0),
    Index("ix_timer_try_at", "try_at"),
    Index("ix_timer_instance_id", "instance_id"),
)


def mirror(
    conn: Connection,
    instance_id: str,
    *,
    closed: Iterable[str],
    opened: Sequence[Any],
    at: datetime,
) -> None:
    """Take away timers that no longer wait, note those that begin to."""
    gone = list(closed)
    if gone:
        conn.execute(delete(timer).where(timer.c.task_id.in_(gone)))
    if opened:
        rows = [
            {
                "task_id": t.id,
                "instance_id": instance_id,
                "step_id": t.step_id,
                "due_at": t.due_at,
                "waits_since": at,
                "try_at": t.due_at,
                "attempts": 0,
            }
            for t in opened
        ]
        conn.execute(insert(timer), rows)


def clear(conn: Connection, instance_id: str) -> None:
    """Nothing waits in an instance that is over."""
    conn.execute(delete(timer).where(timer.c.instance_id == instance_id))


_due = (
    select(timer.c.instance_id)
    .where(timer.c.try_at <= bindparam("now"))
    .order_by(timer.c.try_at)
    .limit(500)
)


def due(conn: Connection, now: datetime) -> list[str]:
    """Instances with a due timer, the longest overdue first; so many a sweep."""
    return list(dict.fromkeys(conn.scalars(_due, {"now": now})))


def postpone(conn: Connection, instance_id: str, now: datetime) -> int:
    """Count a failed attempt and try again later; returns the attempts so far."""
    attempts = conn.scalar(
        select(timer.c.attempts)
        .where(timer.c.instance_id == instance_id, timer.c.try_at <= now)
        .order_by(timer.c.attempts.desc())
        .limit(1)
    )
    tried = (attempts or 0) + 1
    conn.execute(
        update(timer)
        .where(timer.c.instance_id == instance_id, timer.c.try_at <= now)
        .values(attempts=tried, try_at=now + timedelta(seconds=10 * 4**tried))
    )
    return tried


def park(conn: Connection, instance_id: str) -> None:
    """Nothing of this instance fires until it is resumed; due moments stay."""
    conn.execute(
        update(timer).where(timer.c.instance_id == instance_id).values(try_at=None)
    )


def unpark(conn: Connection, instance_id: str) -> None:
    """Timers run again; what fell due meanwhile fires at once."""
    conn.execute(
        update(timer)
        .where(timer.c.instance_id == instance_id)
        .values(try_at=timer.c.due_at, attempts=0)
    )


def of_instance(conn: Connection, instance_id: str) -> Sequence[Any]:
    """The waiting timers of an instance."""
    rows = conn.execute(select(timer).where(timer.c.instance_id == instance_id))
    return rows.all()


def next_at(conn: Connection) -> datetime | None:
    """When the sweep will find the next timer; None when none waits."""
    found: datetime | None = conn.scalar(select(func.min(timer.c.try_at)))
    return found
