"""What happens on which day: deployments, outages, meetings, ends of stabilization."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, or_, select

from tasks.oversight.access import readable_releases
from tasks.people.persons import Person
from tasks.release.collections import TABLES
from tasks.release.states import CANCELLED, NOT_REQUIRED
from tasks.release.tables import release

MOST = 1000
#: Moments of a release that belong in a calendar, by kind.
MOMENTS = {
    "Deployment": "deployment_at",
    "Go/No-Go meeting": "go_no_go_at",
    "Outage": "outage_start",
    "Stabilization ends": "stabilization_end",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day; ``at`` is None where only the day is known."""

    day: date
    at: datetime | None
    kind: str
    release_id: str
    title: str


def events(
    conn: Connection, person: Person, first: date, last: date, zone: ZoneInfo
) -> Sequence[Event]:
    """What happens between two days, both included, by time.

    Deployments are everybody's (the forward schedule); the rest is shown of releases
    that the person may read.
    """
    begins = datetime.combine(first, time.min, zone)
    ends = datetime.combine(last, time.max, zone)
    found = [
        *_deployments(conn, begins, ends, zone),
        *_planned(conn, first, last),
        *_others(conn, person, begins, ends, zone),
        *_meetings(conn, person, begins, ends, zone),
    ]
    return sorted(found, key=lambda e: (e.day, e.at is None, e.at or begins, e.title))


def _alive() -> Any:
    return release.c.status.not_in((CANCELLED, NOT_REQUIRED))


def _deployments(
    conn: Connection, begins: datetime, ends: datetime, zone: ZoneInfo
) -> Iterator[Event]:
    c = release.c
    rows = conn.execute(
        select(c.id, c.title, c.deployment_at)
        .where(_alive(), c.deployment_at.between(begins, ends))
        .limit(MOST)
    )
    for row in rows:
        day = row.deployment_at.astimezone(zone).date()
        yield Event(day, row.deployment_at, "Deployment", row.id, row.title)


def _planned(conn: Connection, first: date, last: date) -> Iterator[Event]:
    c = release.c
    rows = conn.execute(
        select(c.id, c.title, c.planned_deployment)
        .where(
            _alive(),
            c.deployment_at.is_(None),
            c.planned_deployment.between(first, last),
        )
        .limit(MOST)
    )
    for row in rows:
        planned = row.planned_deployment
        yield Event(planned, None, "Deployment (planned)", row.id, row.title)


def _others(
    conn: Connection, person: Person, begins: datetime, ends: datetime, zone: ZoneInfo
) -> Iterator[Event]:
    c = release.c
    names = [name for kind, name in MOMENTS.items() if kind != "Deployment"]
    within = or_(*(c[name].between(begins, ends) for name in names))
    rows = conn.execute(
        select(c.id, c.title, *(c[name] for name in names))
        .where(_alive(), readable_releases(person), within)
        .limit(MOST)
    )
    for row in rows:
        for kind, name in MOMENTS.items():
            at = getattr(row, name, None)
            if at is not None and begins <= at <= ends:
                yield Event(at.astimezone(zone).date(), at, kind, row.id, row.title)


def _meetings(
    conn: Connection, person: Person, begins: datetime, ends: datetime, zone: ZoneInfo
) -> Iterator[Event]:
    meetings = TABLES["meetings"].c
    rows = conn.execute(
        select(meetings.type, meetings.at, release.c.id, release.c.title)
        .join(release, release.c.id == meetings.release_id)
        .where(
            readable_releases(person),
            meetings.at.between(begins, ends),
            meetings.type != "Go/No-Go",
        )
        .limit(MOST)
    )
    for row in rows:
        day = row.at.astimezone(zone).date()
        kind = f"Meeting: {row.type}" if row.type else "Meeting"
        yield Event(day, row.at, kind, row.id, row.title)
