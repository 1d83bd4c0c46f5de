"""From lines and tracks to pixels: widths, heights, shapes and waypoints."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from engine.drawing.graph import EVENT, Box, Graph, Link, Plan, boundary_offsets
from engine.drawing.grid import Grid
from engine.drawing.paths import Point
from engine.drawing.tracks import Tracks
from engine.model import Bounds

TRACK, SIDE, EDGE, MIN_ROW = 12.0, 20.0, 14.0, 96.0


@dataclass(slots=True)
class Paper:
    """Pixel positions of the lines: where each begins, and how wide it is."""

    x: list[float]
    width: list[float]
    y: list[float]
    height: list[float]
    before: dict[int, float]

    @property
    def right(self) -> float:
        return self.x[-1] + self.width[-1]

    @property
    def bottom(self) -> float:
        return self.y[-1] + self.height[-1]


@dataclass(slots=True)
class Routed:
    """The flows of a graph: their grid paths and tracks."""

    paths: Mapping[str, list[Point]]
    tracks: Tracks
    across: Mapping[int, int]
    down: Mapping[int, int]


def paper_of(graph: Graph, grid: Grid, routed: Routed) -> Paper:
    """Widths of columns and channels, heights of rows; spans make rows higher."""
    before = _label_room(graph, grid, routed)
    widths: list[float] = []
    for column in range(grid.columns):
        widths.append(_channel(routed.across.get(2 * column, 0), before, 2 * column))
        widths.append(grid.widths[column])
    widths.append(_channel(routed.across.get(2 * grid.columns, 0), before, -1))
    heights = [
        0.0 if grid.is_row(j) else _gap(routed.down.get(j, 0))
        for j in range(len(grid.lines))
    ]
    _row_heights(graph, grid, heights)
    return Paper(_starts(widths), widths, _starts(heights), heights, before)


def _channel(count: int, before: Mapping[int, float], line: int) -> float:
    return max(SIDE, before.get(line, 0)) + SIDE + max(0, count - 1) * TRACK


def _gap(count: int) -> float:
    return EDGE if not count else 2 * EDGE + (count - 1) * TRACK


def _label_room(graph: Graph, grid: Grid, routed: Routed) -> dict[int, float]:
    """Room left of the tracks of a channel for labels of flows that leave sideways."""
    room: dict[int, float] = {}
    for link in graph.links:
        path = routed.paths[link.id]
        if link.label and path[0][1] == path[1][1]:
            box = graph.boxes[link.source]
            line = path[0][0] + 1
            spare = (grid.widths[line // 2 - 1] - box.width) / 2
            spare -= grid.shifts.get(box.id, 0.0)
            room[line] = max(room.get(line, 0), link.label[0] + 12 - spare)
    return room


def _row_heights(graph: Graph, grid: Grid, heights: list[float]) -> None:
    spanning = []
    for key, (_, first, last) in grid.spots.items():
        box = graph.boxes[key]
        if first == last:
            heights[first] = max(heights[first], box.cell_height)
        else:
            spanning.append((last - first, first, last, box.cell_height))
    for j in range(len(heights)):
        if grid.is_row(j):
            heights[j] = max(heights[j], MIN_ROW)
    for _, first, last, need in sorted(spanning):
        missing = need - sum(heights[first : last + 1])
        count = (last - first) // 2 + 1
        for j in range(first, last + 1, 2):
            heights[j] += max(0.0, missing) / count


def _starts(sizes: list[float]) -> list[float]:
    starts, at = [], 0.0
    for size in sizes:
        starts.append(at)
        at += size
    return starts


def shapes(graph: Graph, grid: Grid, paper: Paper, plan: Plan) -> None:
    """Put every box, what is inside it and what sits on its border."""
    for key, box in graph.boxes.items():
        column, first, last = grid.spots[key]
        line = 2 * column + 1
        middle = paper.x[line] + paper.width[line] / 2 + grid.shifts.get(key, 0.0)
        top, bottom = paper.y[first], paper.y[last] + paper.height[last]
        height = box.height
        if box.span > 1:
            rows = [paper.y[j] + paper.height[j] / 2 for j in (first, last)]
            height = max(height, rows[1] - rows[0] + 60)
        left, up = middle - box.width / 2, (top + bottom - height) / 2
        plan.shapes[key] = Bounds(left, up, box.width, height)
        if box.inner:
            plan.put(box.inner, left, up + (height - box.height) / 2)
        _borders(box, plan)


def _borders(box: Box, plan: Plan) -> None:
    """Boundary events sit on the lower border."""
    host = plan.shapes[box.id]
    for node_id, offset in boundary_offsets(box).items():
        left = host.x + host.width / 2 + offset - EVENT / 2
        top = host.y + host.height - EVENT / 2
        plan.shapes[node_id] = Bounds(left, top, EVENT, EVENT)


def edges(graph: Graph, grid: Grid, routed: Routed, paper: Paper, plan: Plan) -> None:
    """Waypoints of every flow, from border to border."""
    for link in graph.links:
        plan.edges[link.id] = _waypoints(link, grid, routed, paper, plan)


def _waypoints(
    link: Link, grid: Grid, routed: Routed, paper: Paper, plan: Plan
) -> tuple[tuple[float, float], ...]:
    path = routed.paths[link.id]
    start, end = plan.shapes[link.boundary or link.source], plan.shapes[link.target]
    places: list[float] = []
    for n, (a, b) in enumerate(pairwise(path)):
        track = routed.tracks.get((link.id, n), 0)
        if a[0] == b[0]:
            places.append(_x_of(paper, routed, a[0], track))
        else:
            places.append(_y_of(paper, routed, grid, a[1], track))
    # What leaves or arrives upright does so in the middle of its node.
    if path[-2][0] == path[-1][0]:
        places[-1] = end.x + end.width / 2
    if path[0][0] == path[1][0]:
        places[0] = start.x + start.width / 2
    points: list[tuple[float, float]] = []
    for n in range(1, len(places)):
        vertical = path[n - 1][0] == path[n][0]
        points.append(
            (places[n - 1], places[n]) if vertical else (places[n], places[n - 1])
        )
    first = _leave(start, path[0], path[1], places[0])
    last = _leave(end, path[-1], path[-2], places[-1])
    return tuple(_tidy([first, *points, last]))


def _x_of(paper: Paper, routed: Routed, line: int, track: float) -> float:
    if line % 2:
        return paper.x[line] + paper.width[line] / 2
    count = max(1, routed.across.get(line, 1))
    free = paper.width[line] - SIDE - (count - 1) * TRACK
    lead = max(SIDE, free) if line in paper.before else paper.width[line] / 2
    if line not in paper.before:
        lead -= (count - 1) * TRACK / 2
    return paper.x[line] + lead + track * TRACK


def _y_of(paper: Paper, routed: Routed, grid: Grid, line: int, track: float) -> float:
    if grid.is_row(line):
        return paper.y[line] + paper.height[line] / 2
    count = max(1, routed.down.get(line, 1))
    lead = (paper.height[line] - (count - 1) * TRACK) / 2
    return paper.y[line] + lead + track * TRACK


def _leave(shape: Bounds, own: Point, other: Point, at: float) -> tuple[float, float]:
    """Where a line on row or column ``at`` meets the border of a shape."""
    if own[0] == other[0]:
        down = other[1] > own[1]
        return at, shape.y + (shape.height if down else 0)
    right = other[0] > own[0]
    return shape.x + (shape.width if right else 0), at


def _tidy(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    kept = points[:1]
    for n, point in enumerate(points[1:], 1):
        after = points[n + 1] if n + 1 < len(points) else None
        if after and len({kept[-1][0], point[0], after[0]}) == 1:
            continue
        if after and len({kept[-1][1], point[1], after[1]}) == 1:
            continue
        kept.append(point)
    return kept


def lanes(grid: Grid, paper: Paper) -> list[tuple[float, float]]:
    """Top and height of each lane."""
    found: dict[int, tuple[float, float]] = {}
    for j, (lane, _) in enumerate(grid.lines):
        top, _ = found.get(lane, (paper.y[j], 0.0))
        found[lane] = (top, paper.y[j] + paper.height[j] - top)
    return [found[lane] for lane in sorted(found)]
