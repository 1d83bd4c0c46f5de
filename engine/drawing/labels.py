"""Where labels go: near what they name, on no shape, line or label if possible.

Candidates are priced, the cheapest is taken; labels of nodes come first.
Source: ours; a flow's label stands where the flow runs alone, so that nobody takes it
for another's.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from engine.drawing.graph import Graph, Link, Plan, size_of
from engine.model import Bounds

_SHAPE, _LABEL, _LINE, _OUTSIDE, _SHARED = 1000.0, 800.0, 120.0, 2000.0, 150.0
_DISTANCE, _STEP, _AIR = 0.2, 8, 2.0
#: A price, and the left and upper side of the label.
Candidate = tuple[float, float, float]
Point = tuple[float, float]


def labels(graph: Graph, plan: Plan) -> None:
    """Place the labels of events, gateways and flows of one container."""
    desk = _Desk(graph, plan)
    wishes: list[tuple[str, tuple[float, float], list[Candidate]]] = []
    for box in graph.boxes.values():
        for node in (box.node, *box.boundary):
            size = size_of(node)[2]
            if size:
                around = _around(plan.shapes[node.id], size)
                wishes.append((node.id, size, list(around)))
    for link in graph.links:
        if link.label:
            beside = desk.beside(link, link.label)
            wishes.append((link.id, link.label, list(beside)))
    # Twice, because the first ones did not know where the others would stand.
    for _ in (1, 2):
        for key, size, candidates in wishes:
            desk.put(key, size, candidates)


def _around(shape: Bounds, size: tuple[float, float]) -> Iterator[Candidate]:
    """Candidates about an event or gateway: below, above, at a corner, at a side."""
    width, height = size
    middle = shape.x + shape.width / 2
    right, bottom = shape.x + shape.width, shape.y + shape.height
    below, above = bottom + 3, shape.y - 3 - height
    yield 0, middle - width / 2, below
    yield 1, middle - width / 2, above
    for price, left in ((4, middle + 6), (5, middle - 6 - width)):
        for top in (below, above):
            yield price, left, top
    for price, left in ((8, right + 4), (9, shape.x - 4 - width)):
        for top in (bottom - 8, shape.y + 8 - height):
            yield price, left, top
    for n in range(1, 4):
        for price, left in ((0, middle - width / 2), (4, middle + 6)):
            yield 20 * n + price, left, below + 14 * n
            yield 20 * n + price, left, above - 14 * n


class _Desk:
    """What lies on the paper already."""

    def __init__(self, graph: Graph, plan: Plan) -> None:
        self.plan = plan
        nodes = [n for b in graph.boxes.values() for n in (b.node, *b.boundary)]
        self.shapes = [plan.shapes[node.id] for node in nodes]
        self.lines = [
            (link.id, _stretch(a, b))
            for link in graph.links
            for a, b in pairwise(plan.edges[link.id])
        ]

    def put(
        self, key: str, size: tuple[float, float], candidates: Iterable[Candidate]
    ) -> None:
        """Take the cheapest of the candidates."""
        self.plan.labels.pop(key, None)
        best, least = None, float("inf")
        for price, left, top in candidates:
            if price < least:
                at = Bounds(left, top, *size)
                total = price + self._price(at)
                if total < least:
                    best, least = at, total
        if best:
            self.plan.labels[key] = best

    def _price(self, at: Bounds) -> float:
        around = Bounds(
            at.x - _AIR, at.y - _AIR, at.width + 2 * _AIR, at.height + 2 * _AIR
        )
        inside = 0 <= at.x <= self.plan.width - at.width
        price = (
            0.0 if inside and 0 <= at.y <= self.plan.height - at.height else _OUTSIDE
        )
        price += _SHAPE * sum(_overlap(around, shape) for shape in self.shapes)
        others = self.plan.labels.values()
        price += _LABEL * sum(_overlap(around, label) for label in others)
        return price + _LINE * sum(_overlap(at, line) for _, line in self.lines)

    def beside(self, link: Link, size: tuple[float, float]) -> Iterator[Candidate]:
        """Candidates along a flow, near its source first, best where it runs alone."""
        gone = 0.0
        for n, (a, b) in enumerate(pairwise(self.plan.edges[link.id])):
            length = abs(a[0] - b[0]) + abs(a[1] - b[1])
            others = self._others(link.id, _stretch(a, b))
            for step in range(0, max(1, int(length)), _STEP):
                part = step / length if length else 0.0
                at = a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
                price = (gone + step) * _DISTANCE + 3 * n
                price += _SHARED * any(_holds(other, at) for other in others)
                room = 30 if a[1] == b[1] and length - step < size[0] else 0
                for more, left, top in _sides(a, b, at, size):
                    yield price + room + more, left, top
            gone += length

    def _others(self, own: str, piece: Bounds) -> list[Bounds]:
        """Pieces of other flows on the line of this one."""
        return [
            line
            for key, line in self.lines
            if key != own
            and (
                (line.width == 0 == piece.width and line.x == piece.x)
                or (line.height == 0 == piece.height and line.y == piece.y)
            )
        ]


def _sides(a: Point, b: Point, at: Point, size: tuple[float, float]) -> list[Candidate]:
    """Above and below a level piece, right and left of an upright one."""
    (x, y), (width, height) = at, size
    if a[1] == b[1]:
        left = x + 4 if b[0] > a[0] else x - 4 - width
        return [(0, left, y - 3 - height), (6, left, y + 3)]
    top = y + 4 if b[1] > a[1] else y - 4 - height
    return [(2, x + 4, top), (4, x - 4 - width, top)]


def _stretch(a: Point, b: Point) -> Bounds:
    """A level or upright piece as a rectangle without width or height."""
    (left, right), (top, bottom) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    return Bounds(left, top, right - left, bottom - top)


def _holds(piece: Bounds, point: Point) -> bool:
    x, y = point
    return (
        piece.x <= x <= piece.x + piece.width and piece.y <= y <= piece.y + piece.height
    )


def _overlap(a: Bounds, b: Bounds) -> bool:
    return (
        a.x < b.x + b.width
        and b.x < a.x + a.width
        and a.y < b.y + b.height
        and b.y < a.y + a.height
    )
