"""Which column a node stands in: the longest way to it, loops back left out.

A step handed to another lane may stand right above or below the one before, when
nothing lies between: that spares a column and two bends.
Source: the layering of Sugiyama, Tagawa and Toda (1981), the usual one for flows;
stacking is ours, because our processes change lanes at every other step.
"""

from engine.drawing.graph import Graph, Link
from engine.drawing.loops import loops


def columns(graph: Graph) -> tuple[dict[str, int], frozenset[str]]:
    """The column of each box, and the ids of the links that lead back."""
    leaving: dict[str, list[Link]] = {key: [] for key in graph.boxes}
    for link in graph.links:
        leaving[link.source].append(link)
    back = loops(graph)
    order = _order(graph, back)
    stacked = _stackable(graph, leaving, order, back)
    while True:
        column = dict.fromkeys(graph.boxes, 0)
        for key in order:
            for link in leaving[key]:
                if link.id not in back:
                    least = column[key] + (link.id not in stacked)
                    column[link.target] = max(column[link.target], least)
        obstructed = _obstructed(graph, column, stacked)
        if not obstructed:
            return column, back
        stacked -= obstructed


def _stackable(
    graph: Graph, leaving: dict[str, list[Link]], order: list[str], back: frozenset[str]
) -> set[str]:
    """Links that may go straight up or down; each box has a part in one at most."""
    taken: set[str] = set()
    found: set[str] = set()
    for key in order:
        forward = [k for k in leaving[key] if k.id not in back]
        for link in forward:
            source, target = graph.boxes[link.source], graph.boxes[link.target]
            if source.lane == target.lane or link.boundary or source.inner:
                continue
            if target.inner or source.boundary or target.boundary:
                continue
            if taken.isdisjoint((source.id, target.id)):
                taken |= {source.id, target.id}
                found.add(link.id)
    return found


def _obstructed(graph: Graph, column: dict[str, int], stacked: set[str]) -> set[str]:
    """Stacked links with a box between their lanes, or two in one place."""
    lanes: dict[int, list[int]] = {}
    for key, box in graph.boxes.items():
        lanes.setdefault(column[key], []).append(box.lane)
    used: dict[int, list[range]] = {}
    found: set[str] = set()
    for link in graph.links:
        at = column[link.source]
        if link.id not in stacked or column[link.target] != at:
            continue
        ends = sorted((graph.boxes[link.source].lane, graph.boxes[link.target].lane))
        between = range(ends[0] + 1, ends[1])
        over = used.setdefault(at, [])
        if any(lane in between for lane in lanes[at]) or any(
            _overlap(range(*ends), other) for other in over
        ):
            found.add(link.id)
        over.append(range(*ends))
    return found


def _overlap(a: range, b: range) -> bool:
    return max(a.start, b.start) < min(a.stop, b.stop)


def _order(graph: Graph, back: frozenset[str]) -> list[str]:
    """A topological order of the boxes without the links back."""
    forward = [link for link in graph.links if link.id not in back]
    left = dict.fromkeys(graph.boxes, 0)
    for link in forward:
        left[link.target] += 1
    ready = [key for key, count in left.items() if count == 0]
    order: list[str] = []
    while ready:
        key = ready.pop(0)
        order.append(key)
        for link in forward:
            if link.source == key:
                left[link.target] -= 1
                if left[link.target] == 0:
                    ready.append(link.target)
    return order
