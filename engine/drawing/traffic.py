"""Who runs where already: what makes a step, a corner or a crossing dear."""

from collections import defaultdict
from itertools import pairwise

from engine.drawing.graph import Link
from engine.drawing.grid import Grid
from engine.drawing.paths import Point, fine, heading

_CROSSING, _BESIDE, _TWIN = 160.0, 6.0, 400.0
_SHARED_CORNER, _AGAINST = 240.0, 5000.0


class Traffic:
    """Flows on single steps, straight over points, and in and out at corners."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.steps: dict[tuple[int, Point], list[Link]] = defaultdict(list)
        self.over: dict[tuple[int, Point], int] = defaultdict(int)
        self.corners: dict[tuple[str, Point], list[Link]] = defaultdict(list)

    def add(self, link: Link, path: list[Point]) -> None:
        """A flow takes a way."""
        self._note(link, path, 1)

    def remove(self, link: Link, path: list[Point]) -> None:
        """A flow gives its way up."""
        self._note(link, path, -1)

    def _note(self, link: Link, path: list[Point], sign: int) -> None:
        points = list(fine(path))
        keep = list.append if sign > 0 else list.remove
        for a, b in pairwise(points):
            keep(self.steps[heading(a, b), min(a, b)], link)
        for n in range(1, len(points) - 1):
            way = heading(points[n - 1], points[n])
            if way == heading(points[n], points[n + 1]):
                self.over[way, points[n]] += sign
        if not link.boundary:
            keep(self.corners[link.source, points[1]], link)
        keep(self.corners[link.target, points[-2]], link)

    def on_step(self, link: Link, point: Point, to: Point, way: int) -> float:
        """The price of running with others; inf where there is one track only."""
        others = self.steps.get((way, min(point, to)))
        if not others:
            return 0.0
        narrow = self.grid.is_row(to[1]) if way == 0 else to[0] % 2 == 1
        if not narrow:
            return _BESIDE * len(others)
        if not all(kin(link, other) for other in others):
            return float("inf")
        return _TWIN * sum(twins(link, other) for other in others)

    def crossing(self, point: Point, way: int) -> float:
        """The price of going straight over a point."""
        return _CROSSING * self.over[1 - way, point]

    def at_corner(self, link: Link, key: str, beside: Point) -> float:
        """Several flows may share a corner of a box, in one direction only."""
        return sum(
            _SHARED_CORNER
            if (other.source == link.source == key)
            or (other.target == link.target == key)
            else _AGAINST
            for other in self.corners[key, beside]
        )


def kin(a: Link, b: Link) -> bool:
    """Flows with one source or one target may meet."""
    return a.source == b.source or a.target == b.target


def twins(a: Link, b: Link) -> bool:
    """Flows that lead from one box to the same other one."""
    return a.source == b.source and a.target == b.target
