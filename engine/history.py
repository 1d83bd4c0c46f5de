"""What happened in each instance, step by step; append-only."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
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
)
from sqlalchemy.engine import Row

from engine.db import UtcDateTime, metadata

history = Table(
    "history",
    metadata,
    Column(
        "id",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("step_id", String(200), nullable=False),
    Column("came_from", String(200)),
    Column("task_id", String(32)),
    #: completed, withdrawn, skipped, started, ended, moved, suspended, …
    Column("how", String(20), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(100)),
    Column("note", Text),
    Index("ix_history_instance_id", "instance_id", "id"),
)


def add(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Note what happened, in order."""
    if rows:
        conn.execute(insert(history), rows)


def entry(
    instance_id: str,
    step_id: str,
    how: str,
    *,
    at: datetime,
    by: str | None,
    came_from: str | None = None,
    task_id: str | None = None,
    note: str | None = None,
) -> dict[str, Any]:
    """One line of history."""
    return {
        "instance_id": instance_id,
        "step_id": step_id,
        "came_from": came_from,
        "task_id": task_id,
        "how": how,
        "at": at,
        "by": by,
        "note": note,
    }


def of_instance(conn: Connection, instance_id: str) -> Sequence[Row[Any]]:
    """The whole path of one instance, oldest first."""
    return conn.execute(
        select(history)
        .where(history.c.instance_id == instance_id)
        .order_by(history.c.id)
    ).all()
