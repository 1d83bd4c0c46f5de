"""What a process may still come to from where it stands.

A step that is neither behind nor ahead is one that the path leaves aside.  Source:
ours; a condition is not judged here, so that a loop that may be taken stays ahead.
"""

from collections.abc import Iterable

from engine.model import Diagram, Node


def ahead(diagram: Diagram, standing: Iterable[str]) -> frozenset[str]:
    """The elements that may still be passed, those where tokens stand among them."""
    seen: set[str] = set()
    waiting = [step for step in standing if step in diagram.nodes]
    while waiting:
        step = waiting.pop()
        if step not in seen:
            seen.add(step)
            waiting += _next(diagram, diagram.nodes[step])
    return frozenset(seen)


def _next(diagram: Diagram, node: Node) -> list[str]:
    after = [diagram.flows[flow].target for flow in node.outgoing]
    around = _around(diagram, node)
    # An interruption is ahead of its host and of everything within.
    hosts = {node.id, *around}
    after += [n.id for n in diagram.nodes.values() if n.attached_to in hosts]
    within = [n.id for n in diagram.children(node.id) if n.type == "startEvent"]
    # Whatever stands in a part may come to its end, and then goes on after it.
    return after + within + around[:1]


def _around(diagram: Diagram, node: Node) -> list[str]:
    found = []
    parent = node.parent
    while parent is not None and parent in diagram.nodes:
        found.append(parent)
        parent = diagram.nodes[parent].parent
    return found
