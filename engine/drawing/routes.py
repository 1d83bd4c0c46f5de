"""The way each flow takes over the grid: short, few bends, few crossings, no shape.

Each flow is sought with A* over (vertical line, horizontal line, direction); then each
is sought once more, knowing all the others.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush

from engine.drawing.graph import Box, Graph, Link
from engine.drawing.grid import Grid

Point = tuple[int, int]
Step = tuple[str, int]
_H, _V = 0, 1
_BEND, _CROSS, _ROUNDS, _OFF_CENTRE = 70.0, 160.0, 3, 15.0
_SIDE_EXIT = {"gateway": 0.0, "event": 60.0, "task": 130.0}
_SIDE_ENTRY = {"gateway": 0.0, "event": 20.0, "task": 90.0}
_FRAME_SIDE, _SHARED_PORT, _AVOIDED = 2000.0, 240.0, 400.0


@dataclass(slots=True)
class Traffic:
    """What runs where: on single steps, straight over points, and in and out of ports."""

    steps: dict[tuple[int, Point], list[Link]] = field(
        default_factory=lambda: defaultdict(list)
    )
    over: dict[tuple[int, Point], int] = field(default_factory=lambda: defaultdict(int))
    ports: dict[tuple[str, Point], list[Link]] = field(
        default_factory=lambda: defaultdict(list)
    )


def routes(
    graph: Graph, grid: Grid, back: frozenset[str], avoid: frozenset[Step]
) -> dict[str, list[Point]]:
    """For each flow its grid points: from its source's centre to its target's.

    ``avoid``: vertical lines a flow should keep off, since it hid another there.
    """
    router = _Router(graph, grid, avoid)
    order = sorted(graph.links, key=lambda k: router.rank(k, back))
    found: dict[str, list[Point]] = {}
    for _ in range(_ROUNDS):
        before = dict(found)
        for link in order:
            if link.id in found:
                router.note(link, found[link.id], -1)
            found[link.id] = router.seek(link)
            router.note(link, found[link.id], 1)
        if found == before:
            break
    return found


def kind(box: Box) -> str:
    """Gateways take flows at all corners, events less gladly, tasks unwillingly."""
    return "gateway" if box.is_gateway else "event" if box.is_event else "task"


class _Router:
    def __init__(self, graph: Graph, grid: Grid, avoid: frozenset[Step]) -> None:
        self.graph, self.grid, self.avoid = graph, grid, avoid
        self.traffic = Traffic()
        self.xs = _positions([w / 2 + 26 for w in grid.widths for _ in (0, 1)])
        steps = [
            62.0 if grid.is_row(j) or grid.is_row(j + 1) else 16.0
            for j in range(len(grid.lines) - 1)
        ]
        self.ys = _positions(steps)

    def rank(self, link: Link, back: frozenset[str]) -> tuple[bool, float, str]:
        """Straight and short ones first, loops back last."""
        a, b = self.grid.spots[link.source], self.grid.spots[link.target]
        length = abs(self.xs[2 * a[0] + 1] - self.xs[2 * b[0] + 1])
        height = abs(self.ys[a[1]] - self.ys[b[1]])
        return link.id in back, length + 2 * height, link.id

    # -- the search

    def seek(self, link: Link) -> list[Point]:
        goals = dict(self._arrivals(link))
        ends = [point for (point, _) in goals]
        box = (
            min(self.xs[i] for i, _ in ends),
            max(self.xs[i] for i, _ in ends),
            min(self.ys[j] for _, j in ends),
            max(self.ys[j] for _, j in ends),
        )
        heap: list[tuple[float, float, Point, int, Point, int]] = []
        for cost, point, way, origin in self._departures(link):
            guess = cost + self._rest(point, box)
            heappush(heap, (guess, cost, point, way, origin, -1))
        came: dict[tuple[Point, int], tuple[Point, int]] = {}
        done = (float("inf"), (0, 0), 0, (0, 0))
        while heap:
            guess, cost, point, way, origin, last = heappop(heap)
            if guess >= done[0]:
                break
            if (point, way) in came:
                continue
            came[point, way] = (origin, last)
            for (at, arriving), (more, centre) in goals.items():
                if at == point:
                    total = cost + more + (_BEND if arriving != way else 0)
                    if total < done[0]:
                        done = (total, point, way, centre)
            for to, heading, price in self._steps(link, point, way):
                if (to, heading) not in came:
                    total = cost + price
                    guess = total + self._rest(to, box)
                    heappush(heap, (guess, total, to, heading, point, way))
        if done[0] == float("inf"):
            raise AssertionError(f"no way for {link.id}")
        return self._path(came, done[1], done[2], done[3])

    def _rest(self, point: Point, box: tuple[float, float, float, float]) -> float:
        x, y = self.xs[point[0]], self.ys[point[1]]
        return max(box[0] - x, 0, x - box[1]) + max(box[2] - y, 0, y - box[3])

    def _path(
        self,
        came: Mapping[tuple[Point, int], tuple[Point, int]],
        point: Point,
        way: int,
        centre: Point,
    ) -> list[Point]:
        path = [centre, point]
        while True:
            origin, last = came[point, way]
            path.append(origin)
            if last < 0:
                return corners(path[::-1])
            point, way = origin, last

    def _departures(self, link: Link) -> Iterator[tuple[float, Point, int, Point]]:
        """Where a flow may leave its box: (price, first point, direction, centre)."""
        column, first, last = self.grid.spots[link.source]
        box, x = self.graph.boxes[link.source], 2 * column + 1
        if link.boundary:
            yield self._length((x, last), (x, last + 1)), (x, last + 1), _V, (x, last)
            return
        for line in self.grid.rows_of(link.source):
            price = self._port(link, link.source, (x + 1, line))
            price += self._length((x, line), (x + 1, line))
            price += _OFF_CENTRE * abs(line - (first + last) / 2)
            yield price, (x + 1, line), _H, (x, line)
        extra = self._side(link, box, _SIDE_EXIT)
        for line, to in ((first, first - 1), (last, last + 1)):
            if to == last + 1 and box.boundary:
                continue
            price = extra + self._port(link, link.source, (x, to))
            yield price + self._length((x, line), (x, to)), (x, to), _V, (x, line)

    def _arrivals(
        self, link: Link
    ) -> Iterator[tuple[tuple[Point, int], tuple[float, Point]]]:
        column, first, last = self.grid.spots[link.target]
        box, x = self.graph.boxes[link.target], 2 * column + 1
        for line in self.grid.rows_of(link.target):
            price = self._port(link, link.target, (x - 1, line))
            price += self._length((x, line), (x - 1, line))
            price += _OFF_CENTRE * abs(line - (first + last) / 2)
            yield ((x - 1, line), _H), (price, (x, line))
        extra = self._side(link, box, _SIDE_ENTRY)
        for line, to in ((first, first - 1), (last, last + 1)):
            if to == last + 1 and box.boundary:
                continue
            price = extra + self._port(link, link.target, (x, to))
            price += self._length((x, line), (x, to))
            yield ((x, to), _V), (price, (x, line))

    def _side(self, link: Link, box: Box, prices: Mapping[str, float]) -> float:
        """The price of the upper and lower corner: none for a box right above."""
        spots = self.grid.spots
        if box.inner:
            return _FRAME_SIDE
        stacked = spots[link.source][0] == spots[link.target][0]
        return 0.0 if stacked else prices[kind(box)]

    def _port(self, link: Link, key: str, port: Point) -> float:
        """Several flows may share a corner only in the same direction."""
        price = 0.0
        for other in self.traffic.ports[key, port]:
            same = other.target == link.target if key == link.target else True
            same = same and (other.source == link.source or key == link.target)
            price += _SHARED_PORT if same else 5000.0
        return price

    def _steps(
        self, link: Link, point: Point, way: int
    ) -> Iterator[tuple[Point, int, float]]:
        i, j = point
        moves = (((i + 1, j), _H), ((i - 1, j), _H), ((i, j + 1), _V), ((i, j - 1), _V))
        for to, heading in moves:
            if not self._open(point, to, heading):
                continue
            busy = self._busy(link, point, to, heading)
            if busy == float("inf"):
                continue
            price = self._length(point, to) + busy
            if heading == _V and (link.id, point[0]) in self.avoid:
                price += _AVOIDED
            if heading != way:
                price += _BEND
            else:
                price += _CROSS * self.traffic.over[1 - heading, point]
            yield to, heading, price

    def _open(self, point: Point, to: Point, heading: int) -> bool:
        i, j = to
        if not (0 <= i < len(self.xs) and 0 <= j < len(self.ys)):
            return False
        if heading == _H:
            return (min(point[0], i) // 2, j) not in self.grid.closed
        if i % 2 == 0:
            return True
        column = i // 2
        closed = self.grid.closed
        return (column, j) not in closed and (column, point[1]) not in closed

    def _busy(self, link: Link, point: Point, to: Point, heading: int) -> float:
        others = self.traffic.steps.get((heading, min(point, to)), ())
        if not others:
            return 0.0
        centre = self.grid.is_row(to[1]) if heading == _H else to[0] % 2 == 1
        if not centre:
            return 6.0 * len(others)
        kin = all(o.source == link.source or o.target == link.target for o in others)
        return 0.0 if kin else float("inf")

    def _length(self, a: Point, b: Point) -> float:
        return abs(self.xs[a[0]] - self.xs[b[0]]) + abs(self.ys[a[1]] - self.ys[b[1]])

    # -- bookkeeping

    def note(self, link: Link, path: list[Point], sign: int) -> None:
        """Add (1) or take away (-1) a flow from the traffic."""
        fine = list(_fine(path))
        for a, b in zip(fine, fine[1:], strict=False):
            step = (_H if a[1] == b[1] else _V, min(a, b))
            _keep(self.traffic.steps[step], link, sign)
        for a, b, c in zip(fine, fine[1:], fine[2:], strict=False):
            if a[0] == c[0] or a[1] == c[1]:
                self.traffic.over[_H if a[1] == c[1] else _V, b] += sign
        if not link.boundary:
            _keep(self.traffic.ports[link.source, fine[1]], link, sign)
        _keep(self.traffic.ports[link.target, fine[-2]], link, sign)


def _keep(links: list[Link], link: Link, sign: int) -> None:
    if sign > 0:
        links.append(link)
    else:
        links.remove(link)


def _positions(steps: list[float]) -> list[float]:
    places = [0.0]
    for step in steps:
        places.append(places[-1] + step)
    return places


def _fine(path: list[Point]) -> Iterator[Point]:
    """Every grid point of a path given by its corners."""
    yield path[0]
    for (a, b), (c, d) in zip(path, path[1:], strict=False):
        for n in range(1, max(abs(c - a), abs(d - b)) + 1):
            yield a + n * ((c > a) - (c < a)), b + n * ((d > b) - (d < b))


def corners(path: list[Point]) -> list[Point]:
    """A path without the points it passes straight on."""
    kept = path[:1]
    for before, point, after in zip(path, path[1:], path[2:], strict=False):
        straight = before[0] == point[0] == after[0] or (
            before[1] == point[1] == after[1]
        )
        if not straight:
            kept.append(point)
    return [*kept, *path[-1:]]
