"""An instance moves to another version: its tasks, moments and messages stay."""

import pytest

from engine import orchestrator
from engine.errors import NotFound, TaskAlreadyDone
from engine.migrating.moves import CannotMigrate, MovedOn
from tests.engine.diagrams import (
    boundary,
    bpmn,
    catch,
    end,
    many,
    message,
    par,
    race,
    service,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.engine.migrating.moving import kinds, look, move, take_back, told
from tests.engine.world import World

ENDS = (start("S"), end("E"))
ONE = bpmn(*ENDS, user("A"), user("B"), "S -> A -> B -> E", key="P")
REVIEWED = bpmn(
    *ENDS, user("A"), user("R"), user("B"), "S -> A -> R -> B -> E", key="P"
)


def begin(world: World, *versions: bytes, **data: object) -> None:
    """Publish versions; the instance runs on the first."""
    world.publish(versions[0])
    world.start(**data)
    for xml in versions[1:]:
        world.publish(xml)


def test_it_meets_a_step_that_was_added_ahead(world: World) -> None:
    begin(world, ONE, REVIEWED)
    task_id = world.task("A")

    _, tried = move(world, 2)
    assert world.task("A") == task_id
    world.complete("A")
    assert world.open_steps() == ["R"]
    world.complete("R")
    world.complete("B")

    assert told(tried) == ["step-added R"]
    assert world.row().status == "completed"
    assert world.path() == ["S", "A", "R", "B", "E"]
    assert world.problems() == []


def test_what_lies_behind_it_is_not_done_again(world: World) -> None:
    begin(world, ONE, REVIEWED)
    world.complete("A")

    move(world, 2)
    world.complete("B")

    assert world.row().status == "completed"
    assert world.problems() == []


def test_it_is_noted_with_who_and_why(world: World) -> None:
    begin(world, ONE, REVIEWED)

    move(world, 2)

    (noted,) = [r for r in world.history() if r.how == "migrated"]
    assert (noted.by, noted.note) == ("owner", "version 2: the process is better now")


def test_a_step_that_is_gone_is_refused_and_can_be_mapped(world: World) -> None:
    other = bpmn(*ENDS, user("A2"), user("B"), "S -> A2 -> B -> E", key="P")
    begin(world, ONE, other)
    task_id = world.task("A")

    with pytest.raises(CannotMigrate) as refused:
        move(world, 2)
    _, tried = move(world, 2, {"A": "A2"})

    assert str(refused.value) == (
        "The instance cannot move to version 2. It stands at “A”, which is no longer "
        "there; say which step takes its place. Nothing was changed."
    )
    assert world.task("A2") == task_id
    assert told(tried) == ["replaced A"]
    assert world.problems() == []


def test_a_mapping_onto_nothing_is_refused(world: World) -> None:
    begin(world, ONE, REVIEWED)

    assert kinds(look(world, 2, {"A": "Z"})) == ["unknown-element Z"]


def test_a_refusal_changes_nothing(world: World) -> None:
    begin(world, ONE, bpmn(*ENDS, user("B"), "S -> B -> E", key="P"))
    before = world.row()

    with pytest.raises(CannotMigrate):
        move(world, 2)

    assert world.row() == before


def test_another_kind_of_step_is_refused(world: World) -> None:
    other = bpmn(*ENDS, service("A", "note"), user("B"), "S -> A -> B -> E", key="P")
    begin(world, ONE, other)

    assert kinds(look(world, 2)) == ["other-kind A"]


def test_a_step_that_lies_in_a_subprocess_now_is_refused(world: World) -> None:
    inner = sub("Sub", start("s"), user("A"), end("e"), "s -> A -> e")
    begin(world, ONE, bpmn(*ENDS, inner, "S -> Sub -> E", key="P"))

    assert kinds(look(world, 2)) == ["step-elsewhere A"]


WAITS = bpmn(
    *ENDS,
    user("A"),
    boundary("Late", "A", timer("days(3)")),
    boundary("Extra", "A", message("kept"), interrupting=False),
    user("X"),
    end("XE"),
    xor("M"),
    "S -> A -> M -> E",
    "Late -> M",
    "Extra -> X -> XE",
    key="P",
)


def test_timers_keep_their_moments_and_messages_their_step(world: World) -> None:
    other = WAITS.replace(b"days(3)", b"days(9)").replace(
        b'<bpmn:userTask id="X">', b'<bpmn:userTask id="X" name="More">'
    )
    begin(world, WAITS, other)
    (timer_before,) = world.timers()
    world.pass_time(days=1)

    _, tried = move(world, 2)

    assert world.timers() == [timer_before]
    assert told(tried) == ["timer-kept Late"]
    world.send("kept")
    world.pass_time(days=2)
    assert world.open_steps() == ["X"]
    world.complete("X")
    assert world.row().status == "completed"
    assert world.problems() == []


def test_boundary_events_come_and_go_with_the_version(world: World) -> None:
    plain = bpmn(*ENDS, user("A"), "S -> A -> E", key="P")
    begin(world, plain, WAITS, plain.replace(b'id="defs"', b'id="defs3"'))

    _, more = move(world, 2)
    assert told(more)[:2] == ["timer-begins Late", "message-begins Extra"]
    assert len(world.timers()) == 1
    world.send("kept")
    assert world.open_steps() == ["A", "X"]
    assert world.problems() == []
    assert kinds(look(world, 3)) == ["step-gone X"]
    world.complete("X")
    _, fewer = move(world, 3)

    assert told(fewer)[:2] == ["timer-ends Late", "message-ends Extra"]
    assert world.timers() == []
    assert world.problems() == []
    world.complete("A")
    assert world.row().status == "completed"


def test_a_boundary_event_that_begins_interrupts_as_any_other(world: World) -> None:
    begin(world, bpmn(*ENDS, user("A"), "S -> A -> E", key="P"), WAITS)
    move(world, 2)

    world.pass_time(days=4)

    assert world.row().status == "completed"
    assert [c.how for c in world.heard.closed] == ["withdrawn"]
    assert world.problems() == []


def test_what_an_event_has_begun_outlives_the_event(world: World) -> None:
    beside = WAITS.replace(
        b'<bpmn:boundaryEvent id="Extra" attachedToRef="A" cancelActivity="false">'
        b'<bpmn:messageEventDefinition messageRef="kept"/></bpmn:boundaryEvent>',
        b'<bpmn:parallelGateway id="G"/>',
    )
    beside = beside.replace(
        b'sourceRef="S" targetRef="A"', b'sourceRef="S" targetRef="G"'
    )
    beside = beside.replace(
        b'<bpmn:sequenceFlow id="F-Extra-X" sourceRef="Extra"',
        b'<bpmn:sequenceFlow id="g" sourceRef="G" targetRef="A"/>'
        b'<bpmn:sequenceFlow id="F-Extra-X" sourceRef="G"',
    )
    begin(world, WAITS, beside)
    world.send("kept")

    move(world, 2)
    world.complete("A")
    assert world.open_steps() == ["X"]
    world.complete("X")

    assert world.row().status == "completed"
    assert world.problems() == []


FORKED = (
    *ENDS,
    par("G"),
    user("A"),
    user("B"),
    par("J"),
    "G -> B -> J",
)


def test_a_branch_that_has_arrived_stays_arrived(world: World) -> None:
    begin(
        world,
        bpmn(*FORKED, "S -> G -> A -> J -> E", key="P"),
        bpmn(*FORKED, user("R"), "S -> G -> A -> R -> J -> E", key="P"),
    )
    world.complete("A")

    move(world, 2)
    world.complete("B")

    assert world.row().status == "completed"
    assert world.problems() == []


def test_a_join_that_would_wait_for_ever_is_refused(world: World) -> None:
    begin(
        world,
        bpmn(*ENDS, user("A"), user("B"), "S -> A -> B -> E", key="P"),
        bpmn(*FORKED, "S -> G -> A -> J -> E", key="P"),
    )

    assert kinds(look(world, 2)) == ["waits-for-ever J"]


def test_what_would_be_done_twice_is_refused(world: World) -> None:
    begin(
        world,
        bpmn(*FORKED, "S -> G -> A -> J -> E", key="P"),
        bpmn(*ENDS, user("A"), user("B"), "S -> A -> B -> E", key="P"),
    )

    assert kinds(look(world, 2)) == ["runs-twice B"]


def test_a_branch_whose_way_is_gone_is_refused(world: World) -> None:
    ways = ("S -> G -> R -> J -> E", "G -> Q -> J")
    begin(
        world,
        bpmn(*FORKED, "S -> G -> A -> J -> E", key="P"),
        bpmn(*FORKED, user("R"), user("Q"), *ways, key="P"),
    )
    world.complete("A")

    assert kinds(look(world, 2)) == ["join-way J"]


ROUND = bpmn(*ENDS, many(user("A")), user("B"), "S -> A -> B -> E", key="P")


def test_a_round_goes_on_in_the_new_version(world: World) -> None:
    begin(world, ROUND, ROUND.replace(b'"B"', b'"B2"'), people=["ann", "bob"])
    world.complete("A")
    (left,) = world.heard.open

    move(world, 2)
    assert list(world.heard.open) == [left]
    world.complete("A")

    assert world.open_steps() == ["B2"]
    assert world.problems() == []


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        (ROUND, ONE, "round A"),
        (ONE, ROUND, "not-a-round A"),
        (ROUND, ROUND.replace(b'"false"><bpmn:loop', b'"true"><bpmn:loop'), "round A"),
        (ROUND, ROUND.replace(b'"person"', b'"member"'), "round A"),
    ],
    ids=["ends", "begins", "in turn", "other item"],
)
def test_a_round_that_is_done_otherwise_is_refused(
    world: World, old: bytes, new: bytes, why: str
) -> None:
    begin(world, old, new, people=["ann", "bob"])

    assert kinds(look(world, 2)) == [why]


