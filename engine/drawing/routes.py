"""The way each flow takes over the grid: short, few bends, few crossings, no shape.

One flow after another, straight ones first and loops back last; then each is sought
again, knowing all the others.
"""

from collections.abc import Iterator, Mapping
from itertools import accumulate, pairwise

from engine.drawing.graph import Box, Graph, Link
from engine.drawing.grid import Grid
from engine.drawing.paths import HORIZONTAL, VERTICAL, OnLine, Point
from engine.drawing.search import End, State, cheapest
from engine.drawing.traffic import Traffic

_BEND, _OFF_CENTRE, _FRAME_SIDE, _AVOIDED = 70.0, 15.0, 2000.0, 400.0
_ROUNDS = 3
#: The price of upper and lower corners: natural for gateways, not for tasks.
_SIDE_EXIT = {"gateway": 0.0, "event": 60.0, "task": 130.0}
_SIDE_ENTRY = {"gateway": 0.0, "event": 20.0, "task": 90.0}
_ROW_STEP, _BORDER_STEP, _CHANNEL = 62.0, 16.0, 26.0


def routes(
    graph: Graph, grid: Grid, back: frozenset[str], avoid: frozenset[OnLine]
) -> dict[str, list[Point]]:
    """For each flow its corners on the grid, from its source's middle to its target's.

    ``avoid``: vertical lines a flow should keep off, since it hid another there.
    """
    router = _Router(graph, grid, avoid)
    order = sorted(graph.links, key=lambda k: router.rank(k, back))
    found: dict[str, list[Point]] = {}
    for _ in range(_ROUNDS):
        before = dict(found)
        for link in order:
            if link.id in found:
                router.traffic.remove(link, found[link.id])
            found[link.id] = router.seek(link)
            router.traffic.add(link, found[link.id])
        if found == before:
            break
    return found


def kind(box: Box) -> str:
    """Gateways take flows at all corners, events less gladly, tasks unwillingly."""
    return "gateway" if box.is_gateway else "event" if box.is_event else "task"


class _Router:
    def __init__(self, graph: Graph, grid: Grid, avoid: frozenset[OnLine]) -> None:
        self.graph, self.grid, self.avoid = graph, grid, avoid
        self.traffic = Traffic(grid)
        halves = (w / 2 + _CHANNEL for w in grid.widths for _ in (0, 1))
        self.xs = list(accumulate(halves, initial=0.0))
        rows = [is_row for _, is_row in grid.lines]
        steps = (_ROW_STEP if a or b else _BORDER_STEP for a, b in pairwise(rows))
        self.ys = list(accumulate(steps, initial=0.0))

    def rank(self, link: Link, back: frozenset[str]) -> tuple[bool, bool, float, str]:
        """Stacked boxes first, then straight and short flows, loops back last."""
        a, b = self.grid.spots[link.source], self.grid.spots[link.target]
        length = abs(self.xs[2 * a[0] + 1] - self.xs[2 * b[0] + 1])
        height = abs(self.ys[a[1]] - self.ys[b[1]])
        return link.id in back, a[0] != b[0], length + 2 * height, link.id

    def seek(self, link: Link) -> list[Point]:
        """The best way for a flow now; channels are open, so there always is one."""
        goals: dict[State, End] = {}
        for end in self._arrivals(link):
            point, way = end.state
            goals[point, way] = end
            turned = (point, 1 - way)
            goals.setdefault(turned, End(end.price + _BEND, turned, end.middle))
        ends = [point for point, _ in goals]
        left, right = (f(self.xs[i] for i, _ in ends) for f in (min, max))
        top, bottom = (f(self.ys[j] for _, j in ends) for f in (min, max))

        def rest(point: Point) -> float:
            x, y = self.xs[point[0]], self.ys[point[1]]
            return max(left - x, 0, x - right) + max(top - y, 0, y - bottom)

        found = cheapest(
            self._departures(link), goals, lambda s: self._steps(link, s), rest
        )
        assert found is not None, link.id
        return found

    def _departures(self, link: Link) -> Iterator[End]:
        """Where a flow may leave its box: to the right, else up or down.

        A flow back to its own box leaves to the right and arrives from above or below.
        """
        column, _, last = self.grid.spots[link.source]
        x = 2 * column + 1
        if link.boundary:
            yield End(0.0, ((x, last + 1), VERTICAL), (x, last))
        else:
            for end in self._ends(link, link.source, x + 1, _SIDE_EXIT):
                if link.source != link.target or end.state[1] == HORIZONTAL:
                    yield end

    def _arrivals(self, link: Link) -> Iterator[End]:
        """Where a flow may reach its box: from the left, else from above or below."""
        x = 2 * self.grid.spots[link.target][0] + 1
        for end in self._ends(link, link.target, x - 1, _SIDE_ENTRY):
            if link.source != link.target or end.state[1] == VERTICAL:
                yield end

    def _ends(
        self, link: Link, key: str, side: int, prices: Mapping[str, float]
    ) -> Iterator[End]:
        """The ends at a box; ``side`` is the channel on its left or right."""
        column, first, last = self.grid.spots[key]
        box, x = self.graph.boxes[key], 2 * column + 1
        for line in self.grid.rows_of(key):
            price = self.traffic.at_corner(link, key, (side, line))
            price += _OFF_CENTRE * abs(line - (first + last) / 2)
            price += self._length((x, line), (side, line))
            yield End(price, ((side, line), HORIZONTAL), (x, line))
        for line, to in ((first, first - 1), (last, last + 1)):
            if to > last and box.boundary:
                continue
            price = self.traffic.at_corner(link, key, (x, to))
            price += self._upright(link, box, prices)
            price += self._length((x, line), (x, to))
            yield End(price, ((x, to), VERTICAL), (x, line))

    def _upright(self, link: Link, box: Box, prices: Mapping[str, float]) -> float:
        """The price of upper and lower corners: none between stacked boxes."""
        spots = self.grid.spots
        if box.inner:
            return _FRAME_SIDE
        stacked = spots[link.source][0] == spots[link.target][0]
        return 0.0 if stacked else prices[kind(box)]

    def _steps(self, link: Link, state: State) -> Iterator[tuple[State, float]]:
        point, way = state
        i, j = point
        for to, turned in (
            ((i + 1, j), HORIZONTAL),
            ((i - 1, j), HORIZONTAL),
            ((i, j + 1), VERTICAL),
            ((i, j - 1), VERTICAL),
        ):
            if not self._open(point, to, turned):
                continue
            price = self.traffic.on_step(link, point, to, turned)
            if price == float("inf"):
                continue
            price += self._length(point, to)
            price += _BEND if turned != way else self.traffic.crossing(point, way)
            if turned == VERTICAL and (link.id, i) in self.avoid:
                price += _AVOIDED
            yield (to, turned), price

    def _open(self, point: Point, to: Point, way: int) -> bool:
        i, j = to
        if not (0 <= i < len(self.xs) and 0 <= j < len(self.ys)):
            return False
        closed = self.grid.closed
        if way == HORIZONTAL:
            return (min(point[0], i) // 2, j) not in closed
        column = i // 2
        return i % 2 == 0 or not ((column, j) in closed or (column, point[1]) in closed)

    def _length(self, a: Point, b: Point) -> float:
        return abs(self.xs[a[0]] - self.xs[b[0]]) + abs(self.ys[a[1]] - self.ys[b[1]])
