"""Meetings as invitations."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from tasks.mail.calendar import CANCEL, Meeting, invitation

AT = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
MEETING = Meeting(
    id="m-1",
    title="Go/No-Go; décision",
    starts_at=AT,
    invitees=("pia@x.org", "eli@x.org"),
    organizer="erm@x.org",
    text="Bring\nyour list.",
)


def event(meeting=MEETING, **more):
    attached = invitation(meeting, stamped_at=AT - timedelta(days=1), **more)
    calendar = Calendar.from_ical(attached["content"])
    (found,) = calendar.walk("VEVENT")
    return str(calendar["method"]), found


def test_an_invitation_comes_back_as_it_was_meant():
    method, found = event()

    assert method == "REQUEST"
    assert str(found["summary"]) == "Go/No-Go; décision"
    assert found.decoded("dtstart") == AT
    assert found.decoded("dtend") == AT + timedelta(hours=1)
    assert [str(each) for each in found["attendee"]] == [
        "mailto:pia@x.org",
        "mailto:eli@x.org",
    ]
    assert str(found["description"]) == "Bring\nyour list."


def test_a_change_keeps_the_name_and_raises_the_sequence():
    moved = Meeting(
        "m-1", "x", AT + timedelta(days=1), ("pia@x.org",), "erm@x.org", sequence=1
    )

    _, before = event()
    _, after = event(moved)

    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)


def test_a_meeting_can_be_called_off():
    method, found = event(method=CANCEL)

    assert method == "CANCEL"
    assert str(found["status"]) == "CANCELLED"


def test_a_title_adds_no_lines_to_a_calendar():
    evil = Meeting(
        "m", "x\r\nATTENDEE:mailto:evil@x.org", AT, ("pia@x.org",), "erm@x.org"
    )

    _, found = event(evil)

    assert str(found["attendee"]) == "mailto:pia@x.org"
