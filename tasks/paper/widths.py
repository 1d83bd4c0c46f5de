"""How wide the columns of a table are: by what stands in them."""

from tasks.paper.blocks import Grid

_NARROW, _WIDE, _READ = 6, 40, 200


def shares(grid: Grid) -> list[int]:
    """The share of each column in the width, as whole numbers.

    Between the longest word and the usual length of a cell, within bounds; the first
    rows speak for all.
    """
    rows = (grid.head, *grid.rows[:_READ])
    return [_share([row[n] for row in rows]) for n in range(len(grid.head))]


def _share(cells: list[str]) -> int:
    lengths = sorted(min(len(cell), 4 * _WIDE) for cell in cells)
    usual = lengths[len(lengths) * 9 // 10]
    word = max((len(w) for cell in cells for w in cell.split()), default=0)
    return min(_WIDE, max(_NARROW, min(word, 20), usual // 2 + 3))
