"""One step is one transaction: all of it or none, once, and in few statements."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import event, select

from engine import instances, messages, orchestrator
from engine.errors import Conflict, StepFailed, TaskAlreadyDone
from tests.engine.diagrams import (
    boundary,
    bpmn,
    catch,
    end,
    message,
    par,
    service,
    start,
    timer,
    user,
)
from tests.engine.world import World

TWO_TASKS = bpmn(
    start("S"), user("First"), user("Second"), end("E"), "S -> First -> Second -> E"
)
BUSY = bpmn(
    start("S"),
    user("First"),
    boundary("Late", "First", timer("days(3)")),
    par("Fork"),
    *[user(f"T{n}") for n in range(8)],
    boundary("Soon", "T0", timer("days(1)")),
    boundary("Stop", "T1", message("now")),
    par("Join"),
    end("E"),
    end("F"),
    end("G"),
    end("H"),
    "S -> First -> Fork",
    "Late -> F",
    "Soon -> G",
    "Stop -> H",
    *[f"Fork -> T{n} -> Join" for n in range(8)],
    "Join -> E",
)
FAILS_LATE = bpmn(
    start("S"),
    user("First"),
    catch("Pause", timer("days(1)")),
    user("Second"),
    service("Before", "note"),
    service("Change", "refuse"),
    end("E"),
    "S -> First -> Pause -> Second -> Before -> Change -> E",
)


@contextmanager
def counted(world: World) -> Iterator[dict[str, list[str]]]:
    """What goes to the database meanwhile: statements and commits."""
    seen: dict[str, list[str]] = {"statements": [], "commits": []}

    def before(conn: Any, cursor: Any, statement: str, *more: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen["statements"].append(statement)

    def commit(conn: Any) -> None:
        seen["commits"].append("commit")

    writer = world.database.writer
    event.listen(writer, "before_cursor_execute", before)
    event.listen(writer, "commit", commit)
    yield seen
    event.remove(writer, "before_cursor_execute", before)
    event.remove(writer, "commit", commit)


def together(deeds: list[Any]) -> list[Any]:
    """What each returns or raises; all of them begin at once."""
    barrier = Barrier(len(deeds))

    def begin(deed: Any) -> Any:
        barrier.wait()
        try:
            return deed()
        except Conflict as refusal:
            return refusal

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(begin, deeds))


def test_a_completion_is_one_commit_and_few_statements(any_world: World) -> None:
    any_world.publish(TWO_TASKS)
    any_world.start()
    any_world.complete("First")
    any_world.start()

    with counted(any_world) as seen:
        any_world.complete("First", any_world.only_instance())

    assert len(seen["commits"]) == 1
    assert len(seen["statements"]) <= 9, "\n".join(seen["statements"])


def test_a_completion_that_opens_many_waits_takes_no_more_statements_each(
    world: World,
) -> None:
    world.publish(BUSY)
    world.start()

    with counted(world) as seen:
        world.complete("First")

    assert len(world.open_steps()) == 8
    assert len(seen["commits"]) == 1
    assert len(seen["statements"]) <= 9, "\n".join(seen["statements"])


def test_a_start_is_one_commit_and_few_statements(world: World) -> None:
    world.publish(TWO_TASKS)
    world.start()

    with counted(world) as seen:
        world.start()

    assert len(seen["commits"]) == 1
    assert len(seen["statements"]) <= 9, "\n".join(seen["statements"])


def test_a_message_that_is_taken_is_one_commit(world: World) -> None:
    world.publish(
        bpmn(
            start("S"),
            catch("W", message("now")),
            user("A"),
            end("E"),
            "S -> W",
            "W -> A -> E",
        )
    )
    world.start()

    with counted(world) as seen:
        world.send("now")

    assert len(seen["commits"]) == 1


def test_a_step_that_fails_commits_nothing(world: World) -> None:
    world.publish(FAILS_LATE)
    world.start()
    world.complete("First")
    world.pass_time(days=1)
    before, past = world.row(), world.history()

    with counted(world) as seen, pytest.raises(StepFailed):
        world.complete("Second")

    assert seen["commits"] == []
    assert (world.row(), world.history()) == (before, past)
    assert world.open_steps() == ["Second"]


def test_what_the_domain_wrote_goes_with_the_step_that_fails(world: World) -> None:
    world.publish(FAILS_LATE)
    world.start()
    world.complete("First")
    world.pass_time(days=1)
    task_id = next(iter(world.heard.open))

    def complete() -> None:
        with world.unit() as context:

            def work() -> Mapping[str, Any]:
                context.audit("thing", "1", "field", None, "written")
                table = instances.instance
                context.conn.execute(table.update().values(why="written"))
                return {}

            orchestrator.complete(
                world.engine, context, world.only_instance(), task_id, work
            )

    with pytest.raises(StepFailed):
        complete()

    assert world.row().why is None


def test_an_error_of_the_domain_leaves_the_task_open(world: World) -> None:
    world.publish(TWO_TASKS)
    instance_id = world.start()
    task_id = next(iter(world.heard.open))

    def refuse() -> Mapping[str, Any]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), world.unit() as context:
        orchestrator.complete(world.engine, context, instance_id, task_id, refuse)

    assert world.open_steps() == ["First"]
    assert "First" not in world.path()


def test_a_task_that_was_done_before_is_not_done_again(world: World) -> None:
    world.publish(TWO_TASKS)
    instance_id = world.start()
    task_id = world.complete("First")
    asked: list[int] = []

    def work() -> Mapping[str, Any]:
        asked.append(1)
        return {}

    with pytest.raises(TaskAlreadyDone), world.unit() as context:
        orchestrator.complete(world.engine, context, instance_id, task_id, work)

    assert asked == []
    assert world.path().count("First") == 1


def test_of_two_who_complete_one_task_at_once_one_wins(any_world: World) -> None:
    any_world.publish(TWO_TASKS)
    any_world.start()
    other = any_world.again()
    instance_id = any_world.only_instance()
    (task_id,) = any_world.heard.open

    def by(world: World) -> Any:
        def complete() -> str:
            with world.unit() as context:
                orchestrator.complete(world.engine, context, instance_id, task_id, dict)
            return "done"

        return complete

    outcomes = together([by(any_world), by(other)])

    assert outcomes.count("done") == 1
    assert sum(isinstance(o, TaskAlreadyDone) for o in outcomes) == 1
    assert any_world.path().count("First") == 1
    assert any_world.row().lock_version == 2
    assert any_world.problems() == []
    other.database.close()


def test_two_branches_completed_at_once_are_both_kept(any_world: World) -> None:
    any_world.publish(BUSY)
    any_world.start()
    any_world.complete("First")
    instance_id = any_world.only_instance()
    other = any_world.again()

    def completed(world: World, step: str) -> Any:
        return lambda: world.complete(step, instance_id)

    together([completed(any_world, "T2"), completed(other, "T3")])

    assert {"T2", "T3"} <= set(any_world.path())
    assert any_world.problems() == []
    other.database.close()


def test_two_workers_fire_a_timer_once(any_world: World) -> None:
    any_world.publish(FAILS_LATE)
    any_world.start()
    any_world.complete("First")
    other = any_world.again()
    any_world.clock.advance(any_world.timers()[0].due_at - any_world.clock.now())

    together([any_world.jobs.sweep, other.jobs.sweep])

    assert any_world.path().count("Pause") == 1
    assert any_world.problems() == []
    other.database.close()


def test_two_workers_start_one_process_for_one_message(any_world: World) -> None:
    any_world.publish(TWO_TASKS)
    with any_world.unit() as context:
        payload = {"business_key": "ORDER-1"}
        messages.send(context, "begin", payload=payload, process_key="P")
    other = any_world.again()

    together([any_world.jobs.sweep, other.jobs.sweep])

    with any_world.database.read() as conn:
        assert len(conn.execute(select(instances.instance.c.id)).all()) == 1
    other.database.close()


def test_who_writes_an_older_state_over_a_newer_is_refused(world: World) -> None:
    world.publish(TWO_TASKS)
    world.start()
    stale = world.row()
    world.complete("First")

    with pytest.raises(Conflict), world.unit() as context:
        instances.save(context.conn, stale, at=context.at, state=stale.state)

    assert world.path() == ["S", "First"]
