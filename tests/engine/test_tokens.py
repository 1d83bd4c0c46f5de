"""How tokens part, meet, are interrupted and moved.

Source: BPMN 2.0.2, 13; where the stock engine does otherwise, a test says how.
"""

import pytest

from engine import orchestrator
from engine.errors import StepFailed
from tests.engine.diagrams import (
    Event,
    boundary,
    bpmn,
    catch,
    end,
    event,
    inclusive,
    many,
    message,
    par,
    race,
    service,
    signal,
    start,
    sub,
    terminate,
    throw,
    timer,
    user,
    xor,
)
from tests.engine.world import World

FORK_IN_A_LOOP = bpmn(
    start("S"),
    xor("M"),
    par("F"),
    user("A"),
    user("B"),
    par("J"),
    xor("G"),
    end("E"),
    "S -> M -> F -> A -> J -> G -> E else",
    "F -> B -> J",
    "G -> M if again",
    key="P",
)

ROUND = bpmn(
    start("S"),
    xor("M"),
    service("L", "give", "people", value="fact('people')"),
    many(user("A", assignee="person")),
    user("B"),
    xor("G"),
    end("E"),
    "S -> M -> L -> A -> B -> G -> E else",
    "G -> M if again",
    key="P",
)


@pytest.fixture
def asked(world: World) -> World:
    """Ann and Bob are asked at once."""
    world.facts.values["people"] = ["ann", "bob"]
    world.publish(ROUND)
    world.start()
    return world


def test_a_join_in_the_second_round_of_a_loop_waits_for_all_its_branches(
    world: World,
) -> None:
    # The stock join counts the branch of the first round, and opens.
    world.publish(FORK_IN_A_LOOP)
    world.start()
    world.complete("A", again=True)
    world.complete("B")

    world.complete("B")

    assert world.open_steps() == ["A"]


def test_a_join_brings_back_no_answer_of_an_earlier_round(world: World) -> None:
    # In the stock engine the last to arrive wins, with all it still carries.
    world.publish(FORK_IN_A_LOOP)
    world.start()
    world.complete("A", again=True)
    world.complete("B")

    world.complete("A", again=False)
    world.complete("B")

    assert world.row().status == "completed"


def test_an_inclusive_join_waits_for_the_branches_that_were_taken(
    world: World,
) -> None:
    world.publish(
        bpmn(
            start("S"),
            user("Q"),
            inclusive("F"),
            user("A"),
            user("B"),
            user("C"),
            inclusive("J"),
            user("D"),
            end("E"),
            "S -> Q -> F",
            "F -> A if a",
            "F -> B if b",
            "F -> C else",
            "A -> J -> D -> E",
            "B -> J",
            "C -> J",
            key="P",
        )
    )
    world.start()
    world.complete("Q", a=True, b=True)
    both = world.open_steps()
    world.complete("A")
    one = world.open_steps()
    world.complete("B")

    assert both == ["A", "B"]
    assert one == ["B"]
    assert world.open_steps() == ["D"]


def test_instances_of_one_round_share_a_round_and_have_an_item_each(
    asked: World,
) -> None:
    first = {task.round_id for task in asked.heard.open.values()}
    items = sorted(task.item for task in asked.heard.open.values())
    asked.complete("A")
    asked.complete("A")
    asked.complete("B", again=True)
    second = {task.round_id for task in asked.heard.open.values()}

    assert items == ["ann", "bob"]
    assert len(first) == len(second) == 1
    assert first.isdisjoint(second | {None})


def test_what_one_instance_answers_is_not_carried_on_by_the_token(
    asked: World,
) -> None:
    asked.complete("A", again=True)
    asked.complete("A", again=True)

    data = asked.heard.open[asked.task("B")].data

    assert data.keys() == {"people"}


