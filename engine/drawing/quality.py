"""How good a drawing is: flows that cross, bend, or hide one another.

Source: ours; crossings and bends are what readers of graphs stumble over most
(Purchase, 1997).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise

from engine.drawing.graph import Link, Plan
from engine.drawing.traffic import kin

_CROSSING, _BEND, _HIDDEN, _HEIGHT = 3.0, 1.0, 12.0, 0.01


@dataclass(frozen=True, slots=True)
class Piece:
    """A straight piece of a flow: on ``line`` from ``low`` to ``high``."""

    link: Link
    number: int
    line: float
    low: float
    high: float


def pieces(
    links: list[Link], plan: Plan
) -> tuple[dict[float, list[Piece]], dict[float, list[Piece]]]:
    """All vertical pieces by x, and all horizontal ones by y."""
    upright: dict[float, list[Piece]] = {}
    level: dict[float, list[Piece]] = {}
    for link in links:
        for n, (a, b) in enumerate(pairwise(plan.edges[link.id])):
            axis = 0 if a[0] == b[0] else 1
            low, high = sorted((a[1 - axis], b[1 - axis]))
            piece = Piece(link, n, a[axis], low, high)
            (level if axis else upright).setdefault(a[axis], []).append(piece)
    return upright, level


def score(links: list[Link], plan: Plan) -> float:
    """The lower, the better."""
    upright, level = pieces(links, plan)
    bends = sum(len(plan.edges[link.id]) - 2 for link in links)
    hidden = sum(1 for _ in hidden_pieces(upright, level))
    return (
        _CROSSING * _crossings(upright, level)
        + _BEND * bends
        + _HIDDEN * hidden
        + _HEIGHT * plan.height
    )


def _crossings(
    upright: Mapping[float, list[Piece]], level: Mapping[float, list[Piece]]
) -> int:
    count = 0
    levels = [piece for line in level.values() for piece in line]
    for line in upright.values():
        for v in line:
            for h in levels:
                if h.low < v.line < h.high and v.low < h.line < v.high:
                    count += not kin(v.link, h.link)
    return count


def hidden_pieces(
    upright: Mapping[float, list[Piece]], level: Mapping[float, list[Piece]]
) -> Iterator[tuple[Piece, Piece]]:
    """Pieces of unrelated flows that lie on one another."""
    for line in (*upright.values(), *level.values()):
        for a, b in combinations(line, 2):
            if max(a.low, b.low) < min(a.high, b.high) and not kin(a.link, b.link):
                yield a, b
