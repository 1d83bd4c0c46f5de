"""Which column a node stands in: the longest way to it, loops back left out.

Source: the layering of Sugiyama, Tagawa and Toda (1981), the usual one for flows.
"""

from engine.drawing.graph import Graph, Link


def columns(graph: Graph) -> tuple[dict[str, int], frozenset[str]]:
    """The column of each box, and the ids of the links that lead back."""
    leaving: dict[str, list[Link]] = {key: [] for key in graph.boxes}
    for link in graph.links:
        leaving[link.source].append(link)
    back = _back(graph, leaving)
    column = dict.fromkeys(graph.boxes, 0)
    for key in _order(graph, back):
        for link in leaving[key]:
            if link.id not in back:
                column[link.target] = max(column[link.target], column[key] + 1)
    return column, back


def _starts(graph: Graph) -> list[str]:
    """Where to begin: start events, then what nothing leads to, then the rest."""
    entered = {link.target for link in graph.links if link.source != link.target}
    starts = [b.id for b in graph.boxes.values() if b.node.type == "startEvent"]
    return [*starts, *(k for k in graph.boxes if k not in entered), *graph.boxes]


def _back(graph: Graph, leaving: dict[str, list[Link]]) -> frozenset[str]:
    """Links to a box that is still being followed: the loops."""
    back: set[str] = set()
    state: dict[str, int] = {}
    for start in _starts(graph):
        if start in state:
            continue
        state[start] = 1
        stack = [(start, iter(leaving[start]))]
        while stack:
            key, links = stack[-1]
            link = next(links, None)
            if link is None:
                state[key] = 2
                stack.pop()
            elif state.get(link.target) == 1:
                back.add(link.id)
            elif link.target not in state:
                state[link.target] = 1
                stack.append((link.target, iter(leaving[link.target])))
    return frozenset(back)


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
