"""The resource schedule: who coordinates what in which week, who is away, who is free.

Source: processes.md D-4.1, "DCS Resource Schedule".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from tasks.people.persons import people_with_roles
from tasks.planning import absences
from tasks.planning.absences import COORDINATORS
from tasks.planning.availability import Availability, availabilities
from tasks.reports.lines import AHEAD, report_line

WEEKS = 8
#: Somebody who deploys so close to a moment has no time then.
APART = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Week:
    """One coordinator's week: how many deployments, how many working days away."""

    first: date
    deployments: int
    days_away: int


@dataclass(frozen=True, slots=True)
class Coordinator:
    """One coordinator's row of the schedule."""

    user_name: str
    name: str
    unit: str | None
    roles: frozenset[str]
    standing: Availability
    weeks: Sequence[Week] = ()
    away: Sequence[Any] = ()
    #: Releases that deploy around the moment that is asked about.
    deploys: Sequence[str] = field(default=())

    @property
    def is_free(self) -> bool:
        """Neither away nor deploying nor carrying all they can."""
        return not (self.standing.away or self.deploys or self.standing.is_full)


def resource_schedule(
    conn: Connection, monday: date, number: int = WEEKS
) -> Sequence[Coordinator]:
    """All coordinators, week by week."""
    last = monday + timedelta(weeks=number) - timedelta(days=1)
    found = people_with_roles(conn, COORDINATORS)
    names = [person.user_name for person, _ in found]
    standing = availabilities(conn, names, monday, last)
    away: dict[str, list[Any]] = {}
    for row in absences.between(conn, monday, last, names):
        away.setdefault(row.user_name, []).append(row)
    busy = _deployments(conn, monday, last)
    mondays = [monday + timedelta(weeks=n) for n in range(number)]
    return [
        Coordinator(
            person.user_name,
            person.name,
            person.unit or person.organization,
            roles,
            standing[person.user_name],
            [
                Week(
                    first,
                    busy.get((person.user_name, first), 0),
                    _days_away(away.get(person.user_name, ()), first),
                )
                for first in mondays
            ],
            away.get(person.user_name, ()),
        )
        for person, roles in found
    ]


def _deployments(
    conn: Connection, first: date, last: date
) -> Mapping[tuple[str, date], int]:
    """How many deployments each coordinator has in the week of each Monday."""
    c = report_line.c
    found = conn.execute(
        select(c.coordinator, c.on_day, func.count())
        .where(c.side == AHEAD, c.on_day.between(first, last))
        .where(c.coordinator.is_not(None))
        .group_by(c.coordinator, c.on_day)
    )
    busy: dict[tuple[str, date], int] = {}
    for user_name, day, number in found:
        week = (user_name, day - timedelta(days=day.weekday()))
        busy[week] = busy.get(week, 0) + number
    return busy


def _days_away(rows: Sequence[Any], monday: date) -> int:
    days = {monday + timedelta(days=n) for n in range(5)}
    return sum(any(row.first_on <= day <= row.last_on for row in rows) for day in days)


def free_at(conn: Connection, at: datetime, zone: ZoneInfo) -> Sequence[Coordinator]:
    """How every coordinator stands at a moment; who is free comes first."""
    day = at.astimezone(zone).date()
    found = people_with_roles(conn, COORDINATORS)
    standing = availabilities(conn, [p.user_name for p, _ in found], day, day)
    deploying = _deploying(conn, at)
    rows = [
        Coordinator(
            person.user_name,
            person.name,
            person.unit or person.organization,
            roles,
            standing[person.user_name],
            deploys=deploying.get(person.user_name, ()),
        )
        for person, roles in found
    ]
    return sorted(rows, key=lambda row: (not row.is_free, row.standing.carries))


def _deploying(conn: Connection, at: datetime) -> Mapping[str, list[str]]:
    c = report_line.c
    found = conn.execute(
        select(c.coordinator, c.release_id)
        .where(c.side == AHEAD, c.has_hour, c.coordinator.is_not(None))
        .where(c.starts_at.between(at - APART, at + APART))
        .order_by(c.starts_at)
        .limit(500)
    )
    deploying: dict[str, list[str]] = {}
    for user_name, release_id in found:
        deploying.setdefault(user_name, []).append(release_id)
    return deploying
