"""The next free slot: when a release can deploy without colliding.

A slot lies on a business day, outside blackouts, not before the lead time, while its
coordinator is there, and shares no configuration item, service, coordinator or outage
with another deployment.  Which days were passed over is said with the reason.

Source: Release Standard 3.7.4, lead times; the rest ours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, or_, select

from engine.expressions.moments import Moment, is_business_day
from tasks.planning import absences, blackouts
from tasks.planning.conflicts import GRAVE, Collision, Planned, collisions, planned
from tasks.planning.windows import LONGEST, Window
from tasks.release.calendar import LEAD_TIMES, lead_time_is_short
from tasks.reports.lines import AHEAD, report_line

#: How far is looked, so many days at a time.
FAR, AT_ONCE = timedelta(days=364), timedelta(days=28)
MOST_SLOTS, MOST_PASSED = 5, 40
MOST_HOURS = 72
_OTHERS = 5000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be deployed, and when at the earliest."""

    after: date
    clock: time
    hours: float
    weekends: bool = False
    release_id: str = ""
    process: str | None = None
    service: str | None = None
    organization: str | None = None
    coordinator: str | None = None
    release_type: str | None = None
    items: tuple[str, ...] = ()
    with_outage: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """A day that will not do: why, in codes, and with which others it would collide."""

    day: date
    reasons: tuple[str, ...]
    collisions: Sequence[Collision] = ()
    blackout: Any = None


@dataclass(frozen=True, slots=True)
class Found:
    """The first free slots, and the business days that were passed over."""

    slots: Sequence[Window]
    passed: Sequence[Passed]


def free_slots(conn: Connection, asked: Asked, zone: ZoneInfo, now: datetime) -> Found:
    """The first slots in which the release collides with nothing."""
    slots: list[Window] = []
    passed: list[Passed] = []
    first = max(asked.after, now.astimezone(zone).date())
    last = first + FAR
    while first <= last and len(slots) < MOST_SLOTS:
        until = min(first + AT_ONCE, last + timedelta(days=1))
        around = _Around(conn, asked, first, until, zone)
        for day in _days(first, until, asked, zone, now):
            window = _window(day, asked, zone)
            why = around.against(day, window, now)
            if why is None:
                slots.append(window)
            elif len(passed) < MOST_PASSED:
                passed.append(why)
            if len(slots) >= MOST_SLOTS:
                break
        first = until
    return Found(slots, passed)


def _days(
    first: date, until: date, asked: Asked, zone: ZoneInfo, now: datetime
) -> Iterator[date]:
    moment = Moment(now, zone)
    for number in range((until - first).days):
        day = first + timedelta(days=number)
        open_then = asked.weekends or is_business_day(moment, day)
        if open_then and _window(day, asked, zone).starts_at > now:
            yield day


def _window(day: date, asked: Asked, zone: ZoneInfo) -> Window:
    begin = datetime.combine(day, asked.clock, zone).astimezone(UTC)
    return Window(begin, begin + timedelta(hours=asked.hours))


class _Around:
    """What else happens in some weeks, read once."""

    def __init__(
        self, conn: Connection, asked: Asked, first: date, until: date, zone: ZoneInfo
    ) -> None:
        self.asked, self.zone = asked, zone
        begins = datetime.combine(first, time.min, zone)
        ends = datetime.combine(until, time.max, zone) + timedelta(hours=MOST_HOURS)
        self.others = _others(conn, asked, begins, ends)
        self.shut = blackouts.between(conn, begins, ends)
        who = asked.coordinator
        last = until + timedelta(days=MOST_HOURS // 24)
        self.away = absences.between(conn, first, last, [who]) if who else []

    def against(self, day: date, window: Window, now: datetime) -> Passed | None:
        """Why a day will not do; None when it will."""
        asked = self.asked
        shut = blackouts.touching(self.shut, window, asked)
        found = [
            Collision(each.release_id, kinds)
            for each in collisions(_as_planned(asked, window), self._near(window))
            if (kinds := tuple(kind for kind in each.kinds if kind in GRAVE))
        ]
        reasons = {
            "short_lead_time": self._is_short(window, now),
            "blackout": shut is not None,
            "conflict": bool(found),
            "coordinator_away": self._is_away(window),
        }
        why = tuple(name for name, holds in reasons.items() if holds)
        return Passed(day, why, found[:3], shut) if why else None

    def _near(self, window: Window) -> Sequence[Planned]:
        return [each for each in self.others if each.window.overlaps(window)]

    def _is_short(self, window: Window, now: datetime) -> bool:
        lead = LEAD_TIMES.get(self.asked.release_type or "")
        if lead is None or window.starts_at - now > timedelta(days=90):
            return False
        return lead_time_is_short(lead, now, window.starts_at, self.zone)

    def _is_away(self, window: Window) -> bool:
        first = window.starts_at.astimezone(self.zone).date()
        last = window.ends_at.astimezone(self.zone).date()
        return any(row.first_on <= last and row.last_on >= first for row in self.away)


def _as_planned(asked: Asked, window: Window) -> Planned:
    return Planned(
        asked.release_id,
        window,
        asked.service,
        asked.coordinator,
        asked.organization,
        asked.items,
        window if asked.with_outage else None,
    )


def _others(
    conn: Connection, asked: Asked, begins: datetime, ends: datetime
) -> list[Planned]:
    """The deployments that might share something with this one."""
    c = report_line.c
    stakes: list[Any] = [c["items"].is_not(None)] if asked.items else []
    shared = ("service", "coordinator")
    stakes += [c[n] == getattr(asked, n) for n in shared if getattr(asked, n)]
    if asked.with_outage and asked.organization:
        stakes.append(c.organization == asked.organization)
    if not stakes:
        return []
    found = conn.execute(
        select(
            *(c.release_id, c.starts_at, c.ends_at, c.has_hour, c.service, c["items"]),
            *(c.coordinator, c.organization, c.outage_start, c.outage_end),
        )
        .where(c.side == AHEAD, c.starts_at.between(begins - LONGEST, ends))
        .where(c.ends_at > begins, c.release_id != asked.release_id, or_(*stakes))
        .order_by(c.starts_at)
        .limit(_OTHERS)
    )
    return [planned(row) for row in found]


def asked_of(row: Any, after: date, clock: time, hours: float, **more: Any) -> Asked:
    """The question for a release, by its line of the reports."""
    return Asked(
        after,
        clock,
        hours,
        release_id=row.release_id,
        process=row.process,
        service=row.service,
        organization=row.organization,
        coordinator=row.coordinator,
        release_type=row.release_type,
        items=tuple(row.items or ()),
        with_outage=row.outage_start is not None,
        **more,
    )
