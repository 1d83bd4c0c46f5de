"""Whoever comes second is told so, and changes nothing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine import catalogue
from engine.errors import Conflict
from tasks.inbox.completing import Completed
from tasks.migrating import batches
from tasks.migrating.tables import NOW
from tests.faults.race import TRIAL, Trial, prepare, together
from tests.stories.office import Office, furnish

TIMES = 50


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """An office on either database, in order at the end."""
    database = None
    if request.param == "postgres":
        database = request.getfixturevalue("postgres_database")
    furnish(tmp_path, database)
    office = Office(tmp_path, database=database)
    prepare(office)
    yield office
    office.settle()
    assert office.problems() == []
    office.close()


def test_of_two_people_who_complete_one_task_one_is_told_that_it_is_done(
    office: Office,
) -> None:
    trials = [Trial(office) for _ in range(TIMES)]

    outcomes = [
        together(trial.completed_by("intake"), trial.completed_by("isaac"))
        for trial in trials
    ]

    assert all(
        sorted(type(each) is Completed for each in pair) == [False, True]
        for pair in outcomes
    )
    assert all(isinstance(each, Completed | Conflict) for p in outcomes for each in p)
    assert {tuple(trial.passed()) for trial in trials} == {
        (("completed", "Task"), ("completed", "Done"))
    }


def test_a_task_is_completed_or_cancelled_or_too_late_but_never_two_of_them(
    office: Office,
) -> None:
    trials = [Trial(office) for _ in range(TIMES // 2)]
    office.clock.advance(timedelta(hours=2))

    for trial in trials:
        complete, cancel, _ = together(
            trial.completed_by("intake"), trial.cancelled, office.app.jobs.sweep
        )
        office.settle()

        passed, ends = trial.passed(), {"Done", "Given-up", ""}
        assert len(ends & {step for _, step in passed}) == 1
        assert isinstance(complete, Completed) == (("completed", "Task") in passed)
        assert (cancel is None) == (("cancelled", "") in passed)


def test_several_workers_fire_each_timer_once(office: Office) -> None:
    trials = [Trial(office) for _ in range(TIMES // 2)]
    office.clock.advance(timedelta(hours=2))

    together(*[office.app.jobs.sweep] * 4)

    assert {tuple(trial.passed()) for trial in trials} == {
        (("completed", "Late"), ("completed", "Given-up"), ("withdrawn", "Task"))
    }


def test_a_person_and_a_new_version_do_not_lose_each_other(office: Office) -> None:
    trials = [Trial(office) for _ in range(TIMES // 2)]
    with office.app.command() as context:
        old = office.app.engine.catalogue.latest(context.conn, "trial")
        drawn = TRIAL.replace(b'id="Task"', b'id="Task" name="Try it"')
        version = catalogue.publish(context, "trial", drawn, old.bundle)

    for trial in trials:
        complete, migrate = together(
            trial.completed_by("intake"), trial.migrated(version.number)
        )

        # Whoever comes second finds the instance moved, or its task done.
        assert isinstance(complete, Completed) != isinstance(migrate, dict) or (
            isinstance(migrate, dict)
            and trial.passed()[0] == ("migrated", "")
            and isinstance(complete, Completed)
        )
        if isinstance(complete, Conflict):
            trial.completed_by("intake")()
        assert trial.passed()[-2:] == [("completed", "Task"), ("completed", "Done")]


def test_two_workers_share_a_batch_of_moves(office: Office) -> None:
    trials = [Trial(office) for _ in range(TIMES)]
    with office.app.command() as context:
        old = office.app.engine.catalogue.latest(context.conn, "trial")
        drawn = TRIAL.replace(b'id="Task"', b'id="Task" name="Try it"')
        version = catalogue.publish(context, "trial", drawn, old.bundle)
    batch_id = batches.begin(
        office.app,
        "trial",
        version.number,
        instances=[trial.id for trial in trials],
        mapping={},
        moment=NOW,
        by="process_owner",
        why="Trial",
    )

    together(office.app.jobs.sweep, office.app.jobs.sweep)
    office.settle()

    assert {tuple(trial.passed()) for trial in trials} == {(("migrated", ""),)}
    with office.app.read() as conn:
        assert batches.counts(conn, batch_id) == {"moved": TIMES}
