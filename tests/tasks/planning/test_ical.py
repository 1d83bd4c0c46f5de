"""The schedule as a calendar, read back by a client library."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import update

from tasks.people.persons import person_named
from tasks.planning import blackouts, feeds
from tasks.planning.errors import NoSuchEntry, PlanningRefused
from tasks.planning.ical import Feed, calendar_of
from tasks.release.lifecycle import write
from tasks.release.tables import release
from tasks.reports import forward_schedule as forward
from tests.tasks.conftest import MONDAY
from tests.tasks.reports.made import dated, report

TORONTO = ZoneInfo("America/Toronto")
FEED = Feed("Schedule", "en", "https://erm.example", MONDAY, TORONTO)
AT = datetime(2026, 3, 9, 19, tzinfo=TORONTO)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def read(context, feed: Feed = FEED) -> dict[str, dict[str, object]]:
    """The entries by UID, as a calendar program has them."""
    report(context)
    lines = forward.for_calendar(context.conn, FIRST, LAST)
    shut = blackouts.all_between(context.conn, FIRST, LAST, TORONTO)
    calendar = Calendar.from_ical(calendar_of(feed, lines, shut))
    return {
        str(event["uid"]): {
            "starts": event.decoded("dtstart"),
            "ends": event.decoded("dtend"),
            "sequence": int(event["sequence"]),
            "status": str(event["status"]),
            "summary": str(event["summary"]),
            "description": str(event.get("description", "")),
        }
        for event in calendar.walk("VEVENT")
    }


def test_a_deployment_is_an_entry_in_utc(context):
    one = dated(context, AT, service="E-mail")

    entry = read(context)[f"{one}@erm"]

    assert entry["starts"] == AT
    assert entry["starts"].utcoffset() == timedelta(0)
    assert entry["ends"] == AT + timedelta(hours=2)
    assert entry["status"] == "CONFIRMED"
    assert entry["summary"] == f"{one} New e-mail"
    assert "Service: E-mail" in entry["description"]


def test_a_planned_day_is_a_whole_day(context):
    one = dated(context, None, planned_deployment=date(2026, 3, 9))

    entry = read(context)[f"{one}@erm"]

    assert (entry["starts"], entry["ends"]) == (date(2026, 3, 9), date(2026, 3, 10))
    assert entry["status"] == "TENTATIVE"


def test_a_changed_record_keeps_its_uid_and_raises_its_sequence(context):
    one = dated(context, AT)
    before = read(context)[f"{one}@erm"]
    write(context, one, {"deployment_at": AT + timedelta(days=1)})

    after = read(context)[f"{one}@erm"]

    assert after["starts"] == AT + timedelta(days=1)
    assert after["sequence"] > before["sequence"]


def test_a_release_that_is_called_off_stays_as_a_cancelled_entry(context):
    one = dated(context, AT)
    gone = update(release).where(release.c.id == one)
    context.conn.execute(gone.values(status="Cancelled"))

    assert read(context)[f"{one}@erm"]["status"] == "CANCELLED"


def test_an_outage_is_an_entry_of_its_own(context):
    one = dated(
        context,
        AT,
        service="E-mail",
        outage_start=AT,
        outage_end=AT + timedelta(hours=5),
    )

    entry = read(context)[f"{one}-outage@erm"]

    assert entry["ends"] == AT + timedelta(hours=5)
    assert entry["summary"] == f"{one} Outage: E-mail"


def test_a_blackout_is_an_entry_until_it_is_taken_back(context):
    mara = person_named(context.conn, "mara")
    shut = blackouts.Asked(AT, AT + timedelta(days=2), "Elections", "Élections")
    blackout_id = blackouts.add(context, mara, shut)
    before = read(context)[f"{blackout_id}@erm"]
    french = read(context, Feed("Calendrier", "fr", "", MONDAY, TORONTO))
    blackouts.take_back(context, mara, blackout_id)

    after = read(context)[f"{blackout_id}@erm"]

    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert after["sequence"] > before["sequence"]
    assert french[f"{blackout_id}@erm"]["summary"] == (
        "Période d’interdiction: Élections"
    )


def test_a_feed_is_worth_something_until_it_is_revoked(context):
    cora = person_named(context.conn, "cora")
    secret = feeds.open_feed(context, cora, "My phone", feeds.ALL)

    row, person = feeds.feed_with(context.conn, secret)
    assert (row.name, person.user_name) == ("My phone", "cora")
    assert secret not in str(context.audits)

    with pytest.raises(NoSuchEntry):
        feeds.revoke(context, person_named(context.conn, "mara"), row.id)
    feeds.revoke(context, cora, row.id)

    assert feeds.feed_with(context.conn, secret) is None
    assert feeds.feed_with(context.conn, "guessed") is None
    assert feeds.feeds_of(context.conn, "cora") == []


def test_a_feed_contains_what_there_is(context):
    with pytest.raises(PlanningRefused):
        feeds.open_feed(context, person_named(context.conn, "cora"), "x", "secrets")
