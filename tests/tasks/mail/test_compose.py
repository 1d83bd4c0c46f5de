"""Writing to people, each in their language."""

from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import insert

from engine import outbox
from tasks.inbox.tables import DONE, human_task
from tasks.mail.compose import MailRefused, mail
from tasks.people.admission import change_person, disable
from tasks.people.holders import assign
from tasks.release.records import save

BUNDLE = {
    f"mail/{name}.txt": f"Subject: {subject}\n\n{body}\n".encode()
    for name, subject, body in (
        ("hello", "Hello {{ release.id }}", "{{ coordinator }}: {{ link }}"),
        ("hello.fr", "Allô {{ release.id }}", "{{ coordinator }} : {{ link }}"),
        ("note", "Note", "{{ answers.note }}{{ note }}"),
        (
            "issues",
            "Issues",
            "{% for i in issues %}{{ i.text }};{% endfor %}{{ meeting.title }}",
        ),
        ("meet", "Come\nCalendar: meeting", "{{ meeting.at | moment }}"),
        ("wrong", "Wrong", "{{ 1 + 1 }}"),
    )
}


@pytest.fixture(autouse=True)
def bundle(context, smr):
    context.bundle = BUNDLE
    assign(context, smr, "release_coordinator_smr", "cora")
    context.mails.clear()


def to(context):
    return [sent["to"] for sent in context.mails]


def test_each_reader_gets_a_mail_in_the_readers_language(context, smr):
    change_person(context, "sol", language="fr")

    told = mail(context, "hello", recipients=["pia", "sol"], release_id=smr)

    assert told == 2
    english, french = context.mails
    assert english["to"] == ["pia@ontario.example"]
    assert english["subject"] == f"Hello {smr}"
    assert english["body"] == f"Cora Lin: /releases/{smr}\n"
    assert french["subject"] == f"Allô {smr}"
    assert french["headers"]["language"] == "fr"
    assert french["headers"]["thread"] == smr
    assert french["business_key"] == smr


def test_addresses_outside_are_written_to_in_english(context, smr):
    mail(context, "hello", recipients=["vendor@example.com"], release_id=smr)

    assert to(context) == [["vendor@example.com"]]


def test_nobody_gets_the_same_mail_twice(context, smr):
    people = ["pia", "PIA@ontario.example", "pia", None, ""]

    assert mail(context, "hello", recipients=people, release_id=smr) == 1


def test_who_has_left_and_what_is_no_address_is_left_out(context, smr):
    disable(context, "eli")

    told = mail(
        context, "hello", recipients=["eli", "nobody", "a@b\nBcc: x"], release_id=smr
    )

    assert told == 0
    assert context.mails == []


def test_answers_can_be_read_together_and_by_name(context, smr):
    mail(context, "note", recipients=["pia"], release_id=smr, values={"note": "Look."})

    assert context.mails[0]["body"] == "Look.Look.\n"


def test_a_template_reads_the_record_only_for_what_it_names(context, smr):
    save(context, "issues", smr, {"text": "DNS", "state": "Open"})
    save(context, "issues", smr, {"text": "Old", "state": "Closed"})

    mail(context, "issues", recipients=["pia"], release_id=smr)

    assert context.mails[0]["body"] == "DNS;\n"


def test_a_missing_or_wrong_template_is_refused(context, smr):
    with pytest.raises(MailRefused, match="no mail template “gone”"):
        mail(context, "gone", recipients=["pia"], release_id=smr)
    with pytest.raises(MailRefused, match="“wrong”: Add is not allowed"):
        mail(context, "wrong", recipients=["pia"], release_id=smr)


def test_the_same_step_writes_the_same_mail_once(context, smr):
    mail(context, "hello", recipients=["pia"], release_id=smr)
    mail(context, "hello", recipients=["pia"], release_id=smr)
    mail(context, "note", recipients=["pia"], release_id=smr, values={"note": "1"})
    mail(context, "note", recipients=["pia"], release_id=smr, values={"note": "2"})

    outbox.flush(context)

    assert outbox.counts(context.conn)["queued"] == 3


def test_an_occasion_is_told_once_ever(context, smr):
    for _ in range(2):
        mail(context, "hello", recipients=["pia"], release_id=smr, dedup="welcome")
        outbox.flush(context)

    assert outbox.counts(context.conn)["queued"] == 1


def test_forty_readers_cost_no_more_than_one(context, smr, statements):
    many = [f"p{n}@example.org" for n in range(40)]

    mail(context, "hello", recipients=["pia", *many], release_id=smr)
    outbox.flush(context)

    assert len(statements) <= 5


def test_the_answers_of_the_task_that_was_completed_are_there(context, smr):
    row = {
        "instance_id": context.instance.id,
        "process_key": "smr_release",
        "version_id": "v",
        "step_id": "S-1",
        "kind": "step",
        "name": "x",
        "role": "intake",
        "roles": ["intake"],
        "state": DONE,
        "priority": 50,
        "opened_at": context.at,
        "completed_by": "cora",
    }
    done = [
        {**row, "task_id": "1", "answers": {"note": "now"}, "completed_at": context.at},
        {
            **row,
            "task_id": "2",
            "answers": {"note": "before"},
            "completed_at": context.at - timedelta(hours=1),
        },
    ]
    context.conn.execute(insert(human_task), done)

    mail(context, "note", recipients=["pia"], release_id=smr)

    assert context.mails[0]["body"] == "now\n"


def meeting_in(context):
    (part,) = context.mails[-1]["attachments"]
    calendar = Calendar.from_ical(part["content"])
    return part["method"], calendar.walk("VEVENT")[0]


def test_an_invitation_carries_the_meeting_and_its_changes(context, smr):
    values = {"title": "Kick-off", "at": "2026-03-09T15:00:00+00:00"}
    meeting_id = save(context, "meetings", smr, values)
    mail(context, "meet", recipients=["pia", "eli"], release_id=smr)
    method, first = meeting_in(context)

    context.at += timedelta(hours=1)
    save(context, "meetings", smr, {"state": "Cancelled"}, meeting_id)
    mail(context, "meet", recipients=["pia", "eli"], release_id=smr)
    off, second = meeting_in(context)

    assert (method, off) == ("REQUEST", "CANCEL")
    assert first["uid"] == second["uid"]
    assert second["sequence"] > first["sequence"]
    assert str(first["organizer"]) == "mailto:cora@ontario.example"
    assert len(first["attendee"]) == 2


def test_without_a_meeting_the_mail_goes_alone(context, smr):
    mail(context, "meet", recipients=["pia"], release_id=smr)

    assert context.mails[0]["attachments"] == []
