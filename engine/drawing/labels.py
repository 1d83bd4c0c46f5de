"""Where labels go: near what they name, on no shape, line or label if possible."""

from collections.abc import Iterator
from itertools import pairwise

from engine.drawing.graph import Graph, Link, Plan
from engine.model import Bounds

_SHAPE, _LABEL, _LINE, _OUTSIDE = 1000.0, 800.0, 120.0, 2000.0
Segment = tuple[float, float, float, float]


def labels(graph: Graph, plan: Plan, inside: Bounds) -> None:
    """Place the labels of events, gateways and flows of one container."""
    desk = _Desk(graph, plan, inside)
    for key, box in graph.boxes.items():
        for node_id, size in [(key, box.label), *_boundary_labels(graph, key)]:
            if size:
                desk.put(node_id, size, _around(plan.shapes[node_id], size))
    for link in graph.links:
        if link.label:
            desk.put(link.id, link.label, desk.beside(link), own=link.id)


def _boundary_labels(
    graph: Graph, key: str
) -> Iterator[tuple[str, tuple[float, float] | None]]:
    from engine.drawing.graph import size_of

    for node in graph.boxes[key].boundary:
        yield node.id, size_of(node)[2]


def _around(
    shape: Bounds, size: tuple[float, float]
) -> Iterator[tuple[float, float, float]]:
    """Candidates around an event or gateway: (price, left, top)."""
    width, height = size
    middle = shape.x + shape.width / 2
    right, bottom = shape.x + shape.width, shape.y + shape.height
    yield 0, middle - width / 2, bottom + 3
    yield 1, middle - width / 2, shape.y - 3 - height
    for price, left in ((4, middle + 6), (5, middle - 6 - width)):
        for top in (bottom + 3, shape.y - 3 - height):
            yield price, left, top
    for price, left in ((8, right + 4), (9, shape.x - 4 - width)):
        for top in (bottom - 8, shape.y + 8 - height):
            yield price, left, top
    for n in range(1, 4):
        for price, left in ((0, middle - width / 2), (4, middle + 6)):
            yield 20 * n + price, left, bottom + 3 + 14 * n
            yield 20 * n + price, left, shape.y - 3 - height - 14 * n


class _Desk:
    """What lies on the paper already."""

    def __init__(self, graph: Graph, plan: Plan, inside: Bounds) -> None:
        self.plan, self.inside = plan, inside
        ids = set(graph.boxes) | {
            n.id for b in graph.boxes.values() for n in b.boundary
        }
        self.shapes = [plan.shapes[key] for key in ids]
        self.placed: list[Bounds] = []
        self.lines: list[tuple[str, Segment]] = [
            (link.id, (*a, *b))
            for link in graph.links
            for a, b in pairwise(plan.edges[link.id])
        ]
        self.at_start = {link.id: link.source for link in graph.links}

    def put(
        self,
        key: str,
        size: tuple[float, float],
        candidates: Iterator[tuple[float, float, float]],
        own: str | None = None,
    ) -> None:
        best, least = None, float("inf")
        for price, left, top in candidates:
            if price >= least:
                continue
            bounds = Bounds(left, top, *size)
            total = price + self._price(bounds, own)
            if total < least:
                best, least = bounds, total
        if best:
            self.placed.append(best)
            self.plan.labels[key] = best

    def _price(self, at: Bounds, own: str | None) -> float:
        price = 0.0
        if not _within(at, self.inside):
            price += _OUTSIDE
        price += _SHAPE * sum(_overlap(at, shape) for shape in self.shapes)
        price += _LABEL * sum(_overlap(at, label) for label in self.placed)
        price += _LINE * sum(_hits(line, at) for _, line in self.lines)
        del own
        return price

    def beside(self, link: Link) -> Iterator[tuple[float, float, float]]:
        """Candidates along a flow, near its source first and not on a shared piece."""
        width, height = link.label or (0.0, 0.0)
        gone = 0.0
        points = self.plan.edges[link.id]
        for n, (a, b) in enumerate(pairwise(points)):
            length = abs(a[0] - b[0]) + abs(a[1] - b[1])
            shared = self._shared(link.id, (*a, *b))
            for step in range(0, max(1, int(length)), 8):
                t = step / length if length else 0
                x, y = a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t
                price = (gone + step) * 0.25 + 40 * shared + 3 * n
                if a[1] == b[1]:
                    left = x + 4 if b[0] > a[0] else x - 4 - width
                    fits = length - step >= width
                    price += 0 if fits else 30
                    yield price, left, y - 3 - height
                    yield price + 6, left, y + 3
                else:
                    top = y + 4 if b[1] > a[1] else y - 4 - height
                    yield price + 2, x + 4, top
                    yield price + 4, x - 4 - width, top
            gone += length

    def _shared(self, own: str, piece: Segment) -> bool:
        return any(key != own and _same(piece, line) for key, line in self.lines)


def _within(a: Bounds, b: Bounds) -> bool:
    return (
        b.x <= a.x
        and a.x + a.width <= b.x + b.width
        and b.y <= a.y
        and a.y + a.height <= b.y + b.height
    )


def _overlap(a: Bounds, b: Bounds) -> bool:
    return (
        a.x < b.x + b.width
        and b.x < a.x + a.width
        and a.y < b.y + b.height
        and b.y < a.y + a.height
    )


def _hits(line: Segment, box: Bounds) -> bool:
    x1, y1, x2, y2 = line
    return (
        (
            min(x1, x2) < box.x + box.width
            and box.x < max(x1, x2)
            and min(y1, y2) < box.y + box.height
            and box.y < max(y1, y2)
        )
        or (
            x1 == x2
            and box.x < x1 < box.x + box.width
            and min(y1, y2) < box.y + box.height
            and box.y < max(y1, y2)
        )
        or (
            y1 == y2
            and box.y < y1 < box.y + box.height
            and min(x1, x2) < box.x + box.width
            and box.x < max(x1, x2)
        )
    )


def _same(a: Segment, b: Segment) -> bool:
    """Two pieces on one line that overlap."""
    for axis in (0, 1):
        if a[axis] == a[axis + 2] == b[axis] == b[axis + 2]:
            o = 1 - axis
            low, high = sorted((a[o], a[o + 2])), sorted((b[o], b[o + 2]))
            return max(low[0], high[0]) < min(low[1], high[1])
    return False
