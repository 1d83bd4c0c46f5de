"""Timers: exactly when they fire, once, and never while an instance is held."""

from datetime import UTC, datetime, timedelta

import pytest

from engine import orchestrator
from engine.clock import FixedClock
from engine.errors import Conflict, InstanceNotRunning
from tests.engine.diagrams import (
    boundary,
    bpmn,
    catch,
    end,
    message,
    race,
    service,
    start,
    timer,
    user,
    xor,
)
from tests.engine.world import MONDAY, World

REMINDER = bpmn(
    start("S"),
    user("Ask"),
    boundary("Late", "Ask", timer("days(3)")),
    service("Remind", "note"),
    end("E"),
    end("F"),
    "S -> Ask -> E",
    "Late -> Remind -> F",
)


def waiting(expression: str, kind: str = "timeDate") -> bytes:
    """A process that only waits."""
    return bpmn(
        start("S"), catch("Wait", timer(expression, kind)), end("E"), "S -> Wait -> E"
    )


def test_a_timer_fires_exactly_at_its_moment_and_not_a_microsecond_before(
    world: World,
) -> None:
    world.publish(REMINDER)
    world.start()

    before = world.pass_time(days=3, microseconds=-1)
    assert (before.counts.get("timers"), world.called) == (None, [])

    at = world.pass_time(microseconds=1)
    assert (at.counts["timers"], world.called) == (1, [("note", {})])
    assert world.row().status == "completed"


def test_a_timer_whose_task_is_done_in_time_never_fires(world: World) -> None:
    world.publish(REMINDER)
    world.start()

    world.complete("Ask")

    assert world.timers() == []
    assert "timers" not in world.pass_time(days=30).counts
    assert world.called == []


def test_a_timer_fires_once_however_often_the_sweep_comes_by(world: World) -> None:
    world.publish(REMINDER)
    world.start()
    world.pass_time(days=3)

    assert "timers" not in world.jobs.work_due().counts
    assert len(world.called) == 1


def test_a_timer_set_by_one_process_is_fired_by_the_next(world: World) -> None:
    world.publish(REMINDER)
    world.start()
    other = world.again()

    other.pass_time(days=3)

    assert len(other.called) == 1
    other.database.close()


def test_a_moment_that_has_passed_is_not_waited_for(world: World) -> None:
    world.publish(waiting("fact('when')"))
    world.facts.values["when"] = (MONDAY - timedelta(days=1)).isoformat()

    world.start()

    assert world.row().status == "completed"


def test_each_round_of_a_loop_asks_anew_when_the_timer_is_due(world: World) -> None:
    world.publish(
        bpmn(
            start("S"),
            xor("M"),
            race("Either"),
            catch("Slot", timer("fact('when')", "timeDate")),
            catch("Moved", message("now")),
            service("Update", "note"),
            end("E"),
            "S -> M -> Either -> Slot -> Update -> E",
            "Either -> Moved -> M",
        )
    )
    world.facts.values["when"] = (MONDAY + timedelta(days=1)).isoformat()
    world.start()
    world.facts.values["when"] = (MONDAY + timedelta(days=5)).isoformat()

    world.send("now")

    assert [t.due_at for t in world.timers()] == [MONDAY + timedelta(days=5)]
    world.pass_time(days=4, hours=23)
    assert world.called == []
    world.pass_time(hours=1)
    assert len(world.called) == 1


def test_what_is_due_first_fires_first_after_a_long_outage(world: World) -> None:
    world.publish(
        bpmn(
            start("S"),
            user("Ask"),
            boundary("Hint", "Ask", timer("days(2)"), interrupting=False),
            boundary("Stop", "Ask", timer("days(4)")),
            service("Remind", "note"),
            service("Give-up", "give"),
            end("E"),
            end("F"),
            end("G"),
            "S -> Ask -> E",
            "Hint -> Remind -> F",
            "Stop -> Give-up -> G",
        )
    )
    world.start()

    world.pass_time(days=30)

    assert [name for name, _ in world.called] == ["note", "give"]
    assert world.row().status == "completed"


