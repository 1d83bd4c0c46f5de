"""Delivery to a real mail server that misbehaves."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from engine import outbox
from engine.clock import FixedClock
from engine.db import Database, metadata
from engine.unit import unit
from tasks.mail.calendar import Meeting, invitation
from tasks.mail.deliver import MAX_ATTEMPTS, Delivery, backoff
from tests.support.ports import free_port
from tests.support.smtp import Behaviour

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path}/erm.db")
    metadata.create_all(found.writer)
    yield found
    found.close()


@pytest.fixture
def clock():
    return FixedClock(NOON)


@pytest.fixture
def delivery(database, clock, smtp_server):
    return Delivery(
        database, smtp_server.url, "eRM <erm@ontario.example>", "https://erm", clock
    )


def write(database, dedup=None, at=NOON, **more):
    values = {"to": ["pia@x.org"], "subject": "Go", "body": "It may go.\n", **more}
    with unit(database, at=at, zone=ZoneInfo("UTC")) as context:
        outbox.put(context, dedup=dedup, **values)


def send(delivery):
    return delivery.work(delivery.clock.now())


def text_of(part):
    return part.get_content().replace("\r\n", "\n")


def states(database):
    with database.read() as conn:
        table = outbox.outbox
        return list(conn.scalars(select(table.c.state).order_by(table.c.dedup)))


def error(database):
    with database.read() as conn:
        return conn.scalars(select(outbox.outbox.c.last_error)).first()


def test_a_mail_arrives_with_its_headers(database, delivery, smtp_server):
    write(
        database,
        "x",
        to=["Pia Mun <pia@x.org>"],
        cc=["mara@x.org"],
        subject="Prêt : à livrer",
        body="See /releases/SMR-2026-0001 and /releases/SMR-2026-00011.\n",
        headers={
            "link": "/releases/SMR-2026-0001",
            "thread": "SMR-2026-0001",
            "language": "fr",
        },
    )

    assert send(delivery) == 1

    (mail,) = smtp_server.messages
    assert mail["From"] == "eRM <erm@ontario.example>"
    assert mail["To"] == "Pia Mun <pia@x.org>"
    assert mail["Cc"] == "mara@x.org"
    assert mail["Subject"] == "Prêt : à livrer"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "fr"
    assert mail["List-Id"] == "<smr-2026-0001.erm.ontario.example>"
    assert mail["Message-ID"].endswith("@ontario.example>")
    assert mail["Date"] == "Mon, 23 Nov 2026 12:00:00 +0000"
    assert text_of(mail) == (
        "See https://erm/releases/SMR-2026-0001 and /releases/SMR-2026-00011.\n"
    )
    assert smtp_server.envelopes[0].rcpt_tos == ["pia@x.org", "mara@x.org"]


def test_mails_of_one_subject_hang_together(database, delivery, smtp_server):
    write(database, "a", subject="a", headers={"thread": "SMR-1"})
    write(database, "b", subject="b", headers={"thread": "SMR-1"})
    write(database, "c", subject="c", headers={"thread": "SMR-2"})

    send(delivery)

    sent = sorted(smtp_server.messages, key=lambda mail: mail["Subject"])
    first, second, other = (mail["References"] for mail in sent)
    assert first == second != other
    assert len({mail["Message-ID"] for mail in smtp_server.messages}) == 3
    assert sent[0]["In-Reply-To"] == first


def test_a_sent_mail_is_not_sent_again(database, delivery, smtp_server):
    write(database)

    assert [send(delivery), send(delivery)] == [1, 0]
    assert len(smtp_server.messages) == 1


def test_an_invitation_is_understood_by_calendars(database, delivery, smtp_server):
    meeting = Meeting("m", "Kick-off", NOON, ("pia@x.org",), "erm@x.org")
    write(database, attachments=[invitation(meeting, stamped_at=NOON)])

    send(delivery)

    (mail,) = smtp_server.messages
    text, calendar = mail.iter_parts()
    assert mail.get_content_type() == "multipart/alternative"
    assert text_of(text) == "It may go.\n"
    assert calendar.get_content_type() == "text/calendar"
    assert calendar["Content-Type"].params["method"] == "REQUEST"
    assert "SUMMARY:Kick-off" in calendar.get_content()


def test_files_are_attached(database, delivery, smtp_server):
    attachments = [
        {"name": "a.pdf", "type": "application/pdf", "content": "aGVsbG8="},
        {"name": "b.csv", "type": "text/csv", "content": "é;1\n"},
    ]
    write(database, attachments=attachments)

    send(delivery)

    pdf, csv = smtp_server.messages[0].iter_attachments()
    assert (pdf.get_filename(), pdf.get_content()) == ("a.pdf", b"hello")
    assert (csv.get_filename(), text_of(csv)) == ("b.csv", "é;1\n")


INJECTIONS = [
    "Go\nBcc: evil@x.org",
    "Go\rBcc: evil@x.org",
    "Go\r\nBcc: evil@x.org",
    "Go\r\n\r\nBody",
    "Go\u2028Bcc: evil@x.org",
    "Go\u2029Bcc: evil@x.org",
    "Go\x85Bcc: evil@x.org",
    "Go\x00\x0b\x0cBcc: evil@x.org",
    "=?utf-8?q?Go=0ABcc:_evil=40x.org?=",
    "Go\ud800",
    "\n",
]


@pytest.mark.parametrize(
    "subject", [each for each in INJECTIONS if "\ud800" not in each]
)
def test_a_subject_adds_no_header(database, delivery, smtp_server, subject):
    write(database, subject=subject, headers={"thread": subject, "language": "en"})

    assert send(delivery) == 1

    (mail,) = smtp_server.messages
    assert mail["Bcc"] is None
    assert text_of(mail) == "It may go.\n"
    assert smtp_server.envelopes[0].rcpt_tos == ["pia@x.org"]


@pytest.mark.parametrize(
    "address",
    [
        "pia@x.org\nBcc: evil@x.org",
        "pia@x.org, evil@x.org",
        "evil",
        "",
        "<>",
        "pia@x.org>\r\nRCPT TO:<evil@x.org",
    ],
)
def test_an_address_reaches_nobody_else(database, delivery, smtp_server, address):
    write(database, to=[address])

    send(delivery)

    reached = [rcpt for e in smtp_server.envelopes for rcpt in e.rcpt_tos]
    assert "evil@x.org" not in reached
    assert states(database)[0] in ("dead", "sent")


@pytest.mark.parametrize("name", ["a\nb.ics", "a\x00b", '"; x="', "é" * 300, ""])
def test_the_name_of_a_file_adds_no_header(database, delivery, smtp_server, name):
    part = {"name": name, "type": "application/pdf", "content": "aGVsbG8="}
    write(database, attachments=[part])

    assert send(delivery) == 1

    (attached,) = smtp_server.messages[0].iter_attachments()
    assert attached.get_content() == b"hello"


def test_a_server_that_is_busy_gets_the_mail_later_and_once(
    database, delivery, clock, smtp_server
):
    write(database)
    smtp_server.behaviour = Behaviour.TRY_LATER

    assert send(delivery) == 0
    assert states(database) == ["queued"]
    assert "451 Try again later" in error(database)

    smtp_server.behaviour = Behaviour.ACCEPT
    assert send(delivery) == 0

    clock.advance(backoff(1))
    assert [send(delivery), send(delivery)] == [1, 0]
    assert states(database) == ["sent"]
    assert len(smtp_server.messages) == 1


def test_waiting_grows_longer_and_ends(database, delivery, clock, smtp_server):
    write(database)
    smtp_server.behaviour = Behaviour.TRY_LATER

    for _ in range(MAX_ATTEMPTS):
        send(delivery)
        clock.advance(4 * HOUR)

    assert states(database) == ["dead"]
    assert smtp_server.attempts == MAX_ATTEMPTS
    assert backoff(1) < backoff(2) < backoff(99) == 4 * HOUR


def test_a_mail_refused_for_good_is_dead_and_the_others_go(
    database, delivery, smtp_server
):
    write(database, "a")
    smtp_server.behaviour = Behaviour.REFUSE

    send(delivery)
    smtp_server.behaviour = Behaviour.ACCEPT
    write(database, "b")
    send(delivery)

    assert states(database) == ["dead", "sent"]
    assert "550 No such mailbox" in error(database)


def test_nothing_is_lost_while_the_server_is_down(
    database, delivery, clock, smtp_server
):
    for number in range(5):
        write(database, str(number))
    smtp_server.stop()

    for _ in range(30):
        send(delivery)
        clock.advance(HOUR)

    assert states(database) == ["queued"] * 5
    assert "cannot be reached" in error(database)

    smtp_server.start()
    assert send(delivery) == 5
    assert len({mail["Message-ID"] for mail in smtp_server.messages}) == 5


def test_what_would_mislead_after_the_outage_is_not_sent(
    database, delivery, clock, smtp_server
):
    write(database, "a status", expires_at=NOON + HOUR)
    write(database, "b result")
    smtp_server.stop()
    send(delivery)

    clock.advance(2 * HOUR)
    smtp_server.start()

    assert send(delivery) == 1
    assert states(database) == ["expired", "sent"]


def test_a_server_that_hangs_holds_up_one_mail_and_not_for_long(
    database, clock, smtp_server
):
    delivery = Delivery(database, smtp_server.url, "e@x.org", "", clock, timeout=0.3)
    write(database, "a")
    write(database, "b")
    smtp_server.behaviour = Behaviour.HANG

    send(delivery)
    send(delivery)

    assert smtp_server.attempts == 1
    assert states(database) == ["queued", "queued"]

    smtp_server.behaviour = Behaviour.ACCEPT
    clock.advance(HOUR)
    assert send(delivery) == 2


def test_without_a_server_mails_are_kept_to_be_read(database, clock):
    delivery = Delivery(database, None, "erm@x.org", "", clock)
    write(database)

    assert [send(delivery), send(delivery)] == [1, 0]
    assert states(database) == ["kept"]


def test_a_row_that_is_no_mail_is_dead_and_stops_no_other(
    database, delivery, smtp_server
):
    write(
        database, "a", attachments=[{"name": "x", "type": "image/png", "content": "%"}]
    )
    write(database, "b")

    assert send(delivery) == 1
    assert states(database) == ["dead", "sent"]


def test_two_senders_at_once_send_each_mail_once(database, delivery, smtp_server):
    for number in range(20):
        write(database, str(number))
    with database.read() as conn:
        rows = outbox.due(conn, NOON)

    first = delivery._send(list(rows))
    second = delivery._send(list(rows))

    assert (first, second) == (20, 0)
    assert len(smtp_server.messages) == 20


CRASH = """
import os, sys
from datetime import UTC, datetime
from engine import outbox
from engine.clock import FixedClock
from engine.db import Database
from tasks.mail.deliver import Delivery

outbox.mark_sent = lambda *_: os._exit(9)
at = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
Delivery(Database(sys.argv[1]), sys.argv[2], "erm@x.org", "", FixedClock(at)).work(at)
"""


def test_a_crash_after_the_servers_yes_sends_a_copy_of_the_same_message(
    database, clock, smtp_server
):
    write(database, "x")
    root = Path(__file__).parents[3]

    crashed = subprocess.run(
        [sys.executable, "-c", CRASH, database.url, smtp_server.url],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
    )

    assert crashed.returncode == 9
    assert states(database) == ["queued"]

    delivery = Delivery(database, smtp_server.url, "erm@x.org", "", clock)
    clock.advance(outbox.LEASE)
    assert send(delivery) == 1
    assert len(smtp_server.messages) == 2
    assert len({mail["Message-ID"] for mail in smtp_server.messages}) == 1


def test_nobody_listens_at_all(database, clock):
    delivery = Delivery(
        database, f"smtp://127.0.0.1:{free_port()}", "erm@x.org", "", clock
    )
    write(database)

    assert send(delivery) == 0
    assert states(database) == ["queued"]
