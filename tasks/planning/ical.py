"""The schedule as a calendar that others subscribe to.

The same deployment keeps its UID for ever; each change of the record raises SEQUENCE,
and a release that is called off stays as a cancelled entry, so that a calendar takes it
away instead of keeping the old one.

Source: RFC 5545 3.8.7.4 (SEQUENCE), 3.8.1.11 (STATUS); RFC 7986 (NAME,
REFRESH-INTERVAL).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from tasks.release.states import CANCELLED, NOT_REQUIRED
from tasks.reports.words import word

PRODUCT = "-//eRM//Forward schedule//EN"
REFRESH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a calendar is called, in which language, and where releases are."""

    name: str
    language: str
    base_url: str
    taken_at: datetime
    zone: ZoneInfo


def calendar_of(
    feed: Feed, lines: Iterable[Any], blackouts: Iterable[Any] = ()
) -> bytes:
    """A calendar of deployments, their outages and blackouts."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", feed.name)
    calendar.add("x-wr-calname", feed.name)
    calendar.add("x-wr-caldesc", word("as_of", feed.language, at=_said(feed)))
    calendar.add("x-wr-timezone", str(feed.zone))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT30M")
    for line in lines:
        if line.starts_at is not None:
            calendar.add_component(_deployment(feed, line))
            if line.outage_start is not None and line.outage_end is not None:
                calendar.add_component(_outage(feed, line))
    for row in blackouts:
        calendar.add_component(_blackout(feed, row))
    content: bytes = calendar.to_ical()
    return content


def _said(feed: Feed) -> str:
    return feed.taken_at.astimezone(feed.zone).strftime("%Y-%m-%d %H:%M")


def _deployment(feed: Feed, line: Any) -> Event:
    event = _event(f"{line.release_id}@erm", line.changed_at, line.version)
    event.add("summary", f"{line.release_id} {line.title}")
    if line.has_hour:
        _from_to(event, line.starts_at, line.ends_at)
    else:
        _all_day(event, line.starts_at.astimezone(feed.zone).date())
    off = line.status in (CANCELLED, NOT_REQUIRED)
    planned = "CONFIRMED" if line.has_hour else "TENTATIVE"
    event.add("status", "CANCELLED" if off else planned)
    event.add("description", _description(feed, line))
    event.add("categories", [line.process.upper()])
    event.add("url", f"{feed.base_url}/releases/{line.release_id}")
    return event


def _outage(feed: Feed, line: Any) -> Event:
    event = _event(f"{line.release_id}-outage@erm", line.changed_at, line.version)
    title = f"{word('outage', feed.language)}: {line.service or line.title}"
    event.add("summary", f"{line.release_id} {title}")
    _from_to(event, line.outage_start, line.outage_end)
    off = line.status in (CANCELLED, NOT_REQUIRED)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    if line.outage_text:
        event.add("description", line.outage_text)
    event.add("categories", ["OUTAGE"])
    return event


def _blackout(feed: Feed, row: Any) -> Event:
    off = row.cancelled_at is not None
    changed_at = row.cancelled_at or row.created_at
    event = _event(f"{row.id}@erm", changed_at, int(off))
    reason = row.reason_fr if feed.language == "fr" else row.reason_en
    event.add("summary", f"{word('blackout_title', feed.language)}: {reason}")
    _from_to(event, row.starts_at, row.ends_at)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("categories", ["BLACKOUT"])
    return event


def _event(uid: str, changed_at: datetime, sequence: int) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("sequence", sequence)
    event.add("dtstamp", changed_at.astimezone(UTC))
    event.add("last-modified", changed_at.astimezone(UTC))
    return event


def _from_to(event: Event, starts_at: datetime, ends_at: datetime) -> None:
    event.add("dtstart", starts_at.astimezone(UTC))
    event.add("dtend", max(ends_at, starts_at).astimezone(UTC))


def _all_day(event: Event, day: date) -> None:
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))


def _description(feed: Feed, line: Any) -> str:
    said = feed.language
    facts = (
        ("status", word(line.status, said)),
        ("overall", word(line.overall, said)),
        ("service", line.service),
        ("release_type", word(line.release_type, said)),
        ("organization", line.organization),
        ("coordinator", line.coordinator),
        ("crq", line.crq_no),
    )
    return "\n".join(f"{word(name, said)}: {value}" for name, value in facts if value)