def test_a_held_instance_fires_nothing_and_catches_up_when_it_goes_on(
    world: World,
) -> None:
    world.publish(REMINDER)
    instance_id = world.start()
    with world.unit() as context:
        orchestrator.suspend(world.engine, context, instance_id)

    assert "timers" not in world.pass_time(days=10).counts
    with pytest.raises(InstanceNotRunning):
        world.complete("Ask")
    assert world.problems() == []

    with world.unit() as context:
        orchestrator.resume(world.engine, context, instance_id)
    assert world.jobs.work_due().counts["timers"] == 1
    assert world.row().status == "completed"


def test_a_held_instance_whose_timer_is_not_due_yet_keeps_its_moment(
    world: World,
) -> None:
    world.publish(REMINDER)
    instance_id = world.start()
    with world.unit() as context:
        orchestrator.suspend(world.engine, context, instance_id)
    world.pass_time(days=1)
    with world.unit() as context:
        orchestrator.resume(world.engine, context, instance_id)

    assert [t.try_at for t in world.timers()] == [MONDAY + timedelta(days=3)]


def test_only_a_held_instance_can_go_on_again(world: World) -> None:
    world.publish(REMINDER)
    instance_id = world.start()

    with (
        pytest.raises(Conflict, match="Only a suspended"),
        world.unit() as context,
    ):
        orchestrator.resume(world.engine, context, instance_id)


def test_a_cancelled_instance_leaves_no_timer_behind(world: World) -> None:
    world.publish(REMINDER)
    instance_id = world.start()
    with world.unit() as context:
        orchestrator.cancel(world.engine, context, instance_id)

    assert (world.timers(), world.open_steps()) == ([], [])
    assert (world.row().status, world.heard.ends) == ("cancelled", ["cancelled"])
    assert "timers" not in world.pass_time(days=10).counts
    assert world.problems() == []


@pytest.mark.parametrize(
    ("now", "due"),
    [
        # Clocks go forward on 8 March: midnight in Toronto comes an hour earlier.
        (datetime(2026, 3, 6, 15, tzinfo=UTC), datetime(2026, 3, 9, 4, tzinfo=UTC)),
        # Clocks go back on 1 November: midnight comes an hour later.
        (datetime(2026, 10, 30, 14, tzinfo=UTC), datetime(2026, 11, 2, 5, tzinfo=UTC)),
    ],
)
def test_a_day_begins_at_midnight_in_the_office_also_when_clocks_change(
    world: World, now: datetime, due: datetime
) -> None:
    world.clock.advance(now - world.clock.now())
    world.publish(waiting("fact('day')"))
    world.facts.values["day"] = due.date()
    world.start()

    assert [t.due_at for t in world.timers()] == [due]


@pytest.mark.parametrize(
    ("expression", "due"),
    [
        ("now() + days(3)", datetime(2026, 3, 9, 14, tzinfo=UTC)),
        ("add_business_days(now(), 1)", datetime(2026, 3, 9, 14, tzinfo=UTC)),
        (
            "at(add_business_days(today(), 1), '09:00')",
            datetime(2026, 3, 9, 13, tzinfo=UTC),
        ),
    ],
)
def test_days_keep_the_time_of_day_also_when_clocks_change(
    world: World, expression: str, due: datetime
) -> None:
    friday_ten = datetime(2026, 3, 6, 15, tzinfo=UTC)
    world.clock.advance(friday_ten - world.clock.now())
    world.publish(waiting(expression))
    world.start()

    assert [t.due_at for t in world.timers()] == [due]


def test_a_moment_in_any_zone_is_the_same_moment(world: World) -> None:
    world.publish(waiting("2026-07-01T10:00:00+02:00"))
    world.start()

    (waits,) = world.timers()

    assert waits.due_at == datetime(2026, 7, 1, 8, tzinfo=UTC)


def test_the_index_agrees_with_the_tokens_when_a_timer_is_far_away(
    world: World,
) -> None:
    world.publish(waiting("P30D", "timeDuration"))
    world.start()
    world.pass_time(days=29, hours=23)

    assert world.row().status == "running"
    assert world.problems() == []
    world.pass_time(hours=1)
    assert world.row().status == "completed"


def test_a_fixed_clock_stands_still() -> None:
    clock = FixedClock(MONDAY)

    assert clock.now() == clock.now() == MONDAY
