"""What a placing of boxes in rows costs: bends, long ways, flows that cross.

Flows are looked at as straight lines between the middles of columns; that is enough to
tell a good placing from a bad one, and quick.
Source: ours.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.drawing.graph import Graph, Link


@dataclass(frozen=True, slots=True)
class Weights:
    """Prices: a row further (in a lane, between lanes), a bend, a box in the way, …

    ``main`` is the factor of the flow that goes on longest; ``home`` the price of each
    row away from the middle of the lane.
    """

    step: float
    far: float
    bent: float
    blocked: float
    crossed: float
    main: float
    home: float


#: What is tried; the best drawing is kept.  Found by trying 235 sets on our diagrams.
PRESETS = (
    Weights(0.3, 0.08, 4.0, 6.0, 7.0, main=1.6, home=0.9),
    Weights(1.7, 0.44, 2.6, 8.6, 1.3, main=1.9, home=0.15),
    Weights(2.5, 0.29, 5.8, 3.2, 3.6, main=2.0, home=0.27),
)

#: Left column, height there, right column, height there, slope.
Line = tuple[int, float, int, float, float]


class Costs:
    """Keeps the line of every link, and prices the links at some boxes."""

    def __init__(
        self,
        graph: Graph,
        column: Mapping[str, int],
        back: frozenset[str],
        weights: Weights,
    ) -> None:
        self.graph, self.column, self.back = graph, column, back
        self.boxes, self.weights = graph.boxes, weights
        self.y: dict[str, int] = {}
        self.ends: dict[str, tuple[float, float]] = {}
        self.lines: dict[str, Line] = {}
        self.at: dict[str, list[Link]] = {key: [] for key in graph.boxes}
        for link in graph.links:
            self.at[link.source].append(link)
            if link.target != link.source:
                self.at[link.target].append(link)
        self.ahead = self._ahead()
        self.main = {
            max(out, key=lambda k: (not k.boundary, self.ahead[k.target])).id
            for key in graph.boxes
            if (out := [k for k in self.forward(key) if k.source == key])
        }
        self.beside = self._beside()

    def forward(self, key: str) -> Iterator[Link]:
        """The links at a box, in and out, that do not lead back."""
        return (k for k in self.at[key] if k.id not in self.back)

    def _ahead(self) -> dict[str, int]:
        """How long the way from each box still is."""
        ahead = dict.fromkeys(self.boxes, 0)
        for _ in range(2):
            for key in sorted(self.boxes, key=lambda k: -self.column[k]):
                for link in self.forward(key):
                    if link.source == key and link.target != key:
                        ahead[key] = max(ahead[key], ahead[link.target] + 1)
        return ahead

    def _beside(self) -> dict[str, list[str]]:
        """For each link, the others that share columns with it but no end."""
        reach = {
            k.id: sorted((self.column[k.source], self.column[k.target]))
            for k in self.graph.links
        }
        return {
            a.id: [
                b.id
                for b in self.graph.links
                if a.source != b.source
                and a.target != b.target
                and max(reach[a.id][0], reach[b.id][0])
                < min(reach[a.id][1], reach[b.id][1])
            ]
            for a in self.graph.links
        }

    def move(self, key: str, y: int) -> None:
        """Note the row of a box, counted over all lanes."""
        self.y[key] = y

    def redraw(self, key: str) -> None:
        """Recompute the lines at a box that moved."""
        for link in self.at[key]:
            start, end = self.ends[link.id] = self._ends(link)
            left, right = self.column[link.source], self.column[link.target]
            if left > right:
                left, right, start, end = right, left, end, start
            slope = (end - start) / (right - left) if right > left else 0.0
            self.lines[link.id] = (left, start, right, end, slope)

    def _ends(self, link: Link) -> tuple[float, float]:
        """Heights where a link leaves and arrives: the nearest of spanned rows."""
        a, b = self.y[link.source], self.y[link.target]
        a2 = a + self.boxes[link.source].span - 1
        b2 = b + self.boxes[link.target].span - 1
        if a2 < b:
            return a2, b
        if b2 < a:
            return a, b2
        return max(a, b), max(a, b)

    def of(self, keys: set[str], full: Mapping[tuple[int, int], str]) -> float:
        """The price of all links at some boxes; ``full`` are the taken cells."""
        links = {k.id: k for key in sorted(keys) for k in self.at[key]}
        total = sum(self._own(k, full) for k in links.values())
        crossings = 0
        for link_id in links:
            line = self.lines[link_id]
            for other in self.beside[link_id]:
                if other not in links or other < link_id:
                    crossings += _cross(line, self.lines[other])
        return total + self.weights.crossed * crossings

    def _own(self, link: Link, full: Mapping[tuple[int, int], str]) -> float:
        start, end = self.ends[link.id]
        here, there = self.column[link.source], self.column[link.target]
        same = self.boxes[link.source].lane == self.boxes[link.target].lane
        cost = (self.weights.step if same else self.weights.far) * abs(start - end)
        if start != end and here != there:
            cost += self.weights.bent
        if link.id in self.back:
            return 0.4 * cost
        if any(cell in full for cell in self._between(link)):
            cost += self.weights.blocked
        return cost * (self.weights.main if link.id in self.main else 1.0)

    def _between(self, link: Link) -> Iterator[tuple[int, int]]:
        """The cells that a straight flow passes over."""
        here, there = self.column[link.source], self.column[link.target]
        start, end = sorted(map(int, self.ends[link.id]))
        if start == end:
            return ((column, start) for column in range(here + 1, there))
        if here == there:
            return ((here, row) for row in range(start + 1, end))
        return iter(())


def _cross(a: Line, b: Line) -> bool:
    left, right = max(a[0], b[0]), min(a[2], b[2])
    gap = a[1] - b[1] - a[4] * a[0] + b[4] * b[0]
    lean = a[4] - b[4]
    return (gap + lean * left) * (gap + lean * right) < -1e-9
