"""The one place that knows what time it is; everything else is told."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    Table,
    delete,
    insert,
    select,
    update,
)

from engine.db import Database, metadata

simulated_time = Table(
    "simulated_time",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("offset_seconds", BigInteger, nullable=False),
)


class Clock(Protocol):
    """Says what time it is, in UTC."""

    def now(self) -> datetime:
        """The present moment, zone-aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)


class FixedClock:
    """A clock that a test or a rehearsal moves by hand."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        """The moment last set."""
        return self._at

    def advance(self, by: timedelta) -> None:
        """Move the clock on."""
        self._at += by


class SimulatedClock:
    """The machine's clock plus an offset that all processes of a database share.

    Source: ours, because a newcomer should live through 30 days in a minute.
    """

    def __init__(
        self, database: Database, real: Callable[[], datetime] | None = None
    ) -> None:
        self._database, self._real = database, real or SystemClock().now

    def now(self) -> datetime:
        """The simulated moment in UTC."""
        return self._real() + self.offset()

    def offset(self) -> timedelta:
        """How far the simulated time is ahead of the machine's."""
        with self._database.read() as conn:
            seconds = conn.scalar(select(simulated_time.c.offset_seconds))
        return timedelta(seconds=seconds or 0)

    def advance(self, by: timedelta) -> datetime:
        """Move simulated time on and return the new moment."""
        seconds = round(by.total_seconds())
        with self._database.transaction() as conn:
            moved = conn.execute(
                update(simulated_time).values(
                    offset_seconds=simulated_time.c.offset_seconds + seconds
                )
            )
            if not moved.rowcount:
                values = {"id": 1, "offset_seconds": seconds}
                conn.execute(insert(simulated_time).values(values))
        return self.now()

    def reset(self) -> None:
        """Go back to the machine's time; what has fired stays fired."""
        with self._database.transaction() as conn:
            conn.execute(delete(simulated_time))
