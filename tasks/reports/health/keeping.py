"""Counts the days anew: the last one and today, or what is missing.

What is past does not change, so a run reads a day or two; a first run goes on month by
month until it has caught up.  Two workers at once count the same; the second finds
that somebody was faster, and writes nothing.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.exc import IntegrityError

from engine.clock import Clock
from engine.db import Database
from tasks.reports.health.counting import Span, count, first_day, stored
from tasks.reports.health.days import THE_ONE, health_day, health_state, state

#: How old the figures of a page may be, and when the sweep counts again.
OLDEST, EVERY = timedelta(minutes=30), timedelta(minutes=25)
#: Days of one run: a first run over years must not hold a transaction for minutes.
AT_ONCE = timedelta(days=31)
#: A step of yesterday may have committed after yesterday was counted.
MARGIN = timedelta(days=1)


def is_fresh(known: Any, now: datetime, zone: ZoneInfo, within: timedelta) -> bool:
    """Whether all days up to today are counted, and not too long ago."""
    return (
        known is not None
        and known.taken_at <= now < known.taken_at + within
        and (
            known.counted_to is None or known.counted_to >= now.astimezone(zone).date()
        )
    )


def count_on(database: Database, zone: ZoneInfo, now: datetime) -> bool:
    """Count some days more; whether this was the one who did."""
    today = now.astimezone(zone).date()
    with database.read() as conn:
        known = state(conn)
        begins = _begins(conn, known, zone, now)
        ends = min(begins + AT_ONCE, today) if begins else None
        rows = stored(count(conn, Span(begins, ends, zone))) if begins and ends else []
    try:
        with database.transaction() as conn:
            if not _taken(conn, known, now, ends):
                return False
            if begins is not None:
                conn.execute(delete(health_day).where(health_day.c.day >= begins))
            if rows:
                conn.execute(insert(health_day), rows)
    except IntegrityError:  # two began at once with nothing
        return False
    return True


def _begins(conn: Connection, known: Any, zone: ZoneInfo, now: datetime) -> date | None:
    """The first day to count; everything again when time was turned back."""
    first = first_day(conn, zone)
    if known is None or known.counted_to is None or known.taken_at > now:
        return first
    counted_to: date = known.counted_to
    begins = counted_to - MARGIN
    return max(first, begins) if first else begins


def _taken(
    conn: Connection, known: Any, now: datetime, counted_to: date | None
) -> bool:
    """Whether nobody counted since we looked."""
    c = health_state.c
    values = {"taken_at": now, "counted_to": counted_to}
    if known is None:
        conn.execute(insert(health_state).values(id=THE_ONE, **values))
        return True
    seen = (c.id == THE_ONE) & (c.taken_at == known.taken_at)
    same = c.counted_to.is_(None) if known.counted_to is None else None
    if same is None:
        same = c.counted_to == known.counted_to
    moved = conn.execute(update(health_state).where(seen, same).values(**values))
    return bool(moved.rowcount)


def forget(conn: Connection) -> None:
    """Count everything anew: the past was written afterwards (demonstration data)."""
    conn.execute(delete(health_day))
    conn.execute(delete(health_state))


@dataclass(slots=True)
class Counting:
    """The sweep's part: count when it is time."""

    database: Database
    clock: Clock
    zone: ZoneInfo
    #: While the clock is before this and after the last look, nothing is due.
    _looked: tuple[datetime, datetime] | None = field(default=None)

    def work(self, now: datetime) -> int:
        """Count if it is time; how often it was done."""
        if self._looked and self._looked[0] <= now < self._looked[1]:
            return 0
        with self.database.read() as conn:
            known = state(conn)
        if is_fresh(known, now, self.zone, EVERY):
            assert known is not None
            self._looked = (now, known.taken_at + EVERY)
            return 0
        return int(count_on(self.database, self.zone, now))

    def ensure(self, rounds: int = 40) -> datetime:
        """Figures of at most half an hour; the moment they were counted."""
        now = self.clock.now()
        for _ in range(rounds):
            with self.database.read() as conn:
                known = state(conn)
            if is_fresh(known, now, self.zone, OLDEST):
                assert known is not None
                taken_at: datetime = known.taken_at
                return taken_at
            count_on(self.database, self.zone, now)
        return now
