"""Which flows lead back, so that what is left goes in one direction.

Within a loop, a flow to a step written before its source leads back: who writes a file
in the order of the process says so.  A file in another order is followed from its
start, and a flow to a step still being followed leads back.
Source: ours; depth-first search alone breaks big loops at places nobody expects.
"""

from engine.drawing.graph import Graph, Link

_PATIENCE = 1.3


def loops(graph: Graph) -> frozenset[str]:
    """The ids of the links that lead back."""
    followed, written = _followed(graph), _written(graph)
    return written if len(written) <= _PATIENCE * len(followed) else followed


def _written(graph: Graph) -> frozenset[str]:
    """Links within a loop to a box that stands earlier in the file."""
    nth = {key: n for n, key in enumerate(graph.boxes)}
    leaving = _leaving(graph)
    earlier = [k for k in graph.links if nth[k.target] <= nth[k.source]]
    reach = {key: _reach(leaving, key) for key in {k.target for k in earlier}}
    return frozenset(k.id for k in earlier if k.source in reach[k.target])


def _reach(leaving: dict[str, list[Link]], start: str) -> set[str]:
    """Every box that can come after one, and itself."""
    seen, pending = {start}, [start]
    while pending:
        for link in leaving[pending.pop()]:
            if link.target not in seen:
                seen.add(link.target)
                pending.append(link.target)
    return seen


def _followed(graph: Graph) -> frozenset[str]:
    """Links to a box that is still being followed, depth first."""
    leaving = _leaving(graph)
    back: set[str] = set()
    state: dict[str, int] = {}
    for start in _starts(graph):
        if start in state:
            continue
        state[start] = 1
        stack = [(start, iter(leaving[start]))]
        while stack:
            key, links = stack[-1]
            for link in links:
                if state.get(link.target) == 1:
                    back.add(link.id)
                elif link.target not in state:
                    state[link.target] = 1
                    stack.append((link.target, iter(leaving[link.target])))
                    break
            else:
                state[key] = 2
                stack.pop()
    return frozenset(back)


def _starts(graph: Graph) -> list[str]:
    """Where to begin: start events, then what nothing leads to, then the rest."""
    entered = {link.target for link in graph.links if link.source != link.target}
    starts = [b.id for b in graph.boxes.values() if b.node.type == "startEvent"]
    return [*starts, *(k for k in graph.boxes if k not in entered), *graph.boxes]


def _leaving(graph: Graph) -> dict[str, list[Link]]:
    leaving: dict[str, list[Link]] = {key: [] for key in graph.boxes}
    for link in graph.links:
        leaving[link.source].append(link)
    return leaving
