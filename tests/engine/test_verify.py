"""Verify: each promise of the database, broken by hand, is said in a sentence."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, update

from engine import audit, orchestrator, outbox
from engine.db import new_id
from engine.history import history
from engine.instances import instance
from engine.messages import awaited_message, message
from engine.timers import timer
from tests.engine.diagrams import (
    boundary,
    bpmn,
    end,
    start,
    user,
)
from tests.engine.diagrams import message as by_message
from tests.engine.diagrams import timer as by_timer
from tests.engine.world import World

WAITS = bpmn(
    start("S"),
    user("Ask"),
    user("Then"),
    boundary("Late", "Ask", by_timer("days(3)")),
    boundary("Stop", "Ask", by_message("now")),
    end("E"),
    end("F"),
    end("G"),
    "S -> Ask -> Then -> E",
    "Late -> F",
    "Stop -> G",
)


@pytest.fixture
def waiting(world: World) -> World:
    """A world in order with one instance that waits for everything there is."""
    world.publish(WAITS)
    world.start()
    world.jobs.work_due()
    assert world.problems() == []
    return world


def ended(world: World) -> str:
    """The instance has run to its end."""
    world.complete("Ask")
    world.complete("Then")
    assert world.problems() == []
    return world.only_instance()


def by_hand(world: World, statement: Any) -> None:
    with world.database.transaction() as conn:
        conn.execute(statement)


def test_a_world_in_order_has_no_problems(waiting: World) -> None:
    ended(waiting)

    assert waiting.problems() == []


def test_a_timer_that_is_lost_is_said(waiting: World) -> None:
    by_hand(waiting, delete(timer))

    assert waiting.problems() == [
        f"Instance {waiting.only_instance()}: its timers and its tokens disagree."
    ]


def test_a_timer_that_was_moved_is_said(waiting: World) -> None:
    later = waiting.clock.now() + timedelta(days=9)
    by_hand(waiting, update(timer).values(due_at=later, try_at=later))

    (problem,) = waiting.problems()
    assert problem.endswith("its timers and its tokens disagree.")


def test_a_message_nobody_would_be_told_of_is_said(waiting: World) -> None:
    by_hand(waiting, delete(awaited_message))

    (problem,) = waiting.problems()
    assert problem.endswith("its awaited messages and its tokens disagree.")


def test_a_step_that_is_awaited_but_does_not_wait_is_said(waiting: World) -> None:
    values = {"task_id": new_id(), "name": "now", "step_id": "Ghost"}
    by_hand(
        waiting,
        insert(awaited_message).values(
            instance_id=waiting.only_instance(),
            waits_since=waiting.clock.now(),
            **values,
        ),
    )

    (problem,) = waiting.problems()
    assert problem.endswith("its awaited messages and its tokens disagree.")


def test_a_state_that_cannot_be_read_is_said_of_that_instance_only(
    waiting: World,
) -> None:
    damaged = waiting.only_instance()
    waiting.start()
    by_hand(
        waiting, update(instance).where(instance.c.id == damaged).values(state=b"?")
    )

    assert waiting.problems() == [
        f"Instance {damaged}: The saved state of this instance is damaged."
    ]


def test_a_running_instance_with_an_end_is_said(waiting: World) -> None:
    by_hand(waiting, update(instance).values(ended_at=waiting.clock.now()))

    assert f"Instance {waiting.only_instance()} is running but has an end." in (
        waiting.problems()
    )


def test_an_ended_instance_without_an_end_is_said(waiting: World) -> None:
    found = ended(waiting)
    by_hand(waiting, update(instance).values(ended_at=None))

    assert waiting.problems() == [f"Instance {found} is completed but has no end."]


def test_an_ended_instance_without_a_step_is_said(waiting: World) -> None:
    found = ended(waiting)
    by_hand(waiting, update(instance).values(lock_version=0))

    assert waiting.problems() == [f"Instance {found} ended without a step."]


def test_an_instance_marked_running_that_waits_for_nothing_is_said(
    waiting: World,
) -> None:
    found = ended(waiting)
    by_hand(waiting, update(instance).values(status="running", ended_at=None))

    assert waiting.problems() == [f"Instance {found} is running but waits for nothing."]


def test_something_that_waits_after_the_end_is_said(waiting: World) -> None:
    found = ended(waiting)
    now = waiting.clock.now()
    by_hand(
        waiting,
        insert(timer).values(
            task_id=new_id(),
            instance_id=found,
            step_id="Late",
            due_at=now,
            waits_since=now,
            attempts=1,
        ),
    )

    assert waiting.problems() == [
        f"Instance {found} has ended, but something of it still waits."
    ]


def test_a_task_completed_twice_is_said(waiting: World) -> None:
    waiting.complete("Ask")
    row = next(r for r in waiting.history() if r.step_id == "Ask")
    values = {k: v for k, v in row._mapping.items() if k != "id"}
    by_hand(waiting, insert(history).values(**values))

    assert waiting.problems() == [
        f"Instance {waiting.only_instance()}: task {row.task_id} was completed twice."
    ]


def test_a_timer_that_should_have_fired_asks_for_a_worker(waiting: World) -> None:
    waiting.clock.advance(timedelta(days=3, minutes=9))
    assert waiting.problems() == []

    waiting.clock.advance(timedelta(minutes=1))

    (problem,) = waiting.problems()
    assert problem.startswith("The timer “Late” of instance ")
    assert problem.endswith("should have fired; is a worker running?")


def test_a_held_instance_asks_for_no_worker(waiting: World) -> None:
    with waiting.unit() as context:
        orchestrator.suspend(waiting.engine, context, waiting.only_instance())
    waiting.clock.advance(timedelta(days=30))
    waiting.jobs.work_due()

    assert waiting.problems() == []


def test_a_message_taken_at_no_time_is_said(waiting: World) -> None:
    waiting.send("kept")
    by_hand(waiting, update(message).values(state="taken"))

    (row,) = waiting.message_rows()
    assert waiting.problems() == [f"Message {row.id} is taken, but nobody knows when."]


def test_an_audit_entry_changed_by_hand_is_said(waiting: World) -> None:
    with waiting.unit() as context:
        context.audit("thing", "1", "field", None, 1)
    waiting.jobs.work_due()
    changed = update(audit.audit_entry).where(audit.audit_entry.c.entity == "thing")
    by_hand(waiting, changed.values(new=2))

    (problem,) = waiting.problems()
    assert problem.endswith("was changed after it was sealed.")


def test_a_mail_sent_twice_cannot_even_be_stored(waiting: World) -> None:
    assert {"dedup"} in [
        {column.name for column in index.columns}
        for index in [*outbox.outbox.indexes, *outbox.outbox.constraints]
        if getattr(index, "unique", False) or type(index).__name__.startswith("Unique")
    ]
