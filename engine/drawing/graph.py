"""The boxes and links of one container (the process or a subprocess) to lay out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.drawing.lettering import text_size, wrap
from engine.model import CONTAINERS, Bounds, Diagram, Flow, Node

#: Units of everything below: pixels of the drawing.
EVENT, GATEWAY = 36.0, 50.0
TASK, WIDE_TASK, TASK_HEIGHT = 100.0, 120.0, 80.0
LABEL_WIDTH, LABEL_FONT, TASK_FONT = 90.0, 11.0, 12.0
FLOW_LABEL_WIDTH = 90.0
PITCH = 140.0


@dataclass(slots=True)
class Plan:
    """A container laid out: its size, and everything in it from its own corner."""

    width: float = 0.0
    height: float = 0.0
    shapes: dict[str, Bounds] = field(default_factory=dict)
    edges: dict[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)
    labels: dict[str, Bounds] = field(default_factory=dict)

    def put(self, other: "Plan", x: float, y: float) -> None:
        """Take over what another plan holds, moved by x and y."""
        self.shapes |= {k: moved(b, x, y) for k, b in other.shapes.items()}
        self.labels |= {k: moved(b, x, y) for k, b in other.labels.items()}
        for key, points in other.edges.items():
            self.edges[key] = tuple((px + x, py + y) for px, py in points)


@dataclass(slots=True)
class Box:
    """One node with the room it needs; boundary events come with their host."""

    node: Node
    width: float
    height: float
    lane: int
    label: tuple[float, float] | None = None
    inner: Plan | None = None
    boundary: tuple[Node, ...] = ()
    span: int = 1

    @property
    def id(self) -> str:
        return self.node.id

    @property
    def is_gateway(self) -> bool:
        return self.node.type.endswith("Gateway")

    @property
    def is_event(self) -> bool:
        return self.node.type.endswith("Event")

    @property
    def cell_width(self) -> float:
        return max(self.width, self.label[0] if self.label else 0.0)

    @property
    def cell_height(self) -> float:
        """Room in the row: a label fits above as well as below."""
        label = 2 * (self.label[1] + 4) if self.label else 0.0
        return self.height + max(label, 18.0 if self.boundary else 0.0)


@dataclass(frozen=True, slots=True)
class Link:
    """A flow between boxes; ``boundary`` is the event on the source it starts at."""

    id: str
    source: str
    target: str
    label: tuple[float, float] | None
    boundary: str | None = None


@dataclass(slots=True)
class Graph:
    """What one container holds, with the lanes (0 … lanes-1) its boxes lie in."""

    boxes: dict[str, Box]
    links: list[Link]
    lanes: int


def moved(bounds: Bounds, x: float, y: float) -> Bounds:
    """The same rectangle elsewhere."""
    return Bounds(bounds.x + x, bounds.y + y, bounds.width, bounds.height)


def graph_of(diagram: Diagram, parent: str | None, plans: Mapping[str, Plan]) -> Graph:
    """The graph of one container; ``plans`` are its subprocesses, laid out before."""
    children = list(diagram.children(parent))
    hosts = {n.id for n in children if n.attached_to is None}
    lanes = _lanes(diagram, children) if parent is None else {}
    boxes = {
        n.id: _box(n, lanes.get(n.id, 0), children, plans.get(n.id))
        for n in children
        if n.attached_to not in hosts
    }
    on = {n.id: n.attached_to for n in children if n.attached_to in hosts}
    links = []
    for flow in diagram.flows.values():
        source = on.get(flow.source) or flow.source
        target = on.get(flow.target) or flow.target
        if source in boxes and target in boxes:
            start = flow.source if flow.source in on else None
            links.append(Link(flow.id, source, target, _flow_label(flow), start))
    count = max(1, len(diagram.lanes)) if parent is None else 1
    return Graph(boxes, links, count)


def _lanes(diagram: Diagram, children: list[Node]) -> dict[str, int]:
    """The lane of each node; one that is in none joins a neighbour by flow."""
    found: dict[str, int] = {}
    for index, lane in enumerate(diagram.lanes):
        found |= dict.fromkeys(lane.nodes, index)
    known = {n.id for n in children}
    pending = [n for n in children if n.id not in found]
    flows = list(diagram.flows.values())
    for _ in range(len(pending)):
        for node in pending:
            near = [f.target for f in flows if f.source == node.id]
            near += [f.source for f in flows if f.target == node.id]
            near += [node.attached_to] if node.attached_to else []
            at = next((found[k] for k in near if k in found and k in known), None)
            if node.id not in found and at is not None:
                found[node.id] = at
    return found


def _box(node: Node, lane: int, children: list[Node], inner: Plan | None) -> Box:
    boundary = tuple(n for n in children if n.attached_to == node.id)
    width, height, label = size_of(node)
    span = 1
    if inner is not None and node.type in CONTAINERS and inner.shapes:
        width, height = inner.width, inner.height
        span = max(1, -int(-(height - 60) // PITCH))
    else:
        inner = None
    width = max(width, sum(_room(n) for n in boundary) + 6)
    return Box(node, width, height, lane, label, inner, boundary, span)


def _room(event: Node) -> float:
    """What an event needs of its host's border, with its name beside its flow."""
    label = size_of(event)[2]
    return max(EVENT + 8, label[0] + 14 if label else 0.0)


def boundary_offsets(box: Box) -> dict[str, float]:
    """How far right of the host's middle each boundary event sits, from the right."""
    offsets, at = {}, box.width / 2 - 4
    for node in box.boundary:
        room = _room(node) if len(box.boundary) > 1 else EVENT + 8
        offsets[node.id] = at - room + EVENT / 2 + 4
        at -= room
    return offsets


def size_of(node: Node) -> tuple[float, float, tuple[float, float] | None]:
    """Width, height, and the size of the outside label, if the node has one."""
    side = EVENT if node.type.endswith("Event") else GATEWAY
    if node.type.endswith(("Event", "Gateway")):
        label = None
        if node.name:
            label = text_size(node.name, LABEL_WIDTH, LABEL_FONT)
        return side, side, label
    many = len(wrap(node.name, TASK - 12, TASK_FONT)) > 3
    return (WIDE_TASK if many else TASK), TASK_HEIGHT, None


def _flow_label(flow: Flow) -> tuple[float, float] | None:
    if not flow.name:
        return None
    return text_size(flow.name, FLOW_LABEL_WIDTH, LABEL_FONT)
