"""The forward schedule as people look at it: overview, month, timeline."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.engine import Row

from tasks.planning import blackouts
from tasks.planning.conflicts import Collision
from tasks.reports.colliding import collisions_of
from tasks.reports.forward_schedule import (
    Volume,
    by_day,
    firsts_of_days,
    lanes,
    page,
    undated,
    volume,
)
from tasks.reports.wanted import Wanted

LANES = ("service", "jurisdiction", "coordinator", "release_type", "organization")
#: As many deployments as a day of the month shows, and the timeline in all.
IN_A_DAY, ON_A_LINE = 3, 200
UNDATED = 10


@dataclass(frozen=True, slots=True)
class Overview:
    """Volumes, and a page of the schedule."""

    volume: Volume
    rows: Sequence[Row[Any]]
    undated: Sequence[Row[Any]]
    collisions: Mapping[str, Sequence[Collision]]
    shut: Sequence[Row[Any]]


@dataclass(frozen=True, slots=True)
class Month:
    """The first deployments of each day, how many each day has, what is shut."""

    first: date
    weeks: Sequence[Sequence[date]]
    days: Mapping[date, Sequence[Row[Any]]]
    numbers: Mapping[date, int]
    shut: Mapping[date, Sequence[Row[Any]]]

    @property
    def before(self) -> str:
        """The month before, as an address names it."""
        return (self.first - timedelta(days=1)).strftime("%Y-%m")

    @property
    def after(self) -> str:
        """The month after."""
        return (self.first + timedelta(days=31)).strftime("%Y-%m")

    @property
    def rows(self) -> Sequence[Row[Any]]:
        """All lines that are shown."""
        return [row for rows in self.days.values() for row in rows]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Lanes by some property, what is shut, and how many there are in all."""

    by: str
    lanes: Sequence[tuple[str | None, Sequence[Row[Any]]]]
    rows: Sequence[Row[Any]]
    shut: Sequence[Row[Any]]
    total: int


def overview(conn: Connection, wanted: Wanted, zone: ZoneInfo) -> Overview:
    """How much is planned of what, and a page of it by date."""
    rows, counted = page(conn, wanted), volume(conn, wanted)
    return Overview(
        counted,
        rows,
        undated(conn, wanted, UNDATED) if counted.undated else [],
        collisions_of(conn, rows),
        _shut(conn, wanted.begins, wanted.ends, zone),
    )


def month(conn: Connection, wanted: Wanted, first: date, zone: ZoneInfo) -> Month:
    """A month by day; the period of the filters does not count."""
    weeks = calendar.Calendar(firstweekday=6).monthdatescalendar(
        first.year, first.month
    )
    span = replace(wanted, begins=weeks[0][0], ends=weeks[-1][-1])
    return Month(
        first,
        weeks,
        firsts_of_days(conn, span, IN_A_DAY),
        by_day(conn, span),
        days_of(_shut(conn, span.begins, span.ends, zone), span, zone),
    )


def timeline(conn: Connection, wanted: Wanted, by: str, zone: ZoneInfo) -> Timeline:
    """The deployments of the period in lanes; of very many, the first."""
    rows = page(conn, replace(wanted, page=1, per_page=ON_A_LINE))
    return Timeline(
        by,
        list(lanes(rows, by)),
        rows,
        _shut(conn, wanted.begins, wanted.ends, zone),
        sum(by_day(conn, wanted).values()),
    )


def _shut(
    conn: Connection, first: date, last: date, zone: ZoneInfo
) -> Sequence[Row[Any]]:
    begins = datetime.combine(first, time.min, zone)
    ends = datetime.combine(last + timedelta(days=1), time.min, zone)
    return blackouts.between(conn, begins, ends)


def days_of(
    shut: Sequence[Row[Any]], span: Wanted, zone: ZoneInfo
) -> Mapping[date, Sequence[Row[Any]]]:
    """The blackouts of each day of a span."""
    found: dict[date, list[Row[Any]]] = {}
    for row in shut:
        day = max(span.begins, row.starts_at.astimezone(zone).date())
        moment = row.ends_at - timedelta(microseconds=1)
        last = min(span.ends, moment.astimezone(zone).date())
        while day <= last:
            found.setdefault(day, []).append(row)
            day += timedelta(days=1)
    return found
