"""What a short hand does, told by the steps that follow from it: live and reloaded."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.model import parse
from engine.shorthand.writing import write_out
from tests.engine.diagrams import (
    Event,
    Part,
    bpmn,
    catch,
    end,
    event,
    inclusive,
    message,
    par,
    signal,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)
from tests.engine.world import World

S, A, B, E = start("S"), user("A"), user("B"), end("E")
FAILED = Event('<bpmn:errorEventDefinition errorRef="failed"/>')
RAISED = Event('<bpmn:escalationEventDefinition escalationRef="raised"/>')
DECLARED = (
    '<bpmn:error id="failed" name="failed" errorCode="failed"/>'
    '<bpmn:escalation id="raised" name="raised" escalationCode="raised"/>'
)
Go = Callable[[World], World]


@pytest.fixture(params=["live", "reloaded"])
def go(request: pytest.FixtureRequest) -> Go:
    """What is done between two steps: nothing, or a new process opens the files."""
    return World.again if request.param == "reloaded" else lambda world: world


def handler(id: str, on: Event, *, interrupting: bool = True) -> Part:
    """An event subprocess: its start <id>1, a user task <id>H, its end <id>2."""
    begins = start(f"{id}1", on).with_(isInterrupting=str(interrupting).lower())
    inside = (begins, user(f"{id}H"), end(f"{id}2"), f"{id}1 -> {id}H -> {id}2")
    return sub(id, *inside).with_(triggeredByEvent="true")


def begun(world: World, *parts: Part | str) -> str:
    world.publish(bpmn(*parts, beside=DECLARED))
    return world.start()


def opened(world: World) -> list[str]:
    return sorted(task.node.id for task in world.heard.open.values())


def test_all_flows_out_of_a_task_are_taken(world: World, go: Go) -> None:
    instance = begun(world, S, A, B, user("C"), E, "S -> A -> B -> E", "A -> C -> E")
    world.complete("A")
    assert opened(world) == ["B", "C"]

    world = go(world)
    world.complete("B")
    world = go(world)
    world.complete("C")

    assert world.heard.ends[-1:] == ["completed"]
    assert world.path(instance) == ["S", "A", "B", "E", "C", "E"]


def test_flows_out_of_a_start_event_are_all_taken(world: World) -> None:
    begun(world, S, A, B, E, "S -> A -> E", "S -> B -> E")

    assert opened(world) == ["A", "B"]


@pytest.mark.parametrize(("x", "taken"), [(1, ["B", "C"]), (2, ["C"])])
def test_a_flow_with_a_condition_is_taken_beside_the_others_where_it_is_true(
    world: World, x: int, taken: list[str]
) -> None:
    ways = ("S -> A", "A -> C -> J -> E", "A -> B if x == 1", "B -> J")
    begun(world, S, A, B, user("C"), inclusive("J"), E, *ways)

    world.complete("A", x=x)
    assert opened(world) == taken

    for step in taken:
        world.complete(step)
    assert world.heard.ends == ["completed"]


@pytest.mark.parametrize(("x", "taken"), [(1, ["B"]), (2, ["C"])])
def test_the_default_flow_of_a_task_is_taken_where_no_condition_is_true(
    world: World, x: int, taken: list[str]
) -> None:
    ways = ("S -> A", "A -> B if x == 1", "A -> C else", "B -> E", "C -> E")
    begun(world, S, A, B, user("C"), E, *ways)

    world.complete("A", x=x)

    assert opened(world) == taken


def test_the_default_flow_waits_for_no_condition_though_others_are_always_taken(
    world: World,
) -> None:
    ways = ("S -> A", "A -> B", "A -> C if x == 1", "A -> D else")
    ends = ("B -> E", "C -> E", "D -> E")
    begun(world, S, A, B, user("C"), user("D"), E, *ways, *ends)

    world.complete("A", x=2)

    assert opened(world) == ["B", "D"]


def test_a_link_goes_on_at_its_target(world: World, go: Go) -> None:
    link = event("link", more=' name="next page"')
    ways = ("S -> G -> T else", "G -> T2 if fact('short')", "U -> B -> E")
    links = (throw("T", link), throw("T2", link), catch("U", link))
    instance = begun(world, S, xor("G"), *links, B, E, *ways)

    world = go(world)
    world.complete("B")

    assert world.path(instance) == ["S", "G", "T", "U", "B", "E"]


def test_a_signal_end_event_throws_its_signal(world: World, go: Go) -> None:
    waits = (catch("W", signal("done")), end("E1"), "P -> W -> E1")
    instance = begun(
        world, S, par("P"), *waits, A, end("E", signal("done")), "S -> P -> A -> E"
    )

    world = go(world)
    world.complete("A")

    assert world.heard.ends[-1:] == ["completed"]
    assert world.path(instance)[-3:] == ["E", "W", "E1"]


def test_an_event_subprocess_that_interrupts_ends_what_runs(
    world: World, go: Go
) -> None:
    instance = begun(world, S, A, E, "S -> A -> E", handler("X", message("now")))

    world = go(world)
    world.send("now", instance)
    assert opened(world) == ["XH"]
    assert world.heard.closed[-1].how == "withdrawn"

    world = go(world)
    world.complete("XH")
    assert world.path(instance) == ["S", "X1", "XH", "X2", "X"]
    assert world.heard.ends[-1:] == ["completed"]


def test_an_event_subprocess_that_does_not_interrupt_runs_as_often_as_its_event_comes(
    world: World, go: Go
) -> None:
    beside = handler("X", message("now"), interrupting=False)
    instance = begun(world, S, A, E, "S -> A -> E", beside)
    for _ in range(2):
        world = go(world)
        world.send("now", instance)
    assert opened(world) == ["A", "XH", "XH"]

    world = go(world)
    world.complete("A")
    assert world.heard.ends == []

    for _ in range(2):
        world = go(world)
        world.complete("XH")
    assert world.heard.ends[-1:] == ["completed"]


def test_an_event_subprocess_of_a_subprocess_ends_only_that(
    world: World, go: Go
) -> None:
    inside = (start("n1"), A, end("n2"), "n1 -> A -> n2", handler("X", signal("x")))
    beside = (user("B"), throw("T", signal("x")), "P -> B -> T -> J")
    instance = begun(
        world, S, par("P"), sub("N", *inside), *beside, par("J"), user("Z"), E,
        "S -> P -> N -> J -> Z -> E",
    )  # fmt: skip

    world.complete("B")
    assert opened(world) == ["XH"]

    world = go(world)
    world.complete("XH")
    assert opened(world) == ["Z"]
    assert "A" not in world.path(instance)


def test_an_event_subprocess_starts_at_its_moment(world: World, go: Go) -> None:
    begun(world, S, A, E, "S -> A -> E", handler("X", timer("days(1)")))

    world = go(world)
    world.clock.advance(timedelta(days=1, seconds=1))
    world.jobs.work_due()

    assert opened(world) == ["XH"]


@pytest.mark.parametrize("thrown", [FAILED, RAISED])
def test_an_event_subprocess_takes_what_is_thrown_deeper_inside(
    world: World, go: Go, thrown: Event
) -> None:
    inside = sub("N", start("n1"), A, end("n2", thrown), "n1 -> A -> n2")
    begun(world, S, inside, B, E, "S -> N -> B -> E", handler("X", thrown))

    world = go(world)
    world.complete("A")

    assert opened(world) == ["XH"]


def test_the_handler_that_interrupts_ends_the_one_that_does_not(
    world: World, go: Go
) -> None:
    beside = handler("X", message("now"), interrupting=False)
    instance = begun(
        world, S, A, E, "S -> A -> E", beside, handler("Y", timer("days(1)"))
    )
    world.send("now", instance)
    assert opened(world) == ["A", "XH"]

    world = go(world)
    world.clock.advance(timedelta(days=1, seconds=1))
    world.jobs.work_due()

    assert opened(world) == ["YH"]


def test_a_drawing_without_short_hands_is_left_as_it_is() -> None:
    plain = bpmn(S, A, E, "S -> A -> E")

    assert write_out(parse(plain)).stands_for == {}
