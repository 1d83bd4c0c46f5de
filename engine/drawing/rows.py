"""Which row of its lane a node stands in, so that flows are straight and cross little.

A first placing from left to right (a node goes where its predecessor stands, the branch
with the longest way ahead goes straight on), then moves and swaps as long as they help.
Source: ours; barycentre orders (Sugiyama) do not know lanes and straight lines.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.drawing.graph import Box, Graph, Link

_STEP, _FAR, _BENT, _BLOCKED, _CROSSED, _MAIN = 1.5, 0.15, 3.0, 4.0, 3.0, 1.6
_HOME, _SWEEPS = 0.3, 12


@dataclass(slots=True)
class Placing:
    """Row of each box within its lane, and how many rows each lane has."""

    row: dict[str, int]
    heights: list[int]


def rows(graph: Graph, column: Mapping[str, int], back: frozenset[str]) -> Placing:
    """Rows for all boxes; no two boxes of one column and lane overlap."""
    search = _Search(graph, column, back)
    search.place()
    for _ in range(_SWEEPS):
        if not search.sweep():
            break
    return search.compact()


class _Search:
    def __init__(
        self, graph: Graph, column: Mapping[str, int], back: frozenset[str]
    ) -> None:
        self.graph, self.column, self.back = graph, column, back
        self.boxes = graph.boxes
        self.row: dict[str, int] = {}
        self.heights = [0] * graph.lanes
        self.taken: dict[tuple[int, int, int], str] = {}
        self.at: dict[str, list[Link]] = {key: [] for key in graph.boxes}
        for link in graph.links:
            self.at[link.source].append(link)
            if link.target != link.source:
                self.at[link.target].append(link)
        self.ahead = self._ahead()
        self.main = {
            max(out, key=lambda k: self.ahead[k.target]).id
            for key in graph.boxes
            if (out := [k for k in self._forward(key) if k.source == key])
        }
        self.beside = self._overlapping()
        self.base = [0] * graph.lanes
        self.home = [0] * graph.lanes
        for box in graph.boxes.values():
            self.home[box.lane] = max(self.home[box.lane], _middle(box))

    def _forward(self, key: str) -> Iterator[Link]:
        return (k for k in self.at[key] if k.id not in self.back)

    def _ahead(self) -> dict[str, int]:
        """How long the way from each box still is."""
        ahead = dict.fromkeys(self.boxes, 0)
        for key in sorted(self.boxes, key=lambda k: -self.column[k]):
            for link in self._forward(key):
                if link.source == key and link.target != key:
                    ahead[key] = max(ahead[key], ahead[link.target] + 1)
        return ahead

    def _overlapping(self) -> dict[str, list[Link]]:
        """For each link, the others that share columns with it."""
        reach = {
            k.id: sorted((self.column[k.source], self.column[k.target]))
            for k in self.graph.links
        }
        return {
            a.id: [
                b
                for b in self.graph.links
                if b is not a
                and max(reach[a.id][0], reach[b.id][0])
                < min(reach[a.id][1], reach[b.id][1])
            ]
            for a in self.graph.links
        }

    # -- first placing

    def place(self) -> None:
        order = sorted(
            self.boxes, key=lambda k: (self.column[k], -self.ahead[k], self._wish(k))
        )
        for key in order:
            box, wish = self.boxes[key], self._row_wish(key)
            wish = max(0, wish - _middle(box))
            row = next(r for r in _outward(wish) if self._free(box, r))
            self._set(key, row)
        self._rebase()

    def _wish(self, key: str) -> int:
        return list(self.boxes).index(key)

    def _row_wish(self, key: str) -> int:
        before = [
            k for k in self._forward(key) if k.target == key and k.source in self.row
        ]
        same = [k for k in before if self.boxes[k.source].lane == self.boxes[key].lane]
        chosen = [k for k in same if k.id in self.main] or same
        if not chosen:
            return self.home[self.boxes[key].lane]
        return min(self.row[k.source] + _middle(self.boxes[k.source]) for k in chosen)

    def _free(self, box: Box, row: int, but: str | None = None) -> bool:
        column = self.column[box.id]
        cells = ((column, box.lane, row + i) for i in range(box.span))
        return row >= 0 and all(
            self.taken.get(cell) in (None, box.id, but) for cell in cells
        )

    def _set(self, key: str, row: int) -> None:
        box, column = self.boxes[key], self.column[key]
        self._lift(key)
        self.row[key] = row
        for i in range(box.span):
            self.taken[column, box.lane, row + i] = key
        self.heights[box.lane] = max(self.heights[box.lane], row + box.span)

    def _lift(self, key: str) -> None:
        if key in self.row:
            box, column = self.boxes[key], self.column[key]
            for i in range(box.span):
                if self.taken.get((column, box.lane, self.row[key] + i)) == key:
                    del self.taken[column, box.lane, self.row[key] + i]

    def _rebase(self) -> None:
        total = 0
        for lane, height in enumerate(self.heights):
            self.base[lane] = total
            total += max(1, height)

    # -- cost of the links at some boxes

    def _y(self, key: str) -> int:
        return self.base[self.boxes[key].lane] + self.row[key]

    def _ends(self, link: Link) -> tuple[float, float]:
        """Heights where a link leaves and arrives: the nearest of spanned rows."""
        a, b = self._y(link.source), self._y(link.target)
        a2 = a + self.boxes[link.source].span - 1
        b2 = b + self.boxes[link.target].span - 1
        if a2 < b:
            return a2, b
        if b2 < a:
            return a, b2
        return max(a, b), max(a, b)

    def _cost(self, keys: set[str]) -> float:
        links = {k.id: k for key in sorted(keys) for k in self.at[key]}
        total = sum(_HOME * self._away(key) for key in keys)
        total += sum(self._own(k) for k in links.values())
        for link in links.values():
            for other in self.beside[link.id]:
                if other.id not in links or other.id < link.id:
                    total += _CROSSED * self._cross(link, other)
        return total

    def _away(self, key: str) -> int:
        """How far a box is from the row where its lane's main line runs."""
        box = self.boxes[key]
        return abs(self.row[key] + _middle(box) - self.home[box.lane])

    def _own(self, link: Link) -> float:
        start, end = self._ends(link)
        same = self.boxes[link.source].lane == self.boxes[link.target].lane
        step = _STEP if same else _FAR
        cost = step * abs(start - end) + (_BENT if start != end else 0)
        if link.id in self.back:
            return 0.4 * cost
        if start == end and self._blocked(link, start):
            cost += _BLOCKED
        return cost * (_MAIN if link.id in self.main else 1.0)

    def _blocked(self, link: Link, y: float) -> bool:
        lane = self.boxes[link.source].lane
        row = int(y) - self.base[lane]
        between = range(self.column[link.source] + 1, self.column[link.target])
        return any((c, lane, row) in self.taken for c in between)

    def _cross(self, a: Link, b: Link) -> bool:
        if a.source == b.source or a.target == b.target:
            return False
        (al, ay), (ar, az) = self._line(a)
        (bl, by), (br, bz) = self._line(b)
        left, right = max(al, bl), min(ar, br)
        first = _along(al, ay, ar, az, left) - _along(bl, by, br, bz, left)
        last = _along(al, ay, ar, az, right) - _along(bl, by, br, bz, right)
        return first * last < 0

    def _line(self, link: Link) -> tuple[tuple[int, float], tuple[int, float]]:
        start, end = self._ends(link)
        left, right = self.column[link.source], self.column[link.target]
        points = ((left, start), (right, end))
        return points if left <= right else (points[1], points[0])

    # -- improving

    def sweep(self) -> bool:
        """Try every move once; True when something became better."""
        better = False
        for key in sorted(self.boxes, key=lambda k: (self.column[k], self._y(k))):
            for group in (self._chain(key), [key]):
                for row in range(self.heights[self.boxes[key].lane]):
                    better |= self._try(group, row - self.row[key])
        return better

    def _chain(self, key: str) -> list[str]:
        """The boxes that follow one another from here in this row and lane."""
        chain = [key]
        while True:
            out = [k for k in self._forward(chain[-1]) if k.source == chain[-1]]
            nexts = [
                k.target
                for k in out
                if self.row[k.target] == self.row[chain[-1]]
                and self.boxes[k.target].lane == self.boxes[key].lane
                and k.target not in chain
            ]
            if not nexts:
                return chain
            chain.append(nexts[0])

    def _try(self, group: list[str], by: int) -> bool:
        if by == 0:
            return False
        old = {key: self.row[key] for key in group}
        wanted = {key: row + by for key, row in old.items()}
        for key in group:
            box, row = self.boxes[key], wanted[key]
            if row < 0 or row + box.span > self.heights[box.lane]:
                return False
            for i in range(box.span):
                cell = (self.column[key], box.lane, row + i)
                other = self.taken.get(cell)
                if other is None or other in group:
                    continue
                if self.boxes[other].span > 1 or box.span > 1 or other in old:
                    return False
                old[other], wanted[other] = self.row[other], self.row[key]
        before = self._cost(set(old))
        self._move(wanted)
        if self._cost(set(old)) < before - 1e-9:
            return True
        self._move(old)
        return False

    def _move(self, to: Mapping[str, int]) -> None:
        for key in to:
            self._lift(key)
        for key, row in to.items():
            self._set(key, row)

    def compact(self) -> Placing:
        """Without the rows that became empty."""
        heights = []
        for lane in range(self.graph.lanes):
            used = sorted({r for (_, at, r) in self.taken if at == lane})
            new = {row: index for index, row in enumerate(used)}
            for key, box in self.boxes.items():
                if box.lane == lane:
                    self.row[key] = new[self.row[key]]
            heights.append(max(1, len(used)))
        return Placing(self.row, heights)


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


def _along(x1: float, y1: float, x2: float, y2: float, x: float) -> float:
    return y1 if x1 == x2 else y1 + (y2 - y1) * (x - x1) / (x2 - x1)
