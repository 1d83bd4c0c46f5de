"""Ours does what the blocks mean, takes the stock engine's path, and does not age."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.oracle.blocks import HOLDS_ONE, Block, b, numbered, programs
from tests.engine.oracle.drawing import xml_of
from tests.engine.oracle.runners import Ours
from tests.engine.oracle.walks import walk_ours, walk_stock

CALM = settings(suppress_health_check=[HealthCheck.too_slow])

#: Where the stock engine is wrong, so that it is no oracle.
WRONG_IN_STOCK = {
    # It fires timers in the order they were made, not in the order they fall due:
    # what an earlier one interrupts may run before.
    "expired",
    # It catches a boundary event that does not interrupt once, and forgets its tasks.
    "extras",
    "extras_of_task",
    # It leaves subprocesses running when the host of instances is cancelled, and
    # mixes what one instance leaves behind into the next.
    "subs_in_turn",
}
#: In a loop the stock join takes the branches of earlier rounds for those of this one.
JOINS = {"updates", "called_off"}
WITH_LOOPS = tuple(k for k in HOLDS_ONE if k not in WRONG_IN_STOCK | JOINS)
WITH_FORKS = tuple(k for k in HOLDS_ONE if k not in WRONG_IN_STOCK | {"loop"})


@CALM
@given(programs(), st.data())
def test_a_live_instance_does_what_its_diagram_means(
    program: Block, data: st.DataObject
) -> None:
    walk_ours(program, data, reloaded=False)


@CALM
@given(programs(), st.data())
def test_an_instance_saved_pruned_and_reloaded_at_every_step_does_the_same(
    program: Block, data: st.DataObject
) -> None:
    walk_ours(program, data, reloaded=True)


@CALM
@given(programs(2, WITH_LOOPS, ("choice",)), st.data())
def test_with_loops_it_takes_the_path_of_the_stock_engine(
    program: Block, data: st.DataObject
) -> None:
    walk_stock(program, data)


@CALM
@given(programs(2, WITH_FORKS, ("choice", "fork")), st.data())
def test_with_forks_it_takes_the_path_of_the_stock_engine(
    program: Block, data: st.DataObject
) -> None:
    walk_stock(program, data)


TASK = b("row", b("task"))


@pytest.mark.parametrize(
    "body",
    [
        b("task"),
        b("fork", TASK, b("row", b("task"), b("task"))),
        b("either", TASK, TASK),
        b("choice", TASK, TASK),
        b("together"),
        b("in_turn"),
        b("subs_in_turn", TASK),
        b("sub", TASK),
        b("guarded", TASK),
        b("interrupted", TASK),
        b("extras_of_task", TASK),
        b("called_off", TASK),
    ],
    ids=lambda body: body.kind,
)
def test_after_200_rounds_the_state_is_no_larger_than_after_3(body: Block) -> None:
    ours = Ours(xml_of(numbered(b("row", b("loop", b("row", body))))), reloaded=True)
    sizes = [one_round(ours) for _ in range(200)]

    assert sizes[-1] <= sizes[2] + 4
    assert len(ours.run._workflow.tasks) < 20


def test_extra_tasks_of_a_boundary_event_do_not_pile_up() -> None:
    ours = Ours(xml_of(numbered(b("row", b("extras_of_task", TASK)))), reloaded=True)
    sizes = []

    for _ in range(200):
        ours.move(("message", "m2"), 0)
        ours.move(("task", "H2"), 0)
        sizes.append(ours.sizes[-1])

    assert sizes[-1] <= sizes[2] + 4


def one_round(ours: Ours) -> int:
    """Complete every task but the one that asks, then that one: go round again."""
    while steps := {name for kind, name in ours.waits() if kind == "task"} - {"U2"}:
        ours.move(("task", min(steps)), 2)
    ours.move(("task", "U2"), 2)
    return ours.sizes[-1]
