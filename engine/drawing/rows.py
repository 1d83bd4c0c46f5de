"""Which row of its lane a node stands in, so that flows are straight and cross little.

A first placing from left to right (a node goes where its predecessor stands, the branch
with the longest way ahead goes straight on), then moves and swaps as long as they help.
Source: ours; barycentre orders (Sugiyama) do not know lanes and straight lines.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.drawing.costs import Costs, Weights
from engine.drawing.graph import Box, Graph

_SWEEPS = 12


@dataclass(slots=True)
class Placing:
    """Row of each box within its lane, and how many rows each lane has."""

    row: dict[str, int]
    heights: list[int]


def rows(
    graph: Graph, column: Mapping[str, int], back: frozenset[str], weights: Weights
) -> Placing:
    """Rows for all boxes; no two boxes of one column and lane overlap."""
    search = _Search(graph, column, Costs(graph, column, back, weights))
    search.place()
    for _ in range(_SWEEPS):
        if not search.sweep():
            break
    return search.compact()


class _Search:
    """Rows counted over all lanes; ``base`` is the first row of each lane."""

    def __init__(self, graph: Graph, column: Mapping[str, int], costs: Costs) -> None:
        self.graph, self.column, self.costs = graph, column, costs
        self.boxes = graph.boxes
        self.row: dict[str, int] = {}
        self.heights = [1] * graph.lanes
        self.base = [0] * graph.lanes
        self.taken: dict[tuple[int, int], str] = {}
        self.home = [0] * graph.lanes
        for box in graph.boxes.values():
            self.home[box.lane] = max(self.home[box.lane], _middle(box))

    # -- first placing

    def place(self) -> None:
        """Give every box a row in its lane, then count rows over all lanes."""
        ahead, nth = self.costs.ahead, {key: n for n, key in enumerate(self.boxes)}
        local: dict[str, int] = {}
        cells: set[tuple[int, int, int]] = set()
        for key in sorted(
            self.boxes, key=lambda k: (self.column[k], -ahead[k], nth[k])
        ):
            box, column = self.boxes[key], self.column[key]
            for row in _outward(max(0, self._wish(key, local) - _middle(box))):
                wanted = {(column, box.lane, row + i) for i in range(box.span)}
                if row >= 0 and cells.isdisjoint(wanted):
                    break
            cells |= wanted
            local[key] = row
            self.heights[box.lane] = max(self.heights[box.lane], row + box.span)
        for lane in range(1, self.graph.lanes):
            self.base[lane] = self.base[lane - 1] + self.heights[lane - 1]
        self._move({k: self.base[self.boxes[k].lane] + r for k, r in local.items()})

    def _wish(self, key: str, local: Mapping[str, int]) -> int:
        """The row of the predecessor in this lane, or the lane's middle."""
        lane = self.boxes[key].lane
        before = [
            k
            for k in self.costs.forward(key)
            if k.target == key
            and k.source in local
            and self.boxes[k.source].lane == lane
        ]
        chosen = [k for k in before if k.id in self.costs.main] or before
        rows = [local[k.source] + _middle(self.boxes[k.source]) for k in chosen]
        return min(rows, default=self.home[lane])

    # -- improving

    def sweep(self) -> bool:
        """Try every move once; True when something became better."""
        better = False
        for key in sorted(self.boxes, key=lambda k: (self.column[k], self.row[k])):
            lane = self.boxes[key].lane
            chain = self._chain(key)
            for group in (chain, [key]) if len(chain) > 1 else (chain,):
                for row in range(self.heights[lane]):
                    better |= self._try(group, self.base[lane] + row - self.row[key])
        return better

    def _chain(self, key: str) -> list[str]:
        """The boxes that follow one another from here in this row."""
        chain = [key]
        while True:
            nexts = [
                k.target
                for k in self.costs.forward(chain[-1])
                if k.source == chain[-1]
                and self.row[k.target] == self.row[key]
                and k.target not in chain
            ]
            if not nexts:
                return chain
            chain.append(nexts[0])

    def _try(self, group: list[str], by: int) -> bool:
        """Move boxes down (or up), swapping with what stands there, if it helps."""
        wanted = self._wanted(group, by) if by else None
        if wanted is None:
            return False
        old = {key: self.row[key] for key in wanted}
        before = self._cost(set(old))
        self._move(wanted)
        if self._cost(set(old)) < before - 1e-9:
            return True
        self._move(old)
        return False

    def _wanted(self, group: list[str], by: int) -> dict[str, int] | None:
        wanted = {key: self.row[key] + by for key in group}
        for key in group:
            box, row = self.boxes[key], wanted[key]
            top = self.base[box.lane]
            if not top <= row <= top + self.heights[box.lane] - box.span:
                return None
            for i in range(box.span):
                other = self.taken.get((self.column[key], row + i))
                if other is None or other in group:
                    continue
                if self.boxes[other].span > 1 or box.span > 1 or other in wanted:
                    return None
                wanted[other] = self.row[key]
        return wanted

    def _cost(self, keys: set[str]) -> float:
        away = sum(
            abs(self.row[k] + _middle(b) - self.base[b.lane] - self.home[b.lane])
            for k in keys
            for b in (self.boxes[k],)
        )
        return self.costs.weights.home * away + self.costs.of(keys, self.taken)

    def _move(self, to: Mapping[str, int]) -> None:
        for key in to:
            for i in range(self.boxes[key].span if key in self.row else 0):
                self.taken.pop((self.column[key], self.row[key] + i), None)
        for key, row in to.items():
            self.row[key] = row
            self.costs.move(key, row)
            for i in range(self.boxes[key].span):
                self.taken[self.column[key], row + i] = key
        for key in to:
            self.costs.redraw(key)

    def compact(self) -> Placing:
        """Rows within lanes, without the rows that became empty."""
        heights: list[int] = []
        local: dict[str, int] = {}
        for lane in range(self.graph.lanes):
            mine = [b for b in self.boxes.values() if b.lane == lane]
            used = sorted({self.row[b.id] + i for b in mine for i in range(b.span)})
            new = {row: index for index, row in enumerate(used)}
            local |= {b.id: new[self.row[b.id]] for b in mine}
            heights.append(max(1, len(used)))
        return Placing(local, heights)


def _middle(box: Box) -> int:
    return (box.span - 1) // 2


def _outward(row: int) -> Iterator[int]:
    """The row itself, then below, above, further below …"""
    yield row
    distance = 1
    while True:
        yield row + distance
        yield row - distance
        distance += 1
