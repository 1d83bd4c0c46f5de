"""The sweep: every piece of due work on its own; who fails stops nobody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.exc import OperationalError

from engine import incidents, messages, orchestrator
from engine.instances import instance
from engine.jobs import MAX_ATTEMPTS, Jobs, Report, clock_of
from engine.ports import Context
from tests.engine.diagrams import (
    boundary,
    bpmn,
    catch,
    end,
    message,
    service,
    start,
    timer,
    user,
    xor,
)
from tests.engine.world import TORONTO, Remembers, World

#: Waits a day, then asks a fact which way to go; another branch waits for a person.
ASKS_A_FACT = bpmn(
    start("S"),
    user("Ask"),
    boundary("Daily", "Ask", timer("days(1)"), interrupting=False),
    xor("G"),
    service("Good", "note"),
    end("E"),
    end("F"),
    end("H"),
    "S -> Ask -> E",
    "Daily -> G -> Good -> F",
    "G -> H if fact('other') > 1",
).replace(b'id="G"', b'id="G" default="F-G-Good"')
TAKES = bpmn(
    start("S"),
    catch("Wait", message("kept")),
    xor("G"),
    end("E"),
    end("F"),
    "S -> Wait -> G -> E else",
    "G -> F if fact('other') > 1",
)


def poison(world: World) -> None:
    """The fact is nothing that can be compared."""
    world.facts.values["other"] = None


def cure(world: World) -> None:
    world.facts.values["other"] = 0


def open_incidents(world: World) -> list[tuple[str, str]]:
    with world.database.read() as conn:
        return [(i.kind, i.step_id) for i in incidents.open_ones(conn)]


def fail_again_and_again(world: World) -> None:
    world.pass_time(days=1)
    for _ in range(MAX_ATTEMPTS):
        world.pass_time(hours=2)


@contextmanager
def locked_database(world: World) -> Iterator[None]:
    """Every statement finds the database busy."""

    def busy(*given: object) -> None:
        raise OperationalError("UPDATE", {}, Exception("database is locked"))

    event.listen(world.database.writer, "before_cursor_execute", busy)
    yield
    event.remove(world.database.writer, "before_cursor_execute", busy)


def test_a_poisoned_instance_stops_no_other(world: World) -> None:
    world.publish(ASKS_A_FACT, "Sick")
    sick = world.start("Sick")
    world.publish(
        bpmn(start("S"), catch("T", timer("days(1)")), end("E"), "S -> T -> E"), "P"
    )
    well = [world.start() for _ in range(3)]
    poison(world)

    fail_again_and_again(world)

    assert {world.row(i).status for i in well} == {"completed"}
    assert world.row(sick).status == "failed"


def test_a_failing_timer_is_tried_again_later_and_then_an_incident(
    world: World,
) -> None:
    world.publish(ASKS_A_FACT)
    world.start()
    poison(world)

    world.pass_time(days=1)
    (waits,) = world.timers()
    assert (waits.attempts, waits.try_at > world.clock.now()) == (1, True)
    assert (world.row().status, open_incidents(world)) == ("running", [])

    for _ in range(MAX_ATTEMPTS):
        world.pass_time(hours=2)
    assert (world.row().status, open_incidents(world)) == ("failed", [("timer", "G")])
    assert world.problems() == []


def test_an_attempt_that_goes_well_in_the_end_leaves_no_trace_of_the_others(
    world: World,
) -> None:
    world.publish(ASKS_A_FACT)
    world.start()
    poison(world)
    world.pass_time(days=1)
    cure(world)

    world.pass_time(hours=1)

    assert len(world.called) == 1
    assert world.path() == ["S", "Daily", "G", "Good", "F"]
    assert open_incidents(world) == []


def test_people_can_still_work_in_an_instance_with_an_incident(world: World) -> None:
    world.publish(ASKS_A_FACT)
    world.start()
    poison(world)
    fail_again_and_again(world)

    world.complete("Ask")

    assert "Ask" in world.path()
    assert world.problems() == []


def test_a_retry_lets_an_instance_go_on_and_resolves_the_incident(
    world: World,
) -> None:
    world.publish(ASKS_A_FACT)
    instance_id = world.start()
    poison(world)
    fail_again_and_again(world)
    cure(world)

    with world.unit("op") as context:
        orchestrator.retry(world.engine, context, instance_id)
    world.jobs.work_due()

    assert (world.row().status, world.called) == ("running", [("note", {})])
    assert open_incidents(world) == []


def test_a_retry_that_fails_again_is_an_incident_again(world: World) -> None:
    world.publish(ASKS_A_FACT)
    instance_id = world.start()
    poison(world)
    fail_again_and_again(world)

    with world.unit("op") as context:
        orchestrator.retry(world.engine, context, instance_id)
    for _ in range(MAX_ATTEMPTS + 1):
        world.pass_time(hours=2)

    assert (world.row().status, open_incidents(world)) == ("failed", [("timer", "G")])


def test_a_message_that_cannot_be_taken_becomes_an_incident_and_is_kept(
    world: World,
) -> None:
    world.publish(TAKES)
    instance_id = world.start()
    poison(world)
    with world.unit() as context:
        messages.send(context, "kept", payload={}, instance_id=instance_id)
    world.jobs.work_due()
    for _ in range(MAX_ATTEMPTS):
        world.pass_time(hours=2)
    assert [m.state for m in world.message_rows()] == ["kept"]
    assert open_incidents(world) == [("message", "kept")]

    cure(world)
    with world.unit("op") as context:
        orchestrator.retry(world.engine, context, instance_id)
    world.jobs.work_due()
    assert [m.state for m in world.message_rows()] == ["taken"]
    assert world.row().status == "completed"


def test_a_message_that_starts_nothing_is_given_up_after_a_few_attempts(
    world: World,
) -> None:
    with world.unit() as context:
        messages.send(context, "begin", payload={}, process_key="Unpublished")

    world.jobs.work_due()
    for _ in range(MAX_ATTEMPTS):
        world.pass_time(hours=2)

    (row,) = world.message_rows()
    assert row.state == "failed"
    assert row.problem == "No process “Unpublished” is published."


def test_an_instance_that_cannot_be_read_becomes_an_incident_that_says_so(
    world: World,
) -> None:
    world.publish(ASKS_A_FACT)
    instance_id = world.start()
    with world.database.transaction() as conn:
        conn.execute(update(instance).values(state=b"damaged"))

    fail_again_and_again(world)

    with world.database.read() as conn:
        (incident,) = incidents.open_of(conn, instance_id)
    assert incident.problem == "The saved state of this instance is damaged."
    assert world.row().status == "failed"


def test_a_busy_database_is_no_fault_of_the_diagram(world: World) -> None:
    world.publish(ASKS_A_FACT)
    world.start()
    cure(world)
    world.clock.advance(timedelta(days=1))
    with world.database.read() as conn:
        (instance_id,) = {t.instance_id for t in world.timers()}
        assert conn

    with locked_database(world):
        assert world.jobs._wake(instance_id) == 0

    assert [t.attempts for t in world.timers()] == [0]
    assert world.jobs.work_due().counts["timers"] == 1


def test_work_of_the_domain_that_fails_stops_nothing_else(world: World) -> None:
    asked: list[datetime] = []

    def breaks(now: datetime) -> int:
        raise ZeroDivisionError

    def works(now: datetime) -> int:
        asked.append(now)
        return 0

    world.jobs.also.update(breaks=breaks, works=works)

    report = world.jobs.work_due()

    assert asked == [world.clock.now()]
    assert report.total == 0


def test_the_clock_sweeps_by_itself_until_it_is_stopped(world: World) -> None:
    swept = Event()

    def also(now: datetime) -> int:
        swept.set()
        return 0

    jobs = Jobs(world.database, world.clock, TORONTO, world.engine, {"also": also})
    scheduler = clock_of([jobs], seconds=0.05)
    try:
        assert swept.wait(20)
    finally:
        scheduler.shutdown()
    assert not scheduler.running


def test_the_clock_survives_a_sweep_without_a_database(world: World) -> None:
    world.publish(ASKS_A_FACT)
    world.start()
    failed, swept = Event(), Event()

    class Away(Jobs):
        """A database that is away at first."""

        def move_on(self, report: Report) -> None:
            if not failed.is_set():
                failed.set()
                raise OperationalError("SELECT", {}, Exception("no connection"))
            super().move_on(report)
            swept.set()

    jobs = Away(world.database, world.clock, TORONTO, world.engine)
    scheduler = clock_of([jobs], seconds=0.05)
    try:
        assert swept.wait(20)
    finally:
        scheduler.shutdown()


def test_a_mail_server_that_hangs_keeps_no_timer_waiting(world: World) -> None:
    hangs, fired = Event(), Event()

    def mails(now: datetime) -> int:
        hangs.set()
        assert fired.wait(20)
        return 0

    world.publish(
        bpmn(start("S"), catch("T", timer("days(1)")), user("A"), end("E"),
             "S -> T -> A -> E")
    )  # fmt: skip
    world.start()
    world.engine.listener = HearsOfTasks(fired)
    jobs = Jobs(world.database, world.clock, TORONTO, world.engine, {"mails": mails})
    scheduler = clock_of([jobs], seconds=0.05)
    try:
        assert hangs.wait(20)
        world.clock.advance(timedelta(days=2))
        assert fired.wait(20)
    finally:
        scheduler.shutdown()


class HearsOfTasks(Remembers):
    """A listener that lets others wait for the first task."""

    def __init__(self, heard: Event) -> None:
        super().__init__()
        self.first = heard

    def tasks_opened(self, context: Context, opened: Any) -> None:
        self.first.set()


@pytest.mark.parametrize("many", [30])
def test_everything_that_is_due_at_once_is_done_in_one_go(
    world: World, many: int
) -> None:
    world.publish(
        bpmn(start("S"), catch("T", timer("days(1)")), end("E"), "S -> T -> E")
    )
    for _ in range(many):
        world.start()

    report = world.pass_time(days=1)

    assert report.counts["timers"] == many
    assert world.problems() == []
