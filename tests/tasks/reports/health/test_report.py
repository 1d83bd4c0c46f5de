"""Process health: what is counted from the record, and what the report says of it.

Source: Release Standard 3.6.3 and 3.10.
"""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, insert, update

from engine.clock import FixedClock
from engine.model import read
from tasks.inbox.tables import human_task
from tasks.release.lifecycle import write
from tasks.release.records import save_all
from tasks.reports.health.counting import Span, count
from tasks.reports.health.days import MEASURE, STEP, state
from tasks.reports.health.keeping import Counting, count_on
from tasks.reports.health.report import (
    Wanted,
    bounds_of,
    health,
    months_of,
    recurring,
    tints,
)
from tests.tasks.conftest import MONDAY, TORONTO

DIAGRAM = read(Path("bpmn/smr_release.bpmn").read_bytes())
TODAY = MONDAY.date()
DAY = timedelta(days=1)


def task(context, step, took, *, number, due_in=None, state="done", opened_in=0):
    """A task of the SMR release that ended this Monday."""
    opened = MONDAY - took
    context.conn.execute(
        insert(human_task).values(
            task_id=f"{number:032}",
            instance_id=context.instance.id,
            process_key="smr_release",
            version_id=context.instance.version_id,
            release_id=context.instance.business_key,
            step_id=step,
            kind="step",
            name=step,
            role="release_manager",
            roles=["release_manager"],
            state=state,
            priority=50,
            opened_at=opened,
            opened_in=opened_in,
            due_at=None if due_in is None else opened + due_in,
            completed_at=MONDAY if state == "done" else None,
        )
    )


@pytest.fixture
def week(context, smr):
    """What a week left: a step done twice, one late, a No-Go and a back-out."""
    task(context, "S-3.1", 2 * DAY, number=1, due_in=DAY, opened_in=1)
    task(context, "S-3.1", 4 * DAY, number=2, due_in=5 * DAY, opened_in=7)
    task(context, "S-5.2", timedelta(hours=1), number=3, opened_in=3)
    task(context, "S-7.5", DAY, number=4, state="open", due_in=timedelta(hours=1))
    write(
        context,
        smr,
        {
            "planned_planning": TODAY,
            "actual_planning": TODAY,
            "planned_build": TODAY - DAY,
            "actual_build": TODAY,
            "planned_deployment": TODAY,
        },
    )
    decided = [("Go/No-Go", "No-Go"), ("Go/No-Go", "Go"), ("Backout", "Backout")]
    save_all(
        context,
        "decisions",
        smr,
        [{"kind": kind, "value": value, "at": MONDAY} for kind, value in decided],
    )
    tried = ["Backed out", "Successful"]
    save_all(
        context,
        "attempts",
        smr,
        [
            {"number": number, "result": result, "at": MONDAY}
            for number, result in enumerate(tried, start=1)
        ],
    )
    save_all(context, "feedback", smr, [{"rating": 4, "at": MONDAY}, {"text": "-"}])
    context.settle()
    return smr


def tallies(context, kind):
    found = count(context.conn, Span(TODAY, TODAY, TORONTO))
    return {key.subject: tally for key, tally in found.items() if key.kind == kind}


def test_each_measure_is_counted_from_the_record(context, week):
    found = tallies(context, MEASURE)

    shares = {key: (each.number, each.of) for key, each in found.items() if each.of}
    assert shares == {
        "dates_kept": (1, 2),
        "deployed_on_time": (1, 1),
        "late_tasks": (1, 2),
        "no_go": (1, 2),
        "backouts": (1, 2),
        "first_time": (0, 1),
        "deployments": (1, 2),
        "rating": (0, 1),
    }
    assert found["rating"].total == 4
    assert sum(found["lead_time"].spread.values()) == 1


def test_each_step_has_its_durations_its_late_ones_and_its_rounds(context, week):
    found = tallies(context, STEP)

    step = found["S-3.1"]
    assert set(found) == {"S-3.1", "S-5.2"}
    assert (step.number, step.of, step.total) == (1, 2, 1)
    assert step.quantile(0.5) == pytest.approx(2 * 86_400, rel=0.05)
    assert step.quantile(0.9) == pytest.approx(4 * 86_400, rel=0.05)


def test_counting_takes_five_statements_however_much_happened(
    context, week, statements
):
    count(context.conn, Span(TODAY - 300 * DAY, TODAY, TORONTO))

    assert len(statements) == 5


