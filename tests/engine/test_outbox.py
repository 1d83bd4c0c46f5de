"""Outgoing mail as rows of the step that causes it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, select

from engine import outbox
from engine.db import Database, metadata
from engine.ports import Context, InstanceRef
from engine.unit import unit

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TORONTO = ZoneInfo("America/Toronto")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path}/erm.db")
    metadata.create_all(found.writer)
    yield found
    found.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """The same on both databases."""
    if request.param == "sqlite":
        yield request.getfixturevalue("database")
        return
    found = Database(request.getfixturevalue("postgres_database"))
    metadata.create_all(found.writer)
    yield found
    found.close()


def step(database: Database, at: datetime = NOON):
    return unit(database, at=at, zone=TORONTO, by="cora")


def write(database: Database, dedup: str | None = None, **more: object) -> None:
    with step(database) as context:
        put(context, dedup=dedup, **more)


def put(context: Context, **more: object) -> None:
    values = {"to": ["pia@x.org"], "subject": "Go", "body": "It may go.\n", **more}
    outbox.put(context, **values)


def rows(database: Database):
    with database.read() as conn:
        return conn.execute(select(outbox.outbox).order_by(outbox.outbox.c.dedup)).all()


def test_a_mail_is_written_with_its_cause(any_database):
    with step(any_database) as context:
        context.instance = InstanceRef("i-1", "key", "v-1", "ORDER-1")
        context.step_id = "T-1"
        put(context, cc=["mara@x.org"], headers={"link": "/x"})

    (row,) = rows(any_database)
    assert (row.to, row.cc, row.subject) == (["pia@x.org"], ["mara@x.org"], "Go")
    assert (row.state, row.attempts, row.by) == (outbox.QUEUED, 0, "cora")
    assert (row.business_key, row.instance_id) == ("ORDER-1", "i-1")
    assert (row.step_id, row.headers) == ("T-1", {"link": "/x"})


def test_a_step_that_is_rolled_back_tells_nobody(database):
    def fail() -> None:
        with step(database) as context:
            put(context)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert rows(database) == []


def test_the_same_occasion_is_told_once(any_database):
    write(any_database, "welcome:pia")
    with step(any_database) as context:
        put(context, dedup="welcome:pia")
        put(context, dedup="welcome:eli")
        put(context, dedup="welcome:eli")

    assert [row.dedup for row in rows(any_database)] == ["welcome:eli", "welcome:pia"]


def test_without_an_occasion_every_mail_is_its_own(database):
    write(database)
    write(database)

    assert len({row.message_id for row in rows(database)}) == 2


def test_the_message_id_follows_from_the_occasion_alone(database, tmp_path):
    write(database, "x")
    other = Database(f"sqlite:///{tmp_path}/other.db")
    metadata.create_all(other.writer)
    write(other, "x")

    assert rows(database)[0].message_id == rows(other)[0].message_id
    other.close()


def test_a_long_occasion_is_still_one(database):
    write(database, "x" * 5000)
    write(database, "x" * 5000)
    write(database, "x" * 5001)

    assert len(rows(database)) == 2


def test_telling_forty_people_is_one_statement(database):
    sent: list[str] = []

    with step(database) as context:
        event.listen(
            context.conn,
            "before_cursor_execute",
            lambda _conn, _cursor, text, *_rest: sent.append(text),
        )
        for number in range(40):
            put(context, to=[f"p{number}@x.org"])

    assert len(rows(database)) == 40
    assert len([text for text in sent if "outbox" in text]) == 1


def test_one_sender_only_claims_a_mail(any_database):
    write(any_database)
    (row,) = rows(any_database)

    with any_database.transaction() as conn:
        first = outbox.claim(conn, row.id, NOON)
        second = outbox.claim(conn, row.id, NOON)

    assert (first, second) == (True, False)
    assert rows(any_database)[0].attempts == 1


def test_a_mail_whose_sender_died_comes_back_after_its_lease(any_database):
    write(any_database)
    (row,) = rows(any_database)
    with any_database.transaction() as conn:
        outbox.claim(conn, row.id, NOON)

    with any_database.read() as conn:
        before = outbox.due(conn, NOON + outbox.LEASE - MINUTE)
        after = outbox.due(conn, NOON + outbox.LEASE)

    assert (len(before), len(after)) == (0, 1)


def test_mails_are_due_in_the_order_of_their_turn(database):
    write(database, "first")
    write(database, "second")
    with database.transaction() as conn:
        outbox.postpone(conn, rows(database)[0].id, until=NOON + MINUTE, error="later")

    with database.read() as conn:
        now = [row.dedup for row in outbox.due(conn, NOON)]
        later = [row.dedup for row in outbox.due(conn, NOON + MINUTE)]

    assert now == ["second"]
    assert later == ["second", "first"]


def test_a_sent_mail_stays_sent(any_database):
    write(any_database)
    mail_id = rows(any_database)[0].id

    with any_database.transaction() as conn:
        assert outbox.mark_sent(conn, mail_id, NOON)
        assert not outbox.mark_dead(conn, mail_id, error="550")
        assert not outbox.postpone(conn, mail_id, until=NOON, error="451")

    assert (rows(any_database)[0].state, rows(any_database)[0].sent_at) == (
        "sent",
        NOON,
    )


def test_what_would_mislead_by_now_expires(any_database):
    write(any_database, "a status", expires_at=NOON + MINUTE)
    write(any_database, "b result")

    with any_database.transaction() as conn:
        assert outbox.expire(conn, NOON) == 0
        assert outbox.expire(conn, NOON + MINUTE) == 1

    assert [row.state for row in rows(any_database)] == ["expired", "queued"]


def test_a_dead_mail_is_sent_again_when_a_person_says_so(database):
    write(database)
    mail_id = rows(database)[0].id
    with database.transaction() as conn:
        outbox.mark_dead(conn, mail_id, error="550")

    with step(database) as context:
        assert outbox.requeue(context, mail_id)
        assert not outbox.requeue(context, mail_id)

    assert (rows(database)[0].state, rows(database)[0].attempts) == ("queued", 0)


def test_mails_are_listed_newest_first_and_searched(database):
    write(database, "a", subject="Alpha 100%", business_key="O-1")
    write(database, "b", subject="Beta", business_key="O-2")

    with database.read() as conn:
        everything, total = outbox.listed(conn, limit=1)
        of_one, _ = outbox.listed(conn, business_key="O-1")
        found, _ = outbox.listed(conn, words="100%")
        nothing, none = outbox.listed(conn, words="1_0", state="queued")

    assert ([row.dedup for row in everything], total) == (["b"], 2)
    assert [row.dedup for row in of_one] == ["a"]
    assert [row.dedup for row in found] == ["a"]
    assert (list(nothing), none) == ([], 0)


def test_states_are_counted(database):
    write(database)

    with database.read() as conn:
        counted = outbox.counts(conn)

    assert counted == {"queued": 1, "sent": 0, "dead": 0, "expired": 0, "kept": 0}
