"""The lines that flows may run on: channels between columns and rows, and centres.

Vertical lines: 2c is the channel left of column c, 2c+1 its centre.  Horizontal lines
alternate too: each lane has a channel, a row, a channel, a row, …, a channel; a lane's
last channel and the next lane's first one lie on either side of the border.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.drawing.graph import Box, Graph
from engine.drawing.rows import Placing

_WIDE, _NARROW = 300.0, 130.0


@dataclass(slots=True)
class Grid:
    """Where boxes stand on the lines, and which moves between lines are open.

    ``spots``: column, first and last row line of each box; ``shifts``: how far right of
    the middle of its column a box stands, in pixels.
    """

    columns: int
    lines: list[tuple[int, bool]]
    spots: dict[str, tuple[int, int, int]]
    widths: list[float]
    closed: set[tuple[int, int]] = field(default_factory=set)
    shifts: dict[str, float] = field(default_factory=dict)

    def is_row(self, line: int) -> bool:
        return self.lines[line][1]

    def lane(self, line: int) -> int:
        return self.lines[line][0]

    def rows_of(self, key: str) -> range:
        """The row lines a box covers."""
        _, first, last = self.spots[key]
        return range(first, last + 1, 2)


def grid_of(graph: Graph, column: Mapping[str, int], placing: Placing) -> Grid:
    """The lines of a placed graph."""
    lines: list[tuple[int, bool]] = []
    first: list[int] = []
    for lane, height in enumerate(placing.heights):
        first.append(len(lines))
        lines.append((lane, False))
        for _ in range(height):
            lines += [(lane, True), (lane, False)]
    count = max(column.values(), default=-1) + 1
    widths = [0.0] * count
    grid = Grid(count, lines, {}, widths)
    for key, box in graph.boxes.items():
        _stand(grid, box, column[key], first[box.lane] + 1 + 2 * placing.row[key])
    for key, box in graph.boxes.items():
        # Beside a wide frame, at its beginning: that is where flows come from.
        width = widths[column[key]]
        if width > _WIDE and not box.inner:
            grid.shifts[key] = max(_NARROW, box.cell_width) / 2 - width / 2
    return grid


def _stand(grid: Grid, box: Box, column: int, line: int) -> None:
    last = line + 2 * (box.span - 1)
    grid.spots[box.id] = (column, line, last)
    grid.widths[column] = max(grid.widths[column], box.cell_width)
    grid.closed |= {(column, at) for at in range(line, last + 1)}