def test_a_subprocess_goes_on_under_another_name(world: World) -> None:
    def nested(name: str, *more: object, path: str) -> bytes:
        inner = sub(name, start("s"), user("A"), *more, end("e"), path)
        return bpmn(*ENDS, inner, user("B"), f"S -> {name} -> B -> E", key="P")

    begin(
        world,
        nested("One", path="s -> A -> e"),
        nested("Two", user("R"), path="s -> A -> R -> e"),
    )

    assert kinds(look(world, 2)) == ["step-gone One"]
    move(world, 2, {"One": "Two"})
    for step in ("A", "R", "B"):
        world.complete(step)

    assert world.row().status == "completed"
    assert world.problems() == []


def test_an_event_gateway_waits_for_what_the_new_version_says(world: World) -> None:
    def racing(late: str, *arms: object, path: str) -> bytes:
        lines = ("S -> R -> T -> M -> E", path)
        return bpmn(
            *ENDS, race("R"), catch("T", timer(late)), xor("M"), *arms, *lines, key="P"
        )

    one = racing("days(2)", catch("C", message("kept")), path="R -> C -> M")
    two = racing("days(5)", catch("D", message("kept_too")), path="R -> D -> M")
    begin(world, one, two)
    due = world.timers()[0].due_at

    _, tried = move(world, 2)

    assert told(tried)[:3] == ["timer-kept R", "message-ends R", "message-begins R"]
    assert world.timers()[0].due_at == due
    assert world.send("kept_too") == "taken"
    assert world.row().status == "completed"
    assert world.problems() == []


