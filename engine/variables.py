"""Which names the expressions of a diagram read: the variables of its tokens."""

from collections.abc import Iterator

from engine.expressions.syntax import names_used
from engine.model import Diagram, Node


def variables_of(diagram: Diagram) -> frozenset[str]:
    """All data names that any expression of the diagram reads."""
    found: set[str] = set()
    for text in expressions_of(diagram):
        found |= names_used(text)
    for node in diagram.nodes.values():
        if node.multi is not None:
            found |= {n for n in (node.multi.collection, node.multi.item) if n}
        if "assignee" in node.properties:
            found.add(node.properties["assignee"])
    return frozenset(found)


def expressions_of(diagram: Diagram) -> Iterator[str]:
    """Conditions, timers, parameters and due dates, as written."""
    for flow in diagram.flows.values():
        if flow.condition:
            yield flow.condition
    for node in diagram.nodes.values():
        yield from expressions_of_node(node)


def expressions_of_node(node: Node) -> Iterator[str]:
    """The expressions that one element carries."""
    if node.operator is not None:
        yield from node.operator.parameters.values()
    for event in node.events:
        if event.expression:
            yield event.expression
    if node.multi is not None and node.multi.until:
        yield node.multi.until
    if "due_in" in node.properties:
        yield node.properties["due_in"]