def test_history_says_where_each_token_came_from_also_after_reloading(
    asked: World,
) -> None:
    later = asked.again()
    later.complete("A")
    later.complete("A")
    later.again().complete("B", again=False)

    came_from = {row.step_id: row.came_from for row in asked.history()}

    assert (came_from["A"], came_from["B"], came_from["G"]) == ("L", "A", "B")


def interrupted(caught: Event) -> bytes:
    """A boundary event on a subprocess, in which people are asked in another."""
    inner = sub(
        "I",
        start("IS"),
        service("L", "give", "people", value="[1, 2]"),
        many(user("A")),
        end("IE"),
        "IS -> L -> A -> IE",
    )
    return bpmn(
        start("S"),
        sub("O", start("OS"), inner, end("OE"), "OS -> I -> OE"),
        boundary("B", "O", caught),
        user("H"),
        end("E"),
        end("E2"),
        "S -> O -> E",
        "B -> H -> E2",
        key="P",
    )


def test_a_message_interrupts_a_subprocess_with_all_that_is_nested_in_it(
    world: World,
) -> None:
    # The stock engine cannot find the inner subprocess's way back, and fails.
    world.publish(interrupted(message("now")))
    world.start()
    world.complete("A")

    world.send("now")

    assert world.open_steps() == ["H"]
    assert not world.problems()
    world.complete("H")
    assert world.row().status == "completed"


def test_a_timer_interrupts_a_subprocess_with_all_that_is_nested_in_it(
    world: World,
) -> None:
    world.publish(interrupted(timer("days(2)")))
    world.start()

    world.pass_time(days=2)

    assert world.open_steps() == ["H"]
    assert not world.problems()


def test_an_error_end_interrupts_its_subprocess(world: World) -> None:
    bad = event("error", more=' errorRef="bad"')
    world.publish(
        bpmn(
            start("S"),
            sub(
                "O",
                start("OS"),
                par("F"),
                user("A"),
                user("B"),
                end("X", bad),
                end("OE"),
                "OS -> F -> A -> X",
                "F -> B -> OE",
            ),
            boundary("C", "O", bad),
            user("H"),
            end("E"),
            end("E2"),
            "S -> O -> E",
            "C -> H -> E2",
            key="P",
            beside='<bpmn:error id="bad" name="bad" errorCode="bad"/>',
        )
    )
    world.start()

    world.complete("A")

    assert world.open_steps() == ["H"]


def beside(caught: Event) -> bytes:
    """A boundary event that does not interrupt, and its extra task."""
    return bpmn(
        start("S"),
        user("A"),
        boundary("B", "A", caught, interrupting=False),
        user("U"),
        end("E"),
        end("E2"),
        "S -> A -> E",
        "B -> U -> E2",
        key="P",
    )


def test_an_extra_task_stays_when_its_host_is_done(world: World) -> None:
    # The stock engine takes it away without a word.
    world.publish(beside(timer("R/P1D", "timeCycle")))
    world.start()
    world.pass_time(days=1)
    world.pass_time(days=1)

    world.complete("A")

    assert world.open_steps() == ["U", "U"]
    assert not world.timers()
    world.complete("U")
    world.complete("U")
    assert world.row().status == "completed"


def test_a_message_that_does_not_interrupt_can_come_again(world: World) -> None:
    # The stock engine catches it once.
    world.publish(beside(message("now")))
    world.start()

    world.send("now")
    world.send("now")

    assert world.open_steps() == ["A", "U", "U"]


UPDATES = bpmn(
    start("S"),
    par("F"),
    user("W"),
    throw("T", signal("over")),
    xor("M"),
    race("R"),
    catch("C", timer("days(1)")),
    user("U"),
    catch("K", signal("over")),
    par("J"),
    end("E"),
    "S -> F -> W -> T -> J -> E",
    "F -> M -> R -> C -> U -> M",
    "R -> K -> J",
    key="P",
)


