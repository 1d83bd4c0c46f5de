"""What happens on which day: everything of a release that has a date.

Deployments are everybody's (the forward schedule); the rest is shown of releases that
the person may read.  Source: requirements ROLE-RM-12, "enterprise release calendars
centralizing current and future releases"; processes.md E.2.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from tasks.oversight.access import readable_releases
from tasks.people.persons import Person
from tasks.planning import blackouts
from tasks.release.collections import TABLES
from tasks.release.states import CANCELLED, NOT_REQUIRED
from tasks.release.tables import release

#: As many of one kind as are read for a page.
MOST = 5000
DEPLOYMENT, PLANNED = "Deployment", "Deployment (planned)"
GO_NO_GO, OUTAGE = "Go/No-Go meeting", "Outage"
STABILIZATION, MEETING, BLACKOUT = "Stabilization ends", "Meeting", "Blackout"
#: What may be chosen to be shown.
KINDS = (DEPLOYMENT, OUTAGE, GO_NO_GO, MEETING, STABILIZATION, BLACKOUT)
#: The order of a day's events without an hour, and of those at the same hour.
_RANK = {BLACKOUT: 0, OUTAGE: 1, DEPLOYMENT: 2, PLANNED: 3}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which days, both included, and what of them; everything without a choice."""

    first: date
    last: date
    kind: str | None = None
    process: str | None = None
    organization: str | None = None
    service: str | None = None

    def shows(self, kind: str) -> bool:
        """Whether events of this kind are asked for."""
        return self.kind in (None, kind)


@dataclass(frozen=True, slots=True)
class Event:
    """Something on a day; ``at`` is None where only the day is known.

    What lasts for days stands on each of them; ``until`` is its end.
    """

    day: date
    at: datetime | None
    kind: str
    release_id: str | None
    title: str
    until: datetime | None = None
    #: What it is called in French, where the words are not the record's.
    title_fr: str | None = None


def events(
    conn: Connection, person: Person, wanted: Wanted, zone: ZoneInfo
) -> Sequence[Event]:
    """What happens on these days, by day and hour."""
    found = by_day(conn, person, wanted, zone)
    return [event for day in sorted(found) for event in found[day]]


def by_day(
    conn: Connection, person: Person, wanted: Wanted, zone: ZoneInfo
) -> Mapping[date, Sequence[Event]]:
    """The events of each day that has any, by hour."""
    span = _Span(conn, person, wanted, zone)
    days: dict[date, list[Event]] = defaultdict(list)
    for event in span.found():
        days[event.day].append(event)
    for found in days.values():
        found.sort(key=lambda each: _order(each, span.begins))
    return days


def _order(event: Event, begins: datetime) -> tuple[Any, ...]:
    rank = _RANK.get(event.kind, 9)
    timeless = event.at is None and event.kind != BLACKOUT
    return timeless, event.at or begins, rank, event.title


@dataclass(frozen=True, slots=True)
class _Span:
    """Reads the events of some days, each kind by its own index."""

    conn: Connection
    person: Person
    wanted: Wanted
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.wanted.first, time.min, self.zone)

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.wanted.last, time.max, self.zone)

    def found(self) -> Iterator[Event]:
        shows = self.wanted.shows
        if shows(DEPLOYMENT):
            yield from self.deployments()
            yield from self.planned()
        if shows(OUTAGE):
            yield from self.outages()
        if shows(GO_NO_GO):
            yield from self.moments(GO_NO_GO, "go_no_go_at")
        if shows(STABILIZATION):
            yield from self.moments(STABILIZATION, "stabilization_end")
        if shows(MEETING):
            yield from self.meetings()
        if shows(BLACKOUT):
            yield from self.blackouts()

    def of(self) -> list[Any]:
        """The conditions that a release passes the filters and is alive."""
        c, wanted = release.c, self.wanted
        names = ("process", "organization", "service")
        return [
            c.status.not_in((CANCELLED, NOT_REQUIRED)),
            *(c[n] == getattr(wanted, n) for n in names if getattr(wanted, n)),
        ]

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def deployments(self) -> Iterator[Event]:
        c = release.c
        rows = self.conn.execute(
            select(c.id, c.title, c.deployment_at)
            .where(*self.of(), c.deployment_at.between(self.begins, self.ends))
            .order_by(c.deployment_at)
            .limit(MOST)
        )
        for row in rows:
            at = row.deployment_at
            yield Event(self.day(at), at, DEPLOYMENT, row.id, row.title)

    def planned(self) -> Iterator[Event]:
        c, wanted = release.c, self.wanted
        rows = self.conn.execute(
            select(c.id, c.title, c.planned_deployment)
            .where(*self.of(), c.deployment_at.is_(None))
            .where(c.planned_deployment.between(wanted.first, wanted.last))
            .limit(MOST)
        )
        for row in rows:
            yield Event(row.planned_deployment, None, PLANNED, row.id, row.title)

    def outages(self) -> Iterator[Event]:
        c = release.c
        early = self.begins - timedelta(days=31)
        rows = self.conn.execute(
            select(c.id, c.title, c.outage_start, c.outage_end)
            .where(*self.of(), readable_releases(self.person))
            .where(c.outage_start.between(early, self.ends))
            .limit(MOST)
        )
        for row in rows:
            ends = row.outage_end or row.outage_start
            yield from self.each_day(
                row.outage_start, ends, OUTAGE, row.title, release_id=row.id
            )

    def moments(self, kind: str, name: str) -> Iterator[Event]:
        c = release.c
        rows = self.conn.execute(
            select(c.id, c.title, c[name].label("at"))
            .where(*self.of(), readable_releases(self.person))
            .where(c[name].between(self.begins, self.ends))
            .limit(MOST)
        )
        for row in rows:
            yield Event(self.day(row.at), row.at, kind, row.id, row.title)

    def meetings(self) -> Iterator[Event]:
        meetings = TABLES["meetings"].c
        rows = self.conn.execute(
            select(meetings.type, meetings.at, release.c.id, release.c.title)
            .join(release, release.c.id == meetings.release_id)
            .where(*self.of(), readable_releases(self.person))
            .where(meetings.at.between(self.begins, self.ends))
            .where(func.coalesce(meetings.type, "") != "Go/No-Go")
            .where(func.coalesce(meetings.state, "") != "Cancelled")
            .limit(MOST)
        )
        for row in rows:
            kind = f"{MEETING}: {row.type}" if row.type else MEETING
            yield Event(self.day(row.at), row.at, kind, row.id, row.title)

    def blackouts(self) -> Iterator[Event]:
        for row in blackouts.between(self.conn, self.begins, self.ends):
            yield from self.each_day(
                row.starts_at,
                row.ends_at,
                BLACKOUT,
                row.reason_en,
                title_fr=row.reason_fr,
            )

    def each_day(
        self, begin: datetime, end: datetime, kind: str, title: str, **more: Any
    ) -> Iterator[Event]:
        """What lasts, on each of its days within the span."""
        wanted = self.wanted
        first, last = self.day(begin), self.day(max(begin, end - timedelta(seconds=1)))
        day = max(first, wanted.first)
        while day <= min(last, wanted.last):
            at = begin if day == first else None
            release_id = more.get("release_id")
            french = more.get("title_fr")
            yield Event(day, at, kind, release_id, title, end, french)
            day += timedelta(days=1)
