"""Ours takes the path of the stock engine, with the same data, and does not age."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st
from SpiffWorkflow.exceptions import SpiffWorkflowException

from tests.engine.oracle.blocks import Block, Drawing, programs
from tests.engine.oracle.runners import Ours, Stock

MOVES = 60
CALM = settings(
    max_examples=80,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def walk(program: Block, data: st.DataObject, *, reloaded: bool) -> None:
    xml = Drawing().xml(program)
    stock, ours = Stock(xml), Ours(xml, reloaded=reloaded)
    assert ours.waits() == stock.waits()
    for _ in range(MOVES):
        open_now = sorted(stock.waits())
        if not open_now:
            break
        kind, name = data.draw(st.sampled_from(open_now))
        value = data.draw(st.integers(0, 2))
        move = ("day",) if kind == "timer" else (kind, name)
        try:
            stock.move(move, value)
        except SpiffWorkflowException:
            reject()  # the stock engine loses track of nested subprocesses itself
        ours.move(move, value)
        assert ours.waits() == stock.waits(), move
    assert ours.path == stock.path
    if stock.workflow.is_completed():
        assert ours.run.ended
        assert dict(ours.data) == dict(stock.data)


@CALM
@given(programs(), st.data())
def test_a_live_instance_takes_the_path_of_the_stock_engine(
    program: Block, data: st.DataObject
) -> None:
    walk(program, data, reloaded=False)


@CALM
@given(programs(), st.data())
def test_an_instance_saved_pruned_and_reloaded_at_every_step_takes_the_same_path(
    program: Block, data: st.DataObject
) -> None:
    walk(program, data, reloaded=True)


@pytest.mark.parametrize(
    "body",
    [
        ("task", None),
        (
            "fork",
            [("row", [("task", None)]), ("row", [("task", None), ("task", None)])],
        ),
        ("many", False),
        ("sub", ("row", [("task", None)])),
        ("interrupted", ("row", [("task", None)])),
        ("choice", [("row", [("task", None)]), ("row", [("task", None)])]),
    ],
    ids=lambda body: body[0],
)
def test_after_200_rounds_the_state_is_no_larger_than_after_2(body: Any) -> None:
    xml = Drawing().xml(("loop", ("row", [body])))
    ours = Ours(xml, reloaded=True)
    sizes = []

    for _ in range(200):
        sizes.append(ours.sizes[-1])
        rounds(ours)

    assert max(sizes[-3:]) <= max(sizes[2:6]) * 1.05


def rounds(ours: Ours) -> None:
    """Complete tasks until the body begins again."""
    first = min(name for kind, name in ours.waits() if kind == "task")
    while True:
        steps = sorted(name for kind, name in ours.waits() if kind == "task")
        ours.move(("task", steps[-1]), 2)
        now = sorted(name for kind, name in ours.waits() if kind == "task")
        if first in now and steps != now and now[0] == first and len(now) >= 1:
            return