@pytest.fixture
def counted(context, week, database):
    """The week committed, and counted on the evening of the day."""
    context.conn.commit()
    assert count_on(database, TORONTO, MONDAY + timedelta(hours=8))
    return database


def reported(database, **more):
    wanted = Wanted("smr_release", TODAY - 40 * DAY, TODAY, **more)
    with database.read() as conn:
        return health(conn, wanted, DIAGRAM, FixedClock(MONDAY))


def test_the_report_says_values_months_and_what_is_open_now(counted):
    found = reported(counted)

    values = {figure.measure.key: figure.value for figure in found.figures}
    assert values["no_go"] == 50
    assert values["rework"] == pytest.approx(100 / 3)
    assert values["rating"] == 4
    assert values["deployments"] == 2
    assert (found.open_now, found.overdue_now) == (1, 1)
    (no_go,) = [f for f in found.figures if f.measure.key == "no_go"]
    assert no_go.months == [
        (date(2026, 1, 1), None),
        (date(2026, 2, 1), None),
        (date(2026, 3, 1), 50.0),
    ]


def test_steps_come_in_the_order_of_the_diagram_with_their_names(counted):
    steps = reported(counted).steps

    assert [step.step_id for step in steps] == ["S-3.1", "S-5.2"]
    assert (steps[0].done, steps[0].late, steps[0].again) == (2, 50, 50)
    assert steps[0].name != steps[0].name_fr


def test_another_version_has_figures_of_its_own(counted):
    assert reported(counted, version_id="version-smr-1").steps != []
    assert reported(counted, version_id="another").steps == []


def test_the_report_takes_few_statements(counted):
    sent = []
    with counted.read() as conn:
        event.listen(conn, "before_cursor_execute", lambda *a: sent.append(a[2]))
        wanted = Wanted("smr_release", TODAY - 400 * DAY, TODAY)
        health(conn, wanted, DIAGRAM, FixedClock(MONDAY))

    assert len([text for text in sent if text.startswith("SELECT")]) == 4


def test_counting_again_adds_nothing_twice_and_finds_what_came_later(counted):
    with counted.transaction() as conn:
        late = update(human_task).where(human_task.c.state == "open")
        conn.execute(late.values(state="done", completed_at=MONDAY + DAY))

    assert count_on(counted, TORONTO, MONDAY + 2 * DAY)

    wanted = Wanted("smr_release", TODAY, TODAY + 2 * DAY)
    with counted.read() as conn:
        found = health(conn, wanted, DIAGRAM, FixedClock(MONDAY + 2 * DAY))
    assert {step.step_id: step.done for step in found.steps} == {
        "S-3.1": 2,
        "S-5.2": 1,
        "S-7.5": 1,
    }


def test_a_first_run_goes_on_until_it_has_caught_up(counted):
    clock = FixedClock(MONDAY + 100 * DAY)

    taken_at = Counting(counted, clock, TORONTO).ensure()

    with counted.read() as conn:
        known = state(conn)
    assert (known.taken_at, known.counted_to) == (taken_at, TODAY + 100 * DAY)


def test_the_sweep_counts_when_it_is_time_and_not_before(counted):
    clock = FixedClock(MONDAY + timedelta(hours=8, minutes=10))
    counting = Counting(counted, clock, TORONTO)

    assert counting.work(clock.now()) == 0
    assert counting.work(clock.now() + timedelta(minutes=30)) == 1
    assert counting.work(clock.now() + timedelta(minutes=31)) == 0


def test_steps_that_a_timer_brings_again_are_no_rework():
    assert recurring(DIAGRAM) >= {"S-6.3", "S-9.5"}
    assert "S-7.5" not in recurring(DIAGRAM)


def test_tints_are_five_and_told_by_their_bounds(counted):
    steps = reported(counted).steps

    assert tints(steps, "median") == {"S-3.1": 5, "S-5.2": 1}
    assert [tint for tint, _ in enumerate(bounds_of(steps, "median"))] == [
        0,
        1,
        2,
        3,
        4,
    ]
    assert bounds_of(steps, "median")[4][1] == steps[0].median


def test_months_are_those_that_the_time_touches():
    wanted = Wanted("smr_release", date(2025, 11, 30), date(2026, 2, 1))

    assert [month.isoformat() for month in months_of(wanted)] == [
        *("2025-11-01", "2025-12-01", "2026-01-01", "2026-02-01")
    ]
