"""What the rules look at: the file, its diagram as a graph, what a domain plugs in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine.expressions.inference import Signature
from engine.messages import Declaration
from engine.model import BPMN, CONTAINERS, Diagram, Flow, Node
from engine.ports import ServiceOperator

Sets = Callable[[Node], frozenset[str]]

#: Ends that end everything beside them, too.
FINAL = frozenset({"terminate", "error", "cancel"})


@dataclass(frozen=True)
class Subject:
    """One diagram under the rules.

    ``sets`` tells which variables a human task's form sets; without it they may set
    any.
    """

    xml: bytes
    root: Any
    process: Any
    diagram: Diagram
    operators: Mapping[str, ServiceOperator]
    functions: Mapping[str, Signature]
    messages: Mapping[str, Declaration]
    sets: Sets | None = None
    #: Elements that writing short hands out has put in, with the drawn ones.
    stands_for: Mapping[str, str] = field(default_factory=dict[str, str])
    #: What playing each container has shown; see soundness.py.
    played: dict[str | None, tuple[Any, ...]] = field(
        default_factory=dict[str | None, tuple[Any, ...]]
    )

    @property
    def nodes(self) -> Mapping[str, Node]:
        """All nodes by id."""
        return self.diagram.nodes

    @property
    def flows(self) -> Mapping[str, Flow]:
        """All flows by id."""
        return self.diagram.flows

    @cached_property
    def containers(self) -> tuple[str | None, ...]:
        """The process (None) and every subprocess."""
        inner = [n.id for n in self.nodes.values() if n.type in CONTAINERS]
        return (None, *inner)

    @cached_property
    def children(self) -> Mapping[str | None, tuple[Node, ...]]:
        """The nodes directly in each container."""
        found: dict[str | None, list[Node]] = {c: [] for c in self.containers}
        for node in self.nodes.values():
            found[node.parent].append(node)
        return {c: tuple(nodes) for c, nodes in found.items()}

    @cached_property
    def out(self) -> Mapping[str, tuple[Flow, ...]]:
        """The flows out of each node."""
        return _grouped(self.nodes, self.flows, lambda flow: flow.source)

    @cached_property
    def into(self) -> Mapping[str, tuple[Flow, ...]]:
        """The flows into each node."""
        return _grouped(self.nodes, self.flows, lambda flow: flow.target)

    @cached_property
    def boundaries(self) -> Mapping[str, tuple[Node, ...]]:
        """The boundary events on each activity."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            if node.type == "boundaryEvent" and node.attached_to:
                found.setdefault(node.attached_to, []).append(node)
        return {host: tuple(events) for host, events in found.items()}

    @cached_property
    def main_after(self) -> Mapping[str, tuple[str, ...]]:
        """Where a token itself may go next, without what begins beside an activity."""
        beside = {
            n.id
            for n in self.nodes.values()
            if n.type == "boundaryEvent" and not n.interrupting
        }
        return {
            node_id: tuple(n for n in self.after(node_id) if n not in beside)
            for node_id in self.nodes
        }

    def after(self, node_id: str) -> Iterator[str]:
        """Where a token may go next: along flows, or out by a boundary event."""
        yield from (flow.target for flow in self.out.get(node_id, ()))
        yield from (event.id for event in self.boundaries.get(node_id, ()))

    def before(self, node_id: str) -> Iterator[str]:
        """Where a token may have come from."""
        yield from (flow.source for flow in self.into.get(node_id, ()))
        node = self.nodes.get(node_id)
        if node is not None and node.attached_to in self.nodes:
            yield str(node.attached_to)

    def reachable(self, *starts: str, stop: str | None = None) -> set[str]:
        """All nodes a token at one of these may come to, they themselves included."""
        return _walk(starts, self.after, stop)

    def reaching(self, *ends: str) -> set[str]:
        """All nodes from which a token may come to one of these, they included."""
        return _walk(ends, self.before, None)

    def called(self, node_id: str | None) -> str:
        """What a person calls an element: its name, with the id."""
        node_id = self.stands_for.get(node_id or "", node_id)
        node = self.nodes.get(node_id or "")
        if node is None:
            unknown = node_id not in (None, self.diagram.process_id)
            return f"“{node_id}”" if unknown else "the process"
        return f"“{node.name}” ({node.id})" if node.name else f"“{node.id}”"

    def elements(self, *tags: str) -> Iterator[Any]:
        """The BPMN elements of the process with these tags, as XML."""
        yield from self.process.iter(*(f"{{{BPMN}}}{tag}" for tag in tags))


def _grouped(
    nodes: Mapping[str, Node], flows: Mapping[str, Flow], end: Callable[[Flow], str]
) -> dict[str, tuple[Flow, ...]]:
    found: dict[str, list[Flow]] = {node_id: [] for node_id in nodes}
    for flow in flows.values():
        if flow.source in nodes and flow.target in nodes:
            found[end(flow)].append(flow)
    return {node_id: tuple(those) for node_id, those in found.items()}


def _walk(
    begin: tuple[str, ...],
    step: Callable[[str], Iterator[str]],
    stop: str | None,
) -> set[str]:
    seen, stack = set(begin), list(begin)
    while stack:
        for following in step(stack.pop()):
            if following not in seen and following != stop:
                seen.add(following)
                stack.append(following)
    return seen


def is_final(node: Node) -> bool:
    """Whether an end event ends all that runs beside it."""
    return node.type == "endEvent" and any(e.kind in FINAL for e in node.events)
