"""What was counted of each day: a few rows a day, whatever the number of releases.

Source: ours, because a report over years must not read every task ever done.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Float,
    Integer,
    String,
    Table,
    select,
)
from sqlalchemy.engine import Row

from engine.db import Json, UtcDateTime, metadata

#: What a row counts: a measure by its key, or a step by its id.
MEASURE, STEP = "measure", "step"
#: Releases that no instance runs have no version.
NO_VERSION = ""

health_day = Table(
    "health_day",
    metadata,
    Column("process_key", String(100), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("version_id", String(32), primary_key=True),
    Column("subject", String(200), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("of", Integer, nullable=False),
    #: For means; of a step, how many of its tasks were of a step done before.
    Column("total", Float, nullable=False),
    Column("spread", Json, nullable=False),
)

health_state = Table(
    "health_state",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    #: The days up to here are counted, and when that was.
    Column("counted_to", Date),
    Column("taken_at", UtcDateTime, nullable=False),
)
THE_ONE = 1


def state(conn: Connection) -> Row[Any] | None:
    """How far the days are counted."""
    return conn.execute(
        select(health_state).where(health_state.c.id == THE_ONE)
    ).one_or_none()


def counted(
    conn: Connection,
    process_key: str,
    kind: str,
    begins: date,
    ends: date,
    version_id: str | None = None,
) -> Sequence[Any]:
    """The rows of some days, both included; bounded by the days asked for."""
    c = health_day.c
    query = select(*(c.day, c.subject, c.number, c.of, c.total, c.spread)).where(
        c.process_key == process_key, c.kind == kind, c.day.between(begins, ends)
    )
    if version_id is not None:
        query = query.where(c.version_id == version_id)
    return conn.execute(query).all()


def processes_counted(conn: Connection) -> list[str]:
    """The processes of which anything was counted."""
    return list(
        conn.scalars(
            select(health_day.c.process_key).distinct().order_by("process_key")
        )
    )
