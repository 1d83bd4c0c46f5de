"""What is wrong with a drawing, as sentences; an empty list is a good drawing."""

from collections.abc import Iterator
from itertools import combinations, pairwise

from engine.model import CONTAINERS, Bounds, Diagram, Flow, Node

Point = tuple[float, float]


def overlapping_shapes(diagram: Diagram) -> list[str]:
    """Nodes that lie on one another, unless one holds or hosts the other."""
    return [
        f"{a.id} and {b.id} overlap"
        for a, b in combinations(diagram.nodes.values(), 2)
        if not _belong(diagram, a, b)
        and overlap(diagram.shapes[a.id], diagram.shapes[b.id])
    ]


def loose_ends(diagram: Diagram) -> list[str]:
    """Flows that do not begin and end on the borders of their nodes."""
    return [
        f"{flow.id} does not touch {node_id}"
        for flow in diagram.flows.values()
        for node_id, point in (
            (flow.source, diagram.edges[flow.id][0]),
            (flow.target, diagram.edges[flow.id][-1]),
        )
        if not _on_border(diagram.shapes[node_id], point)
    ]


def slanted(diagram: Diagram) -> list[str]:
    """Flows with a piece that is neither level nor upright."""
    return [
        f"{flow_id} is slanted"
        for flow_id, points in diagram.edges.items()
        for a, b in pairwise(points)
        if a[0] != b[0] and a[1] != b[1]
    ]


def run_through(diagram: Diagram) -> list[str]:
    """Flows that pass through a node."""
    return [
        f"{flow.id} runs through {node.id}"
        for flow in diagram.flows.values()
        for node in diagram.nodes.values()
        if not _holds(diagram, node, diagram.nodes[flow.source])
        and any(
            _cuts(piece, _inside(diagram, node, flow))
            for piece in pairwise(diagram.edges[flow.id])
        )
    ]


def strays(diagram: Diagram) -> list[str]:
    """Nodes outside their lane or the frame of their subprocess."""
    return [
        f"{node.id} leaves {frame_id}"
        for node, frame_id in _framed(diagram)
        if not _within(diagram.shapes[node.id], diagram.shapes[frame_id])
    ]


def hidden_flows(diagram: Diagram) -> list[str]:
    """Pieces of flows without a common end that lie on one another."""
    pieces = [
        (flow, a, b)
        for flow in diagram.flows.values()
        for a, b in pairwise(diagram.edges[flow.id])
    ]
    return [
        f"{f.id} hides {g.id}"
        for (f, *p), (g, *q) in combinations(pieces, 2)
        if f.source != g.source and f.target != g.target and _collinear(p, q)
    ]


def covered_labels(diagram: Diagram) -> list[str]:
    """Labels that lie on a node or on one another."""
    leaves = [n for n in diagram.nodes.values() if n.type not in CONTAINERS]
    labels = diagram.labels.items()
    return [
        f"the label of {key} lies on {node.id}"
        for key, bounds in labels
        for node in leaves
        if overlap(bounds, diagram.shapes[node.id])
    ] + [
        f"the labels of {a} and {b} overlap"
        for (a, first), (b, second) in combinations(labels, 2)
        if overlap(first, second)
    ]


def overlap(a: Bounds, b: Bounds) -> bool:
    """Two rectangles share more than a border."""
    return (
        a.x < b.x + b.width
        and b.x < a.x + a.width
        and a.y < b.y + b.height
        and b.y < a.y + a.height
    )


def _belong(diagram: Diagram, a: Node, b: Node) -> bool:
    hosts = {a.attached_to, b.attached_to}
    return (
        a.id in hosts or b.id in hosts or _holds(diagram, a, b) or _holds(diagram, b, a)
    )


def _holds(diagram: Diagram, frame: Node, node: Node) -> bool:
    parent = node.parent
    while parent and parent != frame.id:
        parent = diagram.nodes[parent].parent
    return parent == frame.id


def _framed(diagram: Diagram) -> Iterator[tuple[Node, str]]:
    for node in diagram.nodes.values():
        if node.parent:
            yield node, node.parent
    for lane in diagram.lanes:
        for node_id in lane.nodes:
            node = diagram.nodes[node_id]
            if node.parent is None:
                yield node, lane.id


def _within(a: Bounds, b: Bounds) -> bool:
    return (
        b.x <= a.x
        and b.y <= a.y
        and a.x + a.width <= b.x + b.width
        and a.y + a.height <= b.y + b.height
    )


def _on_border(b: Bounds, point: Point) -> bool:
    x, y = point
    inside = b.x <= x <= b.x + b.width and b.y <= y <= b.y + b.height
    return inside and (x in (b.x, b.x + b.width) or y in (b.y, b.y + b.height))


def _inside(diagram: Diagram, node: Node, flow: Flow) -> Bounds:
    """The part of a node that a flow must not enter; half an event may be its own."""
    b = diagram.shapes[node.id]
    host = diagram.nodes[flow.source].attached_to == node.id
    cut = 18.5 if host else 0.5
    return Bounds(b.x + cut, b.y + cut, b.width - 2 * cut, b.height - 2 * cut)


def _cuts(piece: tuple[Point, Point], b: Bounds) -> bool:
    (x1, x2), (y1, y2) = (sorted(values) for values in zip(*piece, strict=True))
    return (
        x1 < b.x + b.width
        and b.x < x2 + 0.01
        and y1 < b.y + b.height
        and b.y < y2 + 0.01
    )


def _collinear(p: list[Point], q: list[Point]) -> bool:
    for axis in (0, 1):
        if p[0][axis] == p[1][axis] == q[0][axis] == q[1][axis]:
            low, high = zip(
                *(sorted(end[1 - axis] for end in line) for line in (p, q)), strict=True
            )
            return max(low) < min(high)
    return False
