"""A process as text: the same as its picture, for those who cannot see or drag it.

Steps stand in reading order: the flows are followed, one branch after another, a join
after all of its branches; what a subprocess holds follows it one level deeper.
Source: WCAG 2.2, 1.1.1 (a text alternative serves the same purpose).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.drawing.graph import Graph, graph_of
from engine.drawing.loops import loops
from engine.model import CONTAINERS, Diagram, Event, Flow, Node
from engine.svg import Marks


@dataclass(frozen=True, slots=True)
class Next:
    """Where a step leads: ``label`` of the flow (or its condition), and the step.

    ``back`` says that the flow leads to an earlier step; ``otherwise`` that it is taken
    when no condition of its siblings holds.
    """

    flow: str
    label: str
    target: str
    target_name: str
    back: bool = False
    otherwise: bool = False


@dataclass(frozen=True, slots=True)
class OutlineRow:
    """One step. ``number`` counts within its level: ``4``, ``4.1``, ``4.2``, ``5``.

    ``status`` holds words of Marks.states; ``waits_for`` what a catching event (or a
    step for several people) waits for; ``attached_to`` the step a boundary event is on.
    """

    number: str
    id: str
    name: str
    type: str
    role: str
    depth: int
    status: tuple[str, ...]
    next: tuple[Next, ...]
    waits_for: str | None
    attached_to: str | None = None


def outline(
    diagram: Diagram, marks: Marks, *, names: Mapping[str, str] | None = None
) -> list[OutlineRow]:
    """Every step of the process in reading order; ``names`` replaces names by id."""
    return list(_Outline(diagram, marks, names or {}).rows(None, "", 0))


def outline_text(
    diagram: Diagram, marks: Marks, *, names: Mapping[str, str] | None = None
) -> str:
    """The outline as lines of plain text, for a terminal or a mail."""
    rows = outline(diagram, marks, names=names)
    number = {row.id: row.number for row in rows}
    return "\n".join(line for row in rows for line in _lines(row, number))


class _Outline:
    def __init__(
        self, diagram: Diagram, marks: Marks, names: Mapping[str, str]
    ) -> None:
        self.diagram, self.marks, self.names = diagram, marks, names
        self.back: set[str] = set()

    def rows(self, parent: str | None, prefix: str, depth: int) -> Iterator[OutlineRow]:
        graph = graph_of(self.diagram, parent, {})
        back = loops(graph)
        self.back |= back
        count = 0
        for key in _reading_order(graph, back):
            box = graph.boxes[key]
            for node in (box.node, *box.boundary):
                count += 1
                number = f"{prefix}{count}"
                yield self._row(node, number, depth)
                if node.type in CONTAINERS:
                    yield from self.rows(node.id, f"{number}.", depth + 1)

    def _row(self, node: Node, number: str, depth: int) -> OutlineRow:
        flows = (self.diagram.flows[key] for key in node.outgoing)
        roles = node.properties.get("role") or node.properties.get("roles")
        return OutlineRow(
            number=number,
            id=node.id,
            name=self._name(node.id),
            type=node.type,
            role=roles or node.lane or "",
            depth=depth,
            status=tuple(self.marks.states(node.id)),
            next=tuple(self._next(flow, node) for flow in flows),
            waits_for=_waits_for(node),
            attached_to=node.attached_to,
        )

    def _name(self, node_id: str) -> str:
        node = self.diagram.nodes.get(node_id)
        return self.names.get(node_id) or (node.name if node else "")

    def _next(self, flow: Flow, node: Node) -> Next:
        otherwise = flow.id == node.default and len(node.outgoing) > 1
        label = self.names.get(flow.id) or flow.name
        return Next(
            flow=flow.id,
            label=label or ("" if otherwise else flow.condition or ""),
            target=flow.target,
            target_name=self._name(flow.target),
            back=flow.id in self.back,
            otherwise=otherwise,
        )


def _reading_order(graph: Graph, back: frozenset[str]) -> Iterator[str]:
    """Branch by branch; a box comes when everything before it has come."""
    forward = [link for link in graph.links if link.id not in back]
    left = dict.fromkeys(graph.boxes, 0)
    for link in forward:
        left[link.target] += 1
    ready = [key for key, count in left.items() if count == 0][::-1]
    ready.sort(key=lambda k: graph.boxes[k].node.type == "startEvent")
    while ready:
        key = ready.pop()
        yield key
        freed = []
        for link in forward:
            if link.source == key:
                left[link.target] -= 1
                if left[link.target] == 0:
                    freed.append(link.target)
        ready += freed[::-1]


def _waits_for(node: Node) -> str | None:
    """What holds a token at this step, apart from a person's work."""
    if node.multi and node.multi.collection:
        return f"each of {node.multi.collection}"
    if node.type in ("endEvent", "intermediateThrowEvent"):
        return None
    return "; ".join(map(_event, node.events)) or None


def _event(event: Event) -> str:
    return f"{event.kind} {event.expression or event.ref or ''}".strip()


def _lines(row: OutlineRow, number: Mapping[str, str]) -> Iterator[str]:
    indent = "  " * row.depth
    about = ", ".join(filter(None, [row.type, row.role]))
    status = f" [{', '.join(row.status)}]" if row.status else ""
    host = number.get(row.attached_to or "")
    on = f" on {host}" if host else ""
    yield f"{indent}{row.number} {row.name or row.id} ({about}){on}{status}"
    if row.waits_for:
        yield f"{indent}    waits for {row.waits_for}"
    for step in row.next:
        label = step.label + (" (otherwise)" if step.otherwise else "")
        again = "back to" if step.back else "to"
        where = f"{number.get(step.target, '')} {step.target_name or step.target}"
        when = f"{label.strip()}: " if label else ""
        yield f"{indent}    → {when}{again} {where.strip()}"
