"""A whole process laid out: subprocesses first, then what holds them."""

from dataclasses import dataclass

from engine.drawing import place
from engine.drawing.columns import columns
from engine.drawing.costs import PRESETS
from engine.drawing.graph import Graph, Plan, graph_of
from engine.drawing.grid import Grid, grid_of
from engine.drawing.labels import labels
from engine.drawing.paths import OnLine
from engine.drawing.quality import hidden_pieces, pieces, score
from engine.drawing.routes import routes
from engine.drawing.rows import rows
from engine.drawing.tracks import tracks
from engine.model import CONTAINERS, Bounds, Diagram

_FRAME, _TITLE, _EMPTY_LANE, _PATIENCE = 16.0, 30.0, 60.0, 60
HEADER = 30.0
#: How many ways to place the steps there are.
MOST_TRIES = len(PRESETS)


@dataclass(slots=True)
class Sheet:
    """The laid out process; ``pool`` and ``lanes`` are None and empty without lanes."""

    plan: Plan
    pool: Bounds | None
    lanes: list[Bounds]


def sheet_of(diagram: Diagram, tries: int = MOST_TRIES) -> Sheet:
    """Everything of a process, in the pixels of its drawing."""
    plans: dict[str, Plan] = {}
    inner = [n for n in diagram.nodes.values() if n.type in CONTAINERS]
    depth = {None: 0} | {n.id: 0 for n in inner}
    for node in inner:
        depth[node.id] = depth.get(node.parent, 0) + 1
    for node in sorted(inner, key=lambda n: -depth[n.id]):
        plan, _ = plan_of(graph_of(diagram, node.id, plans), tries)
        plans[node.id] = _framed(plan)
    plan, tops = plan_of(graph_of(diagram, None, plans), tries)
    return _on_sheet(diagram, plan, tops)


def plan_of(
    graph: Graph, most: int = MOST_TRIES
) -> tuple[Plan, list[tuple[float, float]]]:
    """One container laid out, and top and height of each of its lanes."""
    if not graph.boxes:
        return Plan(), [(0.0, _EMPTY_LANE)] * graph.lanes
    column, back = columns(graph)
    tries: dict[tuple[tuple[str, int], ...], _Try] = {}
    for weights in PRESETS[:most]:
        placing = rows(graph, column, back, weights)
        key = tuple(sorted(placing.row.items()))
        if key not in tries:
            tries[key] = _drawn(graph, grid_of(graph, column, placing), back)
    best = min(tries.values(), key=lambda t: score(graph.links, t.plan))
    plan, grid, paper = best.plan, best.grid, best.paper
    labels(graph, plan)
    return plan, place.lanes(grid, paper)


@dataclass(slots=True)
class _Try:
    """One way to draw a container, before its labels."""

    plan: Plan
    grid: Grid
    paper: place.Paper


def _drawn(graph: Graph, grid: Grid, back: frozenset[str]) -> _Try:
    """Shapes and flows on a grid; flows that hide one another look for other ways."""
    avoid: frozenset[OnLine] = frozenset()
    while True:
        paths = routes(graph, grid, back, avoid)
        found, across, down = tracks(graph, paths, grid)
        routed = place.Routed(paths, found, across, down)
        paper = place.paper_of(graph, grid, routed)
        plan = Plan(paper.right, paper.bottom)
        place.shapes(graph, grid, paper, plan)
        place.edges(graph, grid, routed, paper, plan)
        hiding = frozenset(
            (piece.link.id, point[0])
            for _, piece in hidden_pieces(*pieces(graph.links, plan))
            for point in paths[piece.link.id][1:-1]
        )
        if hiding <= avoid or len(avoid) > _PATIENCE:
            return _Try(plan, grid, paper)
        avoid |= hiding


def _framed(inner: Plan) -> Plan:
    """The plan of a subprocess with room for its border and title."""
    plan = Plan(inner.width, inner.height + _TITLE + _FRAME)
    if inner.shapes:
        plan.put(inner, 0, _TITLE)
    return plan


def _on_sheet(diagram: Diagram, inner: Plan, tops: list[tuple[float, float]]) -> Sheet:
    sheet = Plan()
    left, top = 40.0, 40.0
    if not diagram.lanes:
        sheet.put(inner, left, top)
        return Sheet(sheet, None, [])
    sheet.put(inner, left + 2 * HEADER, top)
    width = inner.width + HEADER
    lanes = [Bounds(left + HEADER, top + y, width, high) for y, high in tops]
    height = lanes[-1].y + lanes[-1].height - top
    return Sheet(sheet, Bounds(left, top, width + HEADER, height), lanes)
