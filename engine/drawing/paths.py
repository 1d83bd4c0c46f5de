"""Ways over the grid, as points (vertical line, horizontal line)."""

from collections.abc import Iterator
from itertools import pairwise

Point = tuple[int, int]
#: A flow on a vertical line, by its id and the line.
OnLine = tuple[str, int]
HORIZONTAL, VERTICAL = 0, 1


def fine(path: list[Point]) -> Iterator[Point]:
    """Every grid point of a path given by its corners."""
    yield path[0]
    for (a, b), (c, d) in pairwise(path):
        for n in range(1, max(abs(c - a), abs(d - b)) + 1):
            yield a + n * ((c > a) - (c < a)), b + n * ((d > b) - (d < b))


def corners(path: list[Point]) -> list[Point]:
    """A path without the points it passes straight on."""
    kept = path[:1]
    for n in range(1, len(path) - 1):
        around = path[n - 1 : n + 2]
        if len({p[0] for p in around}) > 1 and len({p[1] for p in around}) > 1:
            kept.append(path[n])
    return [*kept, *path[-1:]]


def heading(a: Point, b: Point) -> int:
    """Whether two points lie on one horizontal or one vertical line."""
    return HORIZONTAL if a[1] == b[1] else VERTICAL
