"""Large diagrams are checked in a time that grows with their size, not its square.

Calls are counted, not seconds: they are the same on every machine.
"""

import cProfile
import pstats

import pytest

from tests.engine.lint.large import large
from tests.engine.lint.linting import linted


def calls(nodes: int) -> int:
    """How many functions are called to lint a diagram of so many nodes."""
    xml = large(nodes)
    linted(large(50))  # what is read once a process
    profile = cProfile.Profile()
    profile.runcall(linted, xml)
    return int(pstats.Stats(profile).total_calls)


def test_a_thousand_nodes_are_checked_in_less_than_two_million_calls():
    assert calls(1000) < 2_000_000


def test_twice_the_diagram_costs_little_more_than_twice_the_work():
    assert calls(800) < 3 * calls(400)


@pytest.mark.parametrize("nodes", [100, 500])
def test_a_large_diagram_in_order_has_no_findings(nodes):
    assert linted(large(nodes)) == []


def test_a_mistake_in_a_large_diagram_is_found_where_it_is():
    join = b'<bpmn:parallelGateway id="J7"></bpmn:parallelGateway>'
    broken = large(300).replace(join, join.replace(b"parallel", b"exclusive"))

    # Of two tokens behind the join it is told where the first of them may meet.
    [only] = linted(broken)
    assert only.rule == "runs-twice"
    assert only.element in ("J7", "L8", "H8")
