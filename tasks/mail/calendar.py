"""Meetings as invitations that a calendar understands.

The same meeting keeps its UID; each change raises its SEQUENCE, so that a calendar
moves the entry instead of adding one.

Source: RFC 5545 and RFC 5546 (iTIP) 3.2.2 REQUEST, 3.2.5 CANCEL.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vCalAddress, vText

REQUEST, CANCEL = "REQUEST", "CANCEL"
NAMESPACE = uuid.UUID("4b0f8c4e-7b57-5c1c-9b43-0f7d7c2a9a10")
PRODUCT = "-//eRM//Release meetings//EN"
USUAL = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting as a calendar sees it; ``sequence`` counts its changes from 0."""

    id: str
    title: str
    starts_at: datetime
    invitees: tuple[str, ...]
    organizer: str
    lasts: timedelta = USUAL
    sequence: int = 0
    text: str = ""
    place: str = ""


def uid_of(meeting_id: str) -> str:
    """The calendar's name for a meeting; the same for ever."""
    return f"{uuid.uuid5(NAMESPACE, meeting_id)}@erm"


def invitation(
    meeting: Meeting, *, stamped_at: datetime, method: str = REQUEST
) -> Mapping[str, Any]:
    """An attachment for the outbox: an invitation, or that the meeting is off."""
    event = Event()
    event.add("uid", uid_of(meeting.id))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", stamped_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", (meeting.starts_at + meeting.lasts).astimezone(UTC))
    event.add("summary", vText(meeting.title))
    if meeting.text:
        event.add("description", vText(meeting.text))
    if meeting.place:
        event.add("location", vText(meeting.place))
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    event.add("organizer", vCalAddress(f"mailto:{meeting.organizer}"))
    for address in meeting.invitees:
        event.add("attendee", _attendee(address), encode=False)
    return _attachment(_calendar([event], method), method)


def _attendee(address: str) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("TRUE")
    return attendee


def _calendar(events: Iterable[Event], method: str) -> str:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for event in events:
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content.decode()


def _attachment(content: str, method: str) -> Mapping[str, Any]:
    return {
        "name": "meeting.ics",
        "type": "text/calendar",
        "method": method,
        "content": content,
    }
