"""What an operator can do to an instance: move, cancel, hold; each with its reason."""

import pytest

from engine import audit, orchestrator
from engine.errors import InstanceNotRunning, NotFound, StepFailed, TaskAlreadyDone
from tests.engine.diagrams import (
    boundary,
    bpmn,
    end,
    many,
    message,
    par,
    start,
    timer,
    user,
    xor,
)
from tests.engine.world import World

WORK = bpmn(
    start("S"),
    user("Ask"),
    boundary("Late", "Ask", timer("days(3)")),
    many(user("Each")),
    user("Then"),
    boundary("Stop", "Then", message("now")),
    end("E"),
    end("F"),
    end("G"),
    "S -> Ask -> Each -> Then -> E",
    "Late -> F",
    "Stop -> G",
)
TWO_WAYS = bpmn(
    start("S"),
    par("Fork"),
    user("A"),
    user("B"),
    par("Join"),
    xor("M"),
    user("C"),
    end("E"),
    "S -> Fork -> A -> Join -> M -> C -> E",
    "Fork -> B -> Join",
)


def move(world: World, task_id: str, step_id: str) -> None:
    with world.unit("op") as context:
        context.why = "It was the wrong way."
        orchestrator.move(
            world.engine, context, world.only_instance(), task_id, step_id
        )


@pytest.fixture
def working(world: World) -> World:
    world.publish(WORK)
    world.start(people=["ann", "bob"])
    return world


def test_a_moved_token_leaves_its_task_and_timer_and_opens_the_other(
    working: World,
) -> None:
    (task_id,) = working.heard.open

    move(working, task_id, "Then")

    assert (working.open_steps(), working.timers()) == (["Then"], [])
    assert [(c.step_id, c.how) for c in working.heard.closed] == [("Ask", "withdrawn")]
    (moved,) = [r for r in working.history() if r.how == "moved"]
    assert (moved.by, moved.note) == ("op", "It was the wrong way.")
    assert working.problems() == []


def test_a_moved_token_waits_for_everything_the_step_waits_for(working: World) -> None:
    (task_id,) = working.heard.open
    move(working, task_id, "Then")

    working.send("now")

    assert "G" in working.path()
    assert working.row().status == "completed"


def test_one_of_many_takes_its_whole_round_along(working: World) -> None:
    working.complete("Ask")
    task_id = next(iter(working.heard.open))

    move(working, task_id, "Ask")

    assert working.open_steps() == ["Ask"]
    assert len(working.timers()) == 1
    working.complete("Ask")
    assert working.open_steps() == ["Each", "Each"]
    assert working.problems() == []


def test_one_of_two_branches_moves_and_the_join_still_opens(world: World) -> None:
    world.publish(TWO_WAYS)
    world.start()
    world.complete("A")
    task_id = next(iter(world.heard.open))

    move(world, task_id, "B")
    world.complete("B")

    assert world.open_steps() == ["C"]
    assert world.problems() == []


@pytest.mark.parametrize("step", ["Nowhere", "Late", "Join"])
def test_a_step_no_token_can_be_put_on_is_refused_and_nothing_changes(
    world: World, step: str
) -> None:
    world.publish(TWO_WAYS if step == "Join" else WORK)
    world.start(people=[])
    before = world.row()
    task_id = next(iter(world.heard.open))

    with pytest.raises(StepFailed):
        move(world, task_id, step)

    assert world.row() == before


def test_a_task_that_is_done_cannot_be_moved(working: World) -> None:
    done = working.complete("Ask")

    with pytest.raises(TaskAlreadyDone):
        move(working, done, "Then")


@pytest.mark.parametrize("ended", ["completed", "cancelled"])
def test_nothing_can_be_done_to_an_instance_that_is_over(
    world: World, ended: str
) -> None:
    world.publish(bpmn(start("S"), user("A"), end("E"), "S -> A -> E"))
    instance_id = world.start()
    (task_id,) = world.heard.open
    if ended == "completed":
        world.complete("A")
    else:
        with world.unit() as context:
            orchestrator.cancel(world.engine, context, instance_id)
    verbs = (
        lambda c: orchestrator.cancel(world.engine, c, instance_id),
        lambda c: orchestrator.suspend(world.engine, c, instance_id),
        lambda c: orchestrator.retry(world.engine, c, instance_id),
        lambda c: orchestrator.wake(world.engine, c, instance_id),
        lambda c: orchestrator.move(world.engine, c, instance_id, task_id, "A"),
        lambda c: orchestrator.complete(world.engine, c, instance_id, task_id, dict),
    )

    for verb in verbs:
        with pytest.raises(InstanceNotRunning), world.unit() as context:
            verb(context)

    assert world.row().status == ended
    assert world.problems() == []


def test_an_instance_nobody_knows_is_not_found(world: World) -> None:
    with pytest.raises(NotFound), world.unit() as context:
        orchestrator.wake(world.engine, context, "nothing")


def test_a_held_instance_can_be_cancelled(working: World) -> None:
    instance_id = working.only_instance()
    with working.unit() as context:
        orchestrator.suspend(working.engine, context, instance_id)
        orchestrator.cancel(working.engine, context, instance_id)

    assert working.row().status == "cancelled"
    assert working.problems() == []


def test_what_an_operator_does_is_in_the_audit_with_its_reason(working: World) -> None:
    instance_id = working.only_instance()
    with working.unit("op") as context:
        context.why = "The office is closed."
        orchestrator.suspend(working.engine, context, instance_id)

    with working.database.read() as conn:
        (entry,) = audit.of_entity(conn, "instance", instance_id)
    assert (entry.by, entry.why) == ("op", "The office is closed.")
    assert (entry.old, entry.new) == ("running", "suspended")
