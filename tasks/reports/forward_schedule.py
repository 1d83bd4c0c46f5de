"""The forward schedule of releases: how much is planned of what, and when.

Source: Release Standard 3.10, "Forward Schedule of Releases"; processes.md E.2:
everybody reads it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import Row

from tasks.people.holders import releases_of
from tasks.reports.lines import report_kind, report_line
from tasks.reports.wanted import (
    Wanted,
    in_period,
    of_kind,
    order,
    passing,
    within,
)

#: As many lines as a file holds; a longer period is to be divided.
MOST_IN_FILE = 50_000

#: As many entries as calendar programs bear.
MOST_IN_CALENDAR = 5_000

#: What the volume is counted by.
BY = ("service", "jurisdiction", "status", "release_type")
_GROUPED = (
    "service",
    "jurisdictions",
    "status",
    "milestone",
    "release_type",
    "process",
)

Counted = Sequence[tuple[str | None, int]]


@dataclass(frozen=True, slots=True)
class Volume:
    """How many releases a period has, and how many of each kind, most first.

    A release that impacts two jurisdictions counts in both.  Source: MET-03.
    """

    total: int
    by: Mapping[str, Counted]
    #: (process, milestone) → number.
    by_milestone: Mapping[tuple[str, str | None], int]
    #: Releases that pass the filters and have no date yet.
    undated: int


def volume(conn: Connection, wanted: Wanted) -> Volume:
    """How much is planned in the period."""
    numbers = _numbers(conn, wanted)
    counters: dict[str, Counter[str | None]] = {name: Counter() for name in BY}
    milestones: Counter[tuple[str, str | None]] = Counter()
    total = 0
    for kind in conn.execute(select(report_kind).where(*of_kind(wanted))):
        number = numbers.get(kind.id, 0)
        if not number:
            continue
        total += number
        for name in ("service", "status", "release_type"):
            counters[name][getattr(kind, name)] += number
        for place in kind.jurisdictions or [None]:
            counters["jurisdiction"][place] += number
        milestones[kind.process, kind.milestone] += number
    return Volume(
        total=total,
        by={name: _ranked(counter) for name, counter in counters.items()},
        by_milestone=milestones,
        undated=_undated(conn, wanted),
    )


def _numbers(conn: Connection, wanted: Wanted) -> dict[int, int]:
    """How many releases of each kind the period has; of all kinds."""
    c = report_line.c
    found = conn.execute(
        select(c.kind, func.count()).where(*in_period(wanted)).group_by(c.kind)
    )
    return dict(found.all())


def _ranked(counter: Counter[str | None]) -> Counted:
    """The greatest first; what says nothing comes last."""
    return sorted(
        counter.items(), key=lambda each: (each[0] is None, -each[1], each[0] or "")
    )


def _undated(conn: Connection, wanted: Wanted) -> int:
    query = select(func.count()).where(report_line.c.on_day.is_(None), *passing(wanted))
    return conn.scalar(query) or 0


def page(conn: Connection, wanted: Wanted) -> Sequence[Row[Any]]:
    """One page of the schedule, by date."""
    return conn.execute(
        select(report_line)
        .where(*within(wanted))
        .order_by(*order())
        .limit(wanted.per_page)
        .offset(wanted.offset)
    ).all()


def undated(conn: Connection, wanted: Wanted, limit: int) -> Sequence[Row[Any]]:
    """Releases that pass the filters and have no date yet."""
    return conn.execute(
        select(report_line)
        .where(report_line.c.on_day.is_(None), *passing(wanted))
        .order_by(report_line.c.release_id)
        .limit(limit)
    ).all()


def all_lines(conn: Connection, wanted: Wanted) -> Sequence[Row[Any]]:
    """The whole schedule; one line more than a file holds says that it is cut."""
    return conn.execute(
        select(report_line)
        .where(*within(wanted))
        .order_by(*order())
        .limit(MOST_IN_FILE + 1)
    ).all()


def for_calendar(
    conn: Connection, first: date, last: date, of: str | None = None
) -> Sequence[Row[Any]]:
    """The deployments of these days, called off ones too; of one person's releases."""
    query = select(report_line).where(report_line.c.on_day.between(first, last))
    if of is not None:
        query = query.where(report_line.c.release_id.in_(releases_of(of)))
    return conn.execute(query.order_by(*order()).limit(MOST_IN_CALENDAR)).all()


def by_day(conn: Connection, wanted: Wanted) -> Mapping[date, int]:
    """How many deployments each day has."""
    c = report_line.c
    found = conn.execute(
        select(c.on_day, func.count()).where(*within(wanted)).group_by(c.on_day)
    )
    return dict(found.all())


def firsts_of_days(
    conn: Connection, wanted: Wanted, number: int
) -> Mapping[date, Sequence[Row[Any]]]:
    """The first so many deployments of each day."""
    c = report_line.c
    rank = func.row_number().over(
        partition_by=c.on_day, order_by=(c.starts_at, c.release_id)
    )
    ranked = select(report_line, rank.label("rank")).where(*within(wanted)).subquery()
    found = conn.execute(
        select(ranked)
        .where(ranked.c.rank <= number)
        .order_by(ranked.c.on_day, ranked.c.rank)
    )
    days: dict[date, list[Row[Any]]] = {}
    for row in found:
        days.setdefault(row.on_day, []).append(row)
    return days


def lanes(
    rows: Sequence[Row[Any]], name: str
) -> Iterator[tuple[str | None, list[Any]]]:
    """The lines of a page in lanes; one of two jurisdictions lies in both."""
    found: dict[str | None, list[Any]] = {}
    for row in rows:
        values = row.jurisdictions or [None]
        for value in values if name == "jurisdiction" else [getattr(row, name)]:
            found.setdefault(value, []).append(row)
    yield from sorted(found.items(), key=lambda each: (each[0] is None, each[0] or ""))
