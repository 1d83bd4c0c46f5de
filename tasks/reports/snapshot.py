"""Makes the lines of the reports again: what changed is written, nothing else.

Only releases that are open, or that changed since, can have changed lines; so the work
grows with what an office does, not with what it ever did.  Lines are computed from a
reading connection and written in short transactions, so that nobody waits for them.
Of two workers one makes the snapshot; the other finds that somebody is at it.

Source: Release Standard 3.10, "Updated every 30 min"; processes.md AMB-39.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite

from engine.clock import Clock
from engine.db import Database
from tasks.reports.computing import Line, computed, offers
from tasks.reports.kinds import Kinds
from tasks.reports.lines import AHEAD, THE_ONE, report_line, report_snapshot, snapshot

#: What the standard allows; a page makes an older one again before it answers.
OLDEST = timedelta(minutes=30)
#: When the sweep makes it again, so that nobody has to wait for it.
EVERY = timedelta(minutes=25)
#: Raised when lines are computed differently.
FORMAT = 1
#: Releases that changed so long before the last snapshot are looked at again: their
#: step may have begun before it and committed after it.
MARGIN = timedelta(hours=1)
#: How long somebody who makes one is believed to be alive.
LEASE = timedelta(minutes=5)
#: As many lines as are written in one transaction.
AT_ONCE = 1000

_the_one = report_snapshot.c.id == THE_ONE


def is_fresh(taken_at: datetime | None, now: datetime, within: timedelta) -> bool:
    """Whether a snapshot is young enough; one from the future is not."""
    return taken_at is not None and taken_at <= now < taken_at + within


def refresh(database: Database, zone: ZoneInfo, now: datetime) -> bool:
    """Make the lines again; whether this was the one who did."""
    with database.read() as conn:
        known = snapshot(conn)
    with database.transaction() as conn:
        if not _claimed(conn, known, now):
            return False
    try:
        _make(database, zone, now, _since(known, now))
    except BaseException:
        _give_back(database)
        raise
    return True


def forget(conn: Connection) -> None:
    """Let the next one be made of everything, as if there had been none."""
    conn.execute(delete(report_snapshot))


def _make(
    database: Database, zone: ZoneInfo, now: datetime, since: datetime | None
) -> None:
    with database.read() as conn:
        lines = computed(conn, zone, now, since)
    with _one_at_a_time(database) as conn:
        kinds = Kinds.known(conn)
        kinds.give(lines.values())
        kinds.write(conn)
    with database.read() as conn:
        changed, gone = _differences(conn, lines, whole=since is None)
    with _one_at_a_time(database) as conn:
        _delete(conn, gone)
    for start in range(0, len(changed), AT_ONCE):
        some = changed[start : start + AT_ONCE]
        with _one_at_a_time(database) as conn:
            _delete(conn, [line["release_id"] for line in some])
            conn.execute(insert(report_line), some)
    with database.transaction() as conn:
        made = {"taken_at": now, "making_since": None, "format": FORMAT}
        conn.execute(update(report_snapshot).where(_the_one).values(made))
    if changed or gone:
        _offer(database)


@contextmanager
def _one_at_a_time(database: Database) -> Iterator[Connection]:
    """A transaction that waits for those of another maker.

    There are two when the first outlived its lease, as when the clock was moved on.
    """
    with database.transaction() as conn:
        conn.execute(select(report_snapshot.c.id).where(_the_one).with_for_update())
        yield conn


def _offer(database: Database) -> None:
    """Let the filters offer what the lines have now."""
    with database.read() as conn:
        found = offers(conn)
        number = conn.scalar(select(func.count()).select_from(report_line))
    with database.transaction() as conn:
        conn.execute(
            update(report_snapshot).where(_the_one).values(offers=found, lines=number)
        )


def _since(known: Any, now: datetime) -> datetime | None:
    """From when on changes are looked for; None makes everything again."""
    if known is None or known.format != FORMAT:
        return None
    if known.taken_at is None or known.taken_at > now:
        return None
    taken_at: datetime = known.taken_at
    return taken_at - MARGIN


def _differences(
    conn: Connection, lines: dict[str, Line], *, whole: bool
) -> tuple[list[Line], list[str]]:
    """Lines that are not stored like this, and releases that are no more."""
    query = select(report_line)
    if not whole:
        query = query.where(report_line.c.side == AHEAD)
    stored: dict[str, Line] = {
        row.release_id: dict(row._mapping) for row in conn.execute(query)
    }
    if not whole:
        stored |= _stored(conn, [each for each in lines if each not in stored])
    changed = [line for key, line in lines.items() if stored.get(key) != line]
    gone = [key for key in stored if key not in lines] if whole else []
    return changed, gone


def _stored(conn: Connection, ids: list[str]) -> dict[str, Line]:
    found = {}
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        for row in conn.execute(
            select(report_line).where(report_line.c.release_id.in_(some))
        ):
            found[row.release_id] = dict(row._mapping)
    return found


def _claimed(conn: Connection, known: Any, now: datetime) -> bool:
    """Whether nobody else makes it, or has made it since we looked."""
    if known is None:
        postgresql = conn.dialect.name == "postgresql"
        into = insert_on_postgresql if postgresql else insert_on_sqlite
        empty = {"lines": 0, "offers": {}, "format": FORMAT}
        made = conn.execute(
            into(report_snapshot)
            .values(id=THE_ONE, making_since=now, **empty)
            .on_conflict_do_nothing(index_elements=["id"])
            .returning(report_snapshot.c.id)  # rows of an insert are not counted
        )
        return made.scalar() is not None
    c = report_snapshot.c
    seen = c.taken_at.is_(None)
    if known.taken_at is not None:
        seen = c.taken_at == known.taken_at
    free = or_(
        c.making_since.is_(None),
        c.making_since < now - LEASE,
        c.making_since > now,  # the clock was moved back
    )
    claimed = conn.execute(
        update(report_snapshot).where(_the_one, seen, free).values(making_since=now)
    )
    return bool(claimed.rowcount)


def _give_back(database: Database) -> None:
    with database.transaction() as conn:
        conn.execute(update(report_snapshot).where(_the_one).values(making_since=None))


def _delete(conn: Connection, ids: list[str]) -> None:
    if ids:
        old = delete(report_line).where(report_line.c.release_id == bindparam("of"))
        conn.execute(old, [{"of": each} for each in ids])


@dataclass(slots=True)
class Snapshots:
    """The sweep's part: a new snapshot when the old one is due."""

    database: Database
    clock: Clock
    zone: ZoneInfo
    #: While the clock is before this and after the last look, nothing is due.
    _looked: tuple[datetime, datetime] | None = field(default=None)

    def work(self, now: datetime) -> int:
        """Make a snapshot if it is time; how many were made."""
        if self._looked and self._looked[0] <= now < self._looked[1]:
            return 0
        taken_at = self._taken_at()
        if is_fresh(taken_at, now, EVERY):
            assert taken_at is not None
            self._looked = (now, taken_at + EVERY)
            return 0
        made = refresh(self.database, self.zone, now)
        self._looked = (now, now + EVERY) if made else None
        return int(made)

    def ensure(self) -> datetime:
        """A snapshot of at most half an hour; the moment it was taken.

        While somebody else makes the next one, the one before has to do.
        """
        now = self.clock.now()
        taken_at = self._taken_at()
        if is_fresh(taken_at, now, OLDEST):
            assert taken_at is not None
            return taken_at
        refresh(self.database, self.zone, now)
        return self._taken_at() or now

    def _taken_at(self) -> datetime | None:
        with self.database.read() as conn:
            known = snapshot(conn)
        found: datetime | None = None if known is None else known.taken_at
        return found
