"""Which flows lead back is what the author of the file would say."""

from engine.drawing.graph import graph_of
from engine.drawing.loops import loops
from engine.model import read
from tests.engine.drawn import bpmn


def test_a_process_without_loops_has_no_flow_back() -> None:
    assert _loops("s a b e", "s a|s b|a b|b e") == set()


def test_a_loop_is_broken_where_it_returns_to_an_earlier_step() -> None:
    assert _loops("s m a g e", "s m|m a|a g|g m|g e") == {"F-g-m"}


def test_a_step_that_leads_to_itself_leads_back() -> None:
    assert _loops("s a e", "s a|a a|a e") == {"F-a-a"}


def test_two_ways_into_one_loop_break_it_as_the_file_is_written() -> None:
    # Depth first, s → b → a would come first and a → b would lead back.
    assert _loops("s a b e", "s b|s a|a b|b a|b e") == {"F-b-a"}


def test_a_file_in_no_order_is_followed_from_its_start() -> None:
    assert _loops("e d c b a s", "s a|a b|b c|c d|d e|d a") == {"F-d-a"}


def _loops(nodes: str, flows: str) -> set[str]:
    kinds = {"s": "startEvent", "e": "endEvent"}
    lines = [f"{kinds.get(node, 'userTask')} {node}" for node in nodes.split()]
    return set(loops(graph_of(read(bpmn(lines, flows.split("|"))), None, {})))