def test_updates_go_round_until_the_work_beside_them_is_done(world: World) -> None:
    world.publish(UPDATES)
    world.start()
    for _ in range(3):
        world.pass_time(days=1)
        world.complete("U")

    world.complete("W")

    assert world.path().count("U") == 3
    assert world.row().status == "completed"


def test_a_timer_and_a_signal_at_one_moment_take_one_way_only(world: World) -> None:
    # The stock engine takes both ways out of the event gateway.
    world.publish(UPDATES)
    world.start()
    world.clock.advance(world.timers()[0].due_at - world.clock.now())

    world.complete("W")
    world.jobs.work_due()

    assert world.row().status == "completed"
    assert "U" not in world.path()


def test_a_terminate_end_leaves_no_task_timer_or_message(world: World) -> None:
    world.publish(
        bpmn(
            start("S"),
            par("F"),
            sub("O", start("OS"), user("A"), end("OE"), "OS -> A -> OE"),
            catch("C", timer("days(9)")),
            catch("K", message("kept")),
            user("B"),
            terminate("E"),
            end("E2"),
            end("E3"),
            end("E4"),
            "S -> F -> O -> E2",
            "F -> C -> E3",
            "F -> K -> E4",
            "F -> B -> E",
            key="P",
        )
    )
    world.start()

    world.complete("B")

    assert world.row().status == "completed"
    assert world.open_steps() == []
    assert world.timers() == []
    assert sorted(c.how for c in world.heard.closed) == ["completed", "withdrawn"]
    assert not world.problems()


def test_an_operator_moves_a_task_with_its_boundary_events(world: World) -> None:
    world.publish(
        bpmn(
            start("S"),
            user("A"),
            boundary("B", "A", message("now")),
            user("C"),
            boundary("D", "C", timer("days(3)")),
            end("E"),
            end("E2"),
            end("E3"),
            "S -> A -> C -> E",
            "B -> E2",
            "D -> E3",
            key="P",
        )
    )
    world.start()

    world.do(orchestrator.move, world.task("A"), "C", why="A is impossible")

    assert world.open_steps() == ["C"]
    assert [t.step_id for t in world.timers()] == ["D"]
    assert not world.problems()
    moved = next(row for row in world.history() if row.how == "moved")
    assert (moved.by, moved.note) == ("op", "A is impossible")
    world.complete("C")
    assert world.row().status == "completed"


def test_a_whole_round_is_moved_at_once(asked: World) -> None:
    asked.do(orchestrator.move, asked.task("A"), "B")

    assert asked.open_steps() == ["B"]
    assert not asked.problems()


@pytest.mark.parametrize("target", ["nowhere", "Root", "End", "A [child]"])
def test_a_task_cannot_be_moved_to_what_is_no_step(asked: World, target: str) -> None:
    with pytest.raises(StepFailed):
        asked.do(orchestrator.move, asked.task("A"), target)

    assert asked.open_steps() == ["A", "A"]


def test_a_task_cannot_be_moved_onto_a_join(world: World) -> None:
    world.publish(FORK_IN_A_LOOP)
    world.start()

    with pytest.raises(StepFailed, match="choose the step behind it"):
        world.do(orchestrator.move, world.task("A"), "J")


def test_a_round_is_over_as_soon_as_its_condition_is_true(world: World) -> None:
    until = "<bpmn:completionCondition>veto</bpmn:completionCondition>"
    ask = many(user("A", assignee="person"))
    xml = bpmn(
        start("S"),
        service("L", "give", "people", value="['ann', 'bob', 'cid']"),
        ask,
        user("B"),
        end("E"),
        "S -> L -> A -> B -> E",
        key="P",
    )
    closing = b"</bpmn:multiInstanceLoopCharacteristics>"
    world.publish(xml.replace(closing, until.encode() + closing))
    world.start()

    world.complete("A", veto=False)
    still = world.open_steps()
    world.complete("A", veto=True)

    assert still == ["A", "A"]
    assert world.open_steps() == ["B"]
    assert not world.problems()
