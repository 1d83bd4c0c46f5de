"""Side by side in a channel: which flow runs on which track, with few crossings.

Two runs that overlap get two tracks; their order is the one in which they cross less.
Runs that leave one corner together, or arrive at one together, may share a track.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from engine.drawing.graph import Graph, Link, boundary_offsets
from engine.drawing.grid import Grid
from engine.drawing.paths import Point

_COLLIDES, _SHIFT = 20.0, 60.0


@dataclass(frozen=True, slots=True)
class Run:
    """One straight piece of a flow on a channel line, seen along the channel.

    ``ends``: where it begins and ends along the line; ``turns``: -1 or 1, to which side
    the flow goes there; ``bundle``: what it may share a track with at either end.
    """

    flow: str
    index: int
    ends: tuple[float, float]
    turns: tuple[int, int]
    bundles: frozenset[tuple[str, ...]]


Tracks = dict[tuple[str, int], float]


def tracks(
    graph: Graph, paths: dict[str, list[Point]], grid: Grid
) -> tuple[Tracks, dict[int, int], dict[int, int]]:
    """Track of each piece (flow, index), and how many tracks each channel has."""
    links = graph.links
    found: Tracks = {}
    for link in links:
        found |= _shifted(graph, link, paths[link.id], grid)
    across: dict[int, int] = {}
    down: dict[int, int] = {}
    for _ in range(3):
        across = _assign(links, paths, grid, found, 0)
        down = _assign(links, paths, grid, found, 1)
    return found, across, down


def _shifted(graph: Graph, link: Link, path: list[Point], grid: Grid) -> Tracks:
    """Upright first and last pieces that do not run in the middle of their column."""
    found: Tracks = {}
    for n, key, end in ((len(path) - 2, link.target, -1), (0, link.source, 0)):
        right = grid.shifts.get(key, 0.0)
        if link.boundary and n == 0:
            right += boundary_offsets(graph.boxes[key])[link.boundary]
        if right and path[n][0] == path[n + 1][0]:
            found[link.id, n] = _SHIFT * right / grid.widths[path[end][0] // 2]
    return found


def _assign(
    links: list[Link],
    paths: dict[str, list[Point]],
    grid: Grid,
    found: Tracks,
    axis: int,
) -> dict[int, int]:
    """Tracks on all vertical (axis 0) or horizontal (axis 1) channel lines."""
    lines: dict[int, list[Run]] = {}
    for link in links:
        for line, run in _runs(link, paths[link.id], grid, found, axis):
            lines.setdefault(line, []).append(run)
    counts = {}
    for line, runs in sorted(lines.items()):
        placed = _order(runs)
        counts[line] = max(placed) + 1
        for run, track in zip(runs, placed, strict=True):
            found[run.flow, run.index] = track
    return counts


def _runs(
    link: Link, path: list[Point], grid: Grid, found: Tracks, axis: int
) -> Iterator[tuple[int, Run]]:
    """The pieces of a flow on channel lines of one axis."""
    count = len(path) - 1
    for n in range(1, count - 1):
        line = path[n][axis]
        channel = line % 2 == 0 if axis == 0 else not grid.is_row(line)
        if path[n][axis] != path[n + 1][axis] or not channel:
            continue
        ends = (_along(link, path, found, n - 1), _along(link, path, found, n + 1))
        turns = (_side(path[n - 1], line, axis), _side(path[n + 2], line, axis))
        if ends[0] > ends[1]:
            ends, turns = ends[::-1], turns[::-1]
        bundles = set()
        if n == 1:
            way = str(link.boundary or path[1])
            bundles.add(("from", link.source, str(path[0]), way))
        if n == count - 2:
            bundles.add(("to", link.target, str(path[-1]), str(path[-2])))
        yield line, Run(link.id, n, ends, turns, frozenset(bundles))


def _along(link: Link, path: list[Point], found: Tracks, piece: int) -> float:
    """Where the neighbouring piece lies: its line, and its track within the line."""
    axis = 0 if path[piece][0] == path[piece + 1][0] else 1
    return path[piece][axis] + found.get((link.id, piece), 0) / 100


def _side(point: Point, line: int, axis: int) -> int:
    return 1 if point[axis] > line else -1


def _crossings(a: Run, b: Run) -> float:
    """How bad it is when ``a`` has the lower track (further left or up) than ``b``."""
    bad = 0.0
    for at, turn in zip(a.ends, a.turns, strict=True):
        if turn == 1 and b.ends[0] < at < b.ends[1]:
            bad += 1
    for at, turn in zip(b.ends, b.turns, strict=True):
        if turn == -1 and a.ends[0] < at < a.ends[1]:
            bad += 1
    for at, turn in zip(a.ends, a.turns, strict=True):
        for bt, burn in zip(b.ends, b.turns, strict=True):
            if at == bt and turn == 1 and burn == -1:
                bad += _COLLIDES
    return bad


def _order(runs: list[Run]) -> list[int]:
    """A track for each run: overlapping ones apart, in the better order."""
    after: list[set[int]] = [set() for _ in runs]
    for _, first, second in sorted(_wishes(runs)):
        if _reaches(after, second, first):
            after[second].add(first)
        else:
            after[first].add(second)
    track = [0] * len(runs)
    for _ in runs:
        for i, later in enumerate(after):
            for j in later:
                track[j] = max(track[j], track[i] + 1)
    return track


def _wishes(runs: list[Run]) -> Iterator[tuple[float, int, int]]:
    """Which of two overlapping runs comes first; the most pressing wish is lowest."""
    for i, j in combinations(range(len(runs)), 2):
        a, b = runs[i], runs[j]
        apart = a.ends[1] < b.ends[0] or b.ends[1] < a.ends[0]
        if apart or a.bundles & b.bundles:
            continue
        first, second = _crossings(a, b), _crossings(b, a)
        yield (first - second, i, j) if first <= second else (second - first, j, i)


def _reaches(after: list[set[int]], start: int, goal: int) -> bool:
    stack, seen = [start], set()
    while stack:
        at = stack.pop()
        if at == goal:
            return True
        if at not in seen:
            seen.add(at)
            stack.extend(after[at])
    return False