def test_a_move_is_undone_while_the_instance_stands(world: World) -> None:
    begin(world, WAITS, bpmn(*ENDS, user("A"), user("R"), "S -> A -> R -> E", key="P"))
    before, tasks = world.row(), dict(world.heard.open)
    (due,) = [t.due_at for t in world.timers()]
    move_id, _ = move(world, 2)
    assert world.timers() == []

    take_back(world, move_id)

    after = world.row()
    assert (after.version_id, after.state) == (before.version_id, before.state)
    assert set(world.heard.open) == set(tasks)
    assert [t.due_at for t in world.timers()] == [due]
    assert [r.how for r in world.history()][-1] == "migration undone"
    assert world.problems() == []
    with pytest.raises(MovedOn):
        take_back(world, move_id)


def test_a_move_is_not_undone_once_the_instance_has_gone_on(world: World) -> None:
    begin(world, ONE, REVIEWED)
    move_id, _ = move(world, 2)
    world.complete("A")

    with pytest.raises(MovedOn):
        take_back(world, move_id)
    with pytest.raises(NotFound):
        take_back(world, "0" * 32)


def test_a_suspended_instance_moves_and_stays_suspended(world: World) -> None:
    begin(world, bpmn(*ENDS, user("A"), "S -> A -> E", key="P"), WAITS)
    world.do(orchestrator.suspend)

    move(world, 2)
    world.pass_time(days=4)
    assert (world.row().status, world.open_steps()) == ("suspended", ["A"])
    world.do(orchestrator.resume)
    world.pass_time(hours=1)

    assert world.row().status == "completed"
    assert world.problems() == []


