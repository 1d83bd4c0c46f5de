"""A flow as a line with round corners and an arrowhead."""

from itertools import pairwise

from engine.drawing.strokes import number
from engine.drawing.symbols import DONE, FAILED, OPEN, QUIET

_CORNER = 6.0
Point = tuple[float, float]


#: Colour and dashes of a flow that tells one version from another.
_STATES = {
    "added": (DONE, ""),
    "removed": (FAILED, ' stroke-dasharray="7 4"'),
    "changed": (OPEN, ""),
}


def arrow(
    points: tuple[Point, ...], *, taken: bool, default: bool, state: str = ""
) -> str:
    """A flow; one that was taken is thicker, a default flow has a slash at its start.

    The round corners tell a bend from a crossing at a glance.
    """
    colour, width, size = (DONE, "2.6", 11.0) if taken else (QUIET, "1.4", 9.0)
    dashes = ""
    if state in _STATES:
        (colour, dashes), width, size = _STATES[state], "2.6", 11.0
    drawn = (
        f'<path d="{_line(points)}" fill="none" stroke="{colour}" '
        f'stroke-width="{width}"{dashes}/>'
        f'<path d="{_head(points, size)}" fill="{colour}"/>'
    )
    if default:
        slash = _slash(points)
        drawn += f'<path d="{slash}" stroke="{colour}" stroke-width="1.6"/>'
    return drawn


def _line(points: tuple[Point, ...]) -> str:
    d = f"M{number(points[0][0])} {number(points[0][1])}"
    for (before, corner), (_, after) in pairwise(pairwise(points)):
        (x1, y1), (x2, y2) = _toward(corner, before), _toward(corner, after)
        d += f"L{number(x1)} {number(y1)}Q{number(corner[0])} {number(corner[1])}"
        d += f" {number(x2)} {number(y2)}"
    return d + f"L{number(points[-1][0])} {number(points[-1][1])}"


def _toward(a: Point, b: Point) -> Point:
    length = max(((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5, 0.001)
    part = min(_CORNER, length / 2) / length
    return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part


def _direction(a: Point, b: Point) -> Point:
    length = max(((b[0] - a[0]) ** 2 + (b[1] - a[1]) ** 2) ** 0.5, 0.001)
    return (b[0] - a[0]) / length, (b[1] - a[1]) / length


def _head(points: tuple[Point, ...], size: float) -> str:
    (x, y), (dx, dy) = points[-1], _direction(points[-2], points[-1])
    left, up, half = x - dx * size, y - dy * size, size * 0.45
    return (
        f"M{number(x)} {number(y)}L{number(left - dy * half)} {number(up + dx * half)}"
        f"L{number(left + dy * half)} {number(up - dx * half)}z"
    )


def _slash(points: tuple[Point, ...]) -> str:
    dx, dy = _direction(points[0], points[1])
    x, y = points[0][0] + dx * 10, points[0][1] + dy * 10
    a, b = x - 3 * dx - 5 * dy, y - 3 * dy + 5 * dx
    return f"M{number(a)} {number(b)}L{number(2 * x - a)} {number(2 * y - b)}"
