"""The snapshot: at most half an hour old, made by one, written only where it changed.

Source: MET-10, "updated every 30 min daily and accessible any time".
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, update

from engine.clock import FixedClock
from engine.db import Database
from engine.unit import unit
from tasks.people.persons import people
from tasks.release.tables import release
from tasks.reports import forward_schedule as forward
from tasks.reports import snapshot as snapshots
from tasks.reports.lines import report_kind, report_line, report_snapshot, snapshot
from tasks.reports.snapshot import OLDEST, Snapshots, refresh
from tasks.reports.wanted import Wanted
from tests.tasks.conftest import MONDAY, TORONTO
from tests.tasks.reports.made import dated

YEAR = Wanted(date(2026, 1, 1), date(2026, 12, 31))
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def stored(request: Any, tmp_path: Any) -> Iterator[Database]:
    """A database with Cora and nothing else, of either kind."""
    if request.param == "postgresql":
        found = Database(request.getfixturevalue("postgres_database"))
    else:
        found = request.getfixturevalue("database")
    with found.transaction() as conn:
        conn.execute(
            insert(people).values(
                user_name="cora",
                name="Cora Lin",
                email="cora@ontario.example",
                language="en",
                created_at=MONDAY,
            )
        )
    yield found
    found.close()


def plan(database: Database, days: int, **more: Any) -> str:
    """A release so many days from Monday."""
    with unit(database, at=MONDAY, zone=TORONTO, by="cora") as context:
        return dated(context, MONDAY + timedelta(days=days), **more)


def move(database: Database, release_id: str, days: int) -> None:
    """The release deploys on another day."""
    with database.transaction() as conn:
        conn.execute(
            update(release)
            .where(release.c.id == release_id)
            .values(deployment_at=MONDAY + timedelta(days=days), changed_at=MONDAY)
        )


def days(database: Database) -> list[str]:
    with database.read() as conn:
        return [str(row.on_day) for row in forward.page(conn, YEAR)]


def at(database: Database, now: Any) -> Snapshots:
    return Snapshots(database, FixedClock(now), TORONTO)


def test_it_is_made_on_demand_when_there_is_none(stored):
    plan(stored, 5)

    assert at(stored, MONDAY).ensure() == MONDAY
    assert days(stored) == ["2026-03-07"]


def test_a_change_is_included_after_half_an_hour_at_the_latest(stored):
    moved = plan(stored, 5)
    at(stored, MONDAY).ensure()
    move(stored, moved, 9)

    before = at(stored, MONDAY + OLDEST - MINUTE).ensure()
    assert (before, days(stored)) == (MONDAY, ["2026-03-07"])
    after = at(stored, MONDAY + OLDEST).ensure()

    assert (after, days(stored)) == (MONDAY + OLDEST, ["2026-03-11"])


def test_the_sweep_makes_it_before_anybody_has_to_wait(stored):
    moved = plan(stored, 5)
    sweep = at(stored, MONDAY)
    assert sweep.work(MONDAY) == 1
    move(stored, moved, 9)

    assert sweep.work(MONDAY + 20 * MINUTE) == 0
    assert sweep.work(MONDAY + 26 * MINUTE) == 1
    assert days(stored) == ["2026-03-11"]


def test_a_sweep_that_has_nothing_to_do_asks_nothing(stored):
    sweep = at(stored, MONDAY)
    sweep.work(MONDAY)

    with counted(stored) as sent:
        assert sweep.work(MONDAY + MINUTE) == 0

    assert sent == []


def test_when_the_clock_is_moved_back_it_is_made_anew(stored):
    plan(stored, 5)
    at(stored, MONDAY + timedelta(days=30)).ensure()

    assert at(stored, MONDAY).ensure() == MONDAY


def test_only_lines_that_changed_are_written(stored):
    moved = plan(stored, 5)
    for day in range(6, 12):
        plan(stored, day)
    refresh(stored, TORONTO, MONDAY)
    move(stored, moved, 20)

    with counted(stored) as sent:
        refresh(stored, TORONTO, MONDAY + OLDEST)

    written = [text for text in sent if text.startswith("INSERT INTO report_line")]
    assert len(written) == 1
    with stored.read() as conn:
        assert len(conn.execute(select(report_line)).all()) == 7


def test_what_was_closed_long_ago_is_not_looked_at_again(stored):
    old = plan(stored, -90, status="Closed", changed_at=MONDAY - timedelta(days=80))
    refresh(stored, TORONTO, MONDAY)
    with stored.transaction() as conn:
        title = update(release).values(title="Changed behind our back")
        conn.execute(title.where(release.c.id == old))

    refresh(stored, TORONTO, MONDAY + OLDEST)

    with stored.read() as conn:
        assert conn.scalar(select(report_line.c.title)) == "New e-mail"


def test_a_release_that_was_closed_since_moves_to_the_other_view(stored):
    closed = plan(stored, 5)
    refresh(stored, TORONTO, MONDAY)
    with stored.transaction() as conn:
        ended = update(release).where(release.c.id == closed)
        conn.execute(ended.values(status="Closed", changed_at=MONDAY + MINUTE))

    refresh(stored, TORONTO, MONDAY + OLDEST)

    with stored.read() as conn:
        assert conn.scalar(select(report_line.c.side)) == "back"


def test_of_many_at_once_one_makes_it(stored):
    for day in range(1, 9):
        plan(stored, day)

    with ThreadPoolExecutor(6) as workers:
        made = list(workers.map(lambda _: refresh(stored, TORONTO, MONDAY), range(6)))

    assert sum(made) >= 1
    with stored.read() as conn:
        assert len(conn.execute(select(report_line)).all()) == 8
        assert conn.scalar(select(report_snapshot.c.making_since)) is None


def test_makers_who_outlived_their_lease_do_not_get_in_each_others_way(stored):
    for day in range(1, 9):
        plan(stored, day)
    hours = [MONDAY + hour * timedelta(hours=1) for hour in range(6)]

    with ThreadPoolExecutor(6) as workers:
        list(workers.map(lambda now: refresh(stored, TORONTO, now), hours))

    with stored.read() as conn:
        assert len(conn.execute(select(report_line)).all()) == 8
        assert len(conn.execute(select(report_kind)).all()) == 1


def test_who_finds_somebody_at_it_leaves_it_to_them(stored):
    refresh(stored, TORONTO, MONDAY)
    later = MONDAY + OLDEST
    with stored.transaction() as conn:
        conn.execute(update(report_snapshot).values(making_since=later))

    assert not refresh(stored, TORONTO, later + MINUTE)
    assert at(stored, later + MINUTE).ensure() == MONDAY
    assert refresh(stored, TORONTO, later + 6 * MINUTE)  # they must have died


def test_one_that_fails_is_given_back(stored, monkeypatch):
    def fail(*_: Any) -> None:
        raise ValueError("no")

    with monkeypatch.context() as patched:
        patched.setattr(snapshots, "computed", fail)
        with pytest.raises(ValueError, match="no"):
            refresh(stored, TORONTO, MONDAY)

    assert refresh(stored, TORONTO, MONDAY + MINUTE)


def test_the_filters_offer_what_the_lines_have(stored):
    plan(stored, 5, service="E-mail", jurisdictions=["Health", "Justice"])
    plan(stored, 6, service="Network", jurisdictions=["Health"], coordinator="cora")
    refresh(stored, TORONTO, MONDAY)

    with stored.read() as conn:
        made = snapshot(conn)

    assert made is not None
    assert made.lines == 2
    assert made.offers["service"] == ["E-mail", "Network"]
    assert made.offers["jurisdictions"] == ["Health", "Justice"]
    assert made.offers["coordinator"] == ["cora"]


def test_making_it_takes_as_many_statements_for_many_as_for_few(stored):
    for day in range(2):
        plan(stored, day + 1, service="E-mail")
    refresh(stored, TORONTO, MONDAY)
    with counted(stored) as few:
        refresh(stored, TORONTO, MONDAY + OLDEST)
    for day in range(40):
        plan(stored, day + 1, service="E-mail")
    refresh(stored, TORONTO, MONDAY + 2 * OLDEST)

    with counted(stored) as many:
        refresh(stored, TORONTO, MONDAY + 3 * OLDEST)

    assert len(many) <= len(few)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are sent within."""
    sent: list[str] = []

    def note(_conn: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        if not text.startswith("BEGIN"):
            sent.append(text)

    engines = {database.reader, database.writer}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield sent
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
