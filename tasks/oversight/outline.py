"""A process told as text: step by step, who works it, where it goes on.

For those who cannot use the picture, and for whoever would rather read.
Source: WCAG 2.2, 1.1.1 (a text alternative that says the same).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.model import Diagram, Flow, Node
from engine.svg import Marks

KINDS = {
    "startEvent": "start",
    "endEvent": "end",
    "userTask": "task",
    "manualTask": "task",
    "task": "task",
    "serviceTask": "automatic step",
    "sendTask": "automatic step",
    "receiveTask": "message",
    "scriptTask": "automatic step",
    "businessRuleTask": "automatic step",
    "exclusiveGateway": "decision",
    "inclusiveGateway": "decision",
    "parallelGateway": "parallel paths",
    "eventBasedGateway": "whichever happens first",
    "boundaryEvent": "interruption",
    "subProcess": "part",
    "callActivity": "process",
}
EVENT_KINDS = {"timer": "timer", "message": "message", "signal": "signal"}


@dataclass(frozen=True, slots=True)
class Way:
    """Where a step goes on to, and when."""

    to: str
    to_id: str
    when: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the outline."""

    id: str
    name: str
    kind: str
    role: str | None
    depth: int
    several: bool = False
    states: tuple[str, ...] = ()
    ways: tuple[Way, ...] = field(default=())


def outline(
    diagram: Diagram, marks: Marks, names: Mapping[str, str] | None = None
) -> list[Line]:
    """All steps in the order in which one would walk them."""
    writer = _Writer(diagram, marks, names or {})
    return list(writer.level(None, 0))


class _Writer:
    def __init__(
        self, diagram: Diagram, marks: Marks, names: Mapping[str, str]
    ) -> None:
        self.diagram, self.marks, self.names = diagram, marks, names

    def level(self, parent: str | None, depth: int) -> Iterator[Line]:
        for node in self._walk(parent):
            yield self._line(node, depth)
            if any(True for _ in self.diagram.children(node.id)):
                yield from self.level(node.id, depth + 1)

    def _walk(self, parent: str | None) -> list[Node]:
        """Depth first from the starts; what no path reaches comes last."""
        children = list(self.diagram.children(parent))
        starts = [n for n in children if not n.incoming and not n.attached_to]
        seen: dict[str, Node] = {}
        stack = starts[::-1]
        while stack:
            node = stack.pop()
            if node.id in seen:
                continue
            seen[node.id] = node
            attached = [n for n in children if n.attached_to == node.id]
            following = [self.diagram.nodes[f.target] for f in self._flows(node)]
            stack += [*following[::-1], *attached[::-1]]
        return [*seen.values(), *(n for n in children if n.id not in seen)]

    def _flows(self, node: Node) -> list[Flow]:
        flows = [self.diagram.flows[f] for f in node.outgoing]
        return sorted(flows, key=lambda f: f.id == node.default)

    def _line(self, node: Node, depth: int) -> Line:
        return Line(
            id=node.id,
            name=self._name(node),
            kind=_kind(node),
            role=node.properties.get("role") or node.lane,
            depth=depth,
            several=node.multi is not None,
            states=tuple(self.marks.states(node.id)),
            ways=tuple(self._way(node, f) for f in self._flows(node)),
        )

    def _name(self, node: Node) -> str:
        return self.names.get(node.id) or node.name or node.id

    def _way(self, node: Node, flow: Flow) -> Way:
        target = self.diagram.nodes[flow.target]
        when = flow.name or flow.condition or None
        if flow.id == node.default and not when:
            when = "otherwise"
        return Way(self._name(target), target.id, when)


def _kind(node: Node) -> str:
    if node.type.startswith("intermediate") and node.events:
        event = node.events[0]
        kind = EVENT_KINDS.get(event.kind, event.kind)
        throws = node.type == "intermediateThrowEvent"
        return f"sends a {kind}" if throws else f"waits for a {kind}"
    return KINDS.get(node.type, node.type)