def test_a_task_done_a_moment_ago_is_found_done_on_the_new_version(
    world: World,
) -> None:
    begin(world, ONE, REVIEWED)
    task_id = world.complete("A")
    move(world, 2)

    with pytest.raises(TaskAlreadyDone):
        world.complete_task(task_id, world.only_instance())


def test_an_event_that_stands_behind_a_gateway_now_is_refused(world: World) -> None:
    late, end_of_it = catch("T", timer("days(2)")), "T -> E"
    begin(
        world,
        bpmn(*ENDS, late, "S -> T", end_of_it, key="P"),
        bpmn(
            start("S"),
            end("E"),
            end("F"),
            late,
            race("R"),
            catch("C", message("kept")),
            "S -> R -> T",
            "R -> C -> F",
            end_of_it,
            key="P",
        ),
    )

    assert kinds(look(world, 2)) == ["other-kind T"]


def test_what_is_drawn_by_short_hand_moves_as_it_is_written_out(world: World) -> None:
    ways = ("S -> A", "A -> B", "A -> C", "B -> J", "C -> J", "J -> D -> E")
    people = (user("A"), user("B"), user("C"), par("J"), user("D"))
    begin(
        world,
        bpmn(*ENDS, *people, *ways, key="P"),
        bpmn(*ENDS, *people, user("R"), *ways[:-2], "C -> R -> J", ways[-1], key="P"),
    )

    _, ahead = move(world, 2)
    world.complete("A")
    assert world.open_steps() == ["B", "C"]
    for step in ("B", "C", "R", "D"):
        world.complete(step)

    assert told(ahead) == ["step-added R"]
    assert world.row().status == "completed"
    assert world.problems() == []


def test_an_event_subprocess_goes_on_waiting_after_the_move(world: World) -> None:
    def handled(*more: object, path: str) -> bytes:
        handler = sub(
            "H", start("h", message("now")), user("X"), end("x"), "h -> X -> x"
        ).with_(triggeredByEvent="true")
        return bpmn(*ENDS, user("A"), handler, *more, path, key="P")

    begin(
        world,
        handled(path="S -> A -> E"),
        handled(user("R"), path="S -> A -> R -> E"),
        bpmn(*ENDS, user("A"), "S -> A -> E", key="P"),
    )

    move(world, 2)
    assert kinds(look(world, 3)) == ["enclosed P"]
    world.send("now")
    assert world.open_steps() == ["X"]
    world.complete("X")

    assert world.row().status == "completed"
    assert world.problems() == []
