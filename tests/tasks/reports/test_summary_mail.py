"""The executive summary by mail: once a slot, in the reader's language, as PDF too."""

import base64
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from engine.clock import FixedClock
from engine.outbox import outbox
from engine.unit import unit
from tasks.people.persons import people, person_named, person_role
from tasks.planning.errors import NotYoursToPlan, PlanningRefused
from tasks.reports import mailings
from tasks.reports.mailings import Asked
from tasks.reports.snapshot import Snapshots
from tasks.reports.summary_mail import SummaryMails
from tests.tasks.conftest import CAST, MONDAY, TORONTO
from tests.tasks.reports.made import dated

WEEK = timedelta(weeks=1)
SLOT = datetime(2026, 3, 3, 7, 30, tzinfo=TORONTO)


@pytest.fixture
def office(database):
    """People, and a release that deploys this week."""
    with unit(database, at=MONDAY, zone=TORONTO, by="mara") as context:
        for user in CAST:
            context.conn.execute(
                insert(people).values(
                    user_name=user,
                    name=CAST[user][0],
                    email=f"{user}@ontario.example",
                    language="fr" if user == "eve" else "en",
                    created_at=MONDAY,
                )
            )
        manager = {"user_name": "mara", "role": "release_manager"}
        context.conn.execute(insert(person_role).values(manager))
        dated(
            context,
            MONDAY + timedelta(days=3),
            director="Dana Wu",
            crq_no="CRQ1",
            outage_text="No mail",
        )
    return database


def asked(**more: Any) -> Asked:
    given = {
        "recipients": ["eve", "list@ontario.example"],
        "every": "P7D",
        "first_at": SLOT,
        "days_ahead": 30,
        "days_back": 14,
        "with_pdf": False,
    }
    return Asked(**{**given, **more})


def begin(database, **more: Any) -> None:
    with unit(database, at=MONDAY, zone=TORONTO, by="mara") as context:
        mara = person_named(context.conn, "mara")
        mailings.begin(context, mara, asked(**more))


def sweep(database, now: datetime) -> int:
    snapshots = Snapshots(database, FixedClock(now), TORONTO)
    return SummaryMails(database, TORONTO, snapshots).work(now)


def mails(database) -> list[Any]:
    with database.read() as conn:
        return list(conn.execute(select(outbox).order_by(outbox.c.id)))


def test_it_is_sent_when_its_slot_comes_and_once(office):
    begin(office)

    assert sweep(office, SLOT - timedelta(minutes=1)) == 0
    assert sweep(office, SLOT) == 1
    assert sweep(office, SLOT + timedelta(minutes=2)) == 0

    assert [mail.to for mail in mails(office)] == [
        *(["eve@ontario.example"], ["list@ontario.example"]),
    ]


def test_the_next_slot_keeps_day_and_hour_also_when_clocks_change(office):
    begin(office)
    sweep(office, SLOT)

    with office.read() as conn:
        [row] = mailings.running(conn)

    assert row.next_at == SLOT + WEEK
    assert row.next_at.astimezone(TORONTO).hour == 7


def test_slots_that_were_missed_are_skipped(office):
    begin(office)

    assert sweep(office, SLOT + 3 * WEEK + timedelta(hours=1)) == 1
    assert sweep(office, SLOT + 3 * WEEK + timedelta(hours=2)) == 0
    with office.read() as conn:
        assert mailings.running(conn)[0].next_at == SLOT + 4 * WEEK


def test_two_workers_at_one_slot_send_one_mail(office):
    begin(office)
    with office.read() as conn:
        [row] = mailings.due(conn, SLOT)
    sweep(office, SLOT)

    with unit(office, at=SLOT, zone=TORONTO) as context:
        assert not mailings.claim(context, row)


def test_a_slot_that_comes_again_writes_no_second_mail(office):
    begin(office)
    sweep(office, SLOT)
    with office.transaction() as conn:  # as after a restore of the table alone
        conn.execute(update(mailings.summary_mailing).values(next_at=SLOT))

    sweep(office, SLOT + timedelta(minutes=5))

    assert len(mails(office)) == 2


def test_people_read_it_in_their_language_and_lists_in_the_one_chosen(office):
    begin(office)
    sweep(office, SLOT)

    french, english = mails(office)

    assert french.subject == "Sommaire exécutif: Du 2026-02-17 au 2026-04-02"
    assert english.subject == "Executive Summary: 2026-02-17 to 2026-04-02"


def test_it_says_what_the_standard_asks_for(office):
    begin(office)
    sweep(office, SLOT)

    body = mails(office)[1].body

    for words in (
        *("Looking Forward (1)", "Looking Back (0)", "SMR-2026-0001 New e-mail"),
        *("Overall status: On track", "Outage: No mail", "Dana Wu", "CRQ1"),
        *("As of 2026-03-03 07:30", "Go live this week: 1"),
        "/reports/executive-summary",
    ):
        assert words in body


def test_the_summary_comes_as_pdf_when_asked_for(office):
    begin(office, with_pdf=True, recipients=["eve"])
    sweep(office, SLOT)

    [[attached]] = [mail.attachments for mail in mails(office)]

    assert attached["name"] == "executive-summary.pdf"
    assert base64.b64decode(attached["content"]).startswith(b"%PDF")


def test_one_that_was_ended_is_sent_no_more(office):
    begin(office)
    with unit(office, at=MONDAY, zone=TORONTO, by="mara") as context:
        [row] = mailings.running(context.conn)
        mailings.end(context, person_named(context.conn, "mara"), row.id)

    assert sweep(office, SLOT) == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"recipients": []}, "recipients"),
        ({"recipients": ["nobody at all"]}, "recipients"),
        ({"every": "PT1M"}, "every"),
        ({"first_at": None}, "first_at"),
        ({"days_back": 0}, "days_back"),
        ({"days_ahead": None}, "days_ahead"),
        ({"language": "de"}, "language"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(office, wrong, field):
    with pytest.raises(PlanningRefused) as refused:
        begin(office, **wrong)

    assert refused.value.field == field


def test_only_the_release_manager_sends_it(office):
    with unit(office, at=MONDAY, zone=TORONTO, by="pia") as context:
        pia = person_named(context.conn, "pia")
        with pytest.raises(NotYoursToPlan):
            mailings.begin(context, pia, asked())
