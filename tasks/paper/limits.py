"""How much a paper may hold, so that printing one stays bounded."""

from collections.abc import Iterator

from engine.ports import OperatorRefused
from tasks.paper.blocks import (
    Block,
    Facts,
    Grid,
    Heading,
    Items,
    Paper,
    Paragraph,
    Picture,
)

#: About 200 pages of table, or as many of text.
MAX_CELLS, MAX_CHARACTERS, MAX_COLUMNS = 40_000, 1_500_000, 20
MAX_PICTURE, MAX_PICTURES = 4_000_000, 40


class PaperTooLong(OperatorRefused):
    """More than a paper may hold; the sentence says what to do."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"“{title}” would be too long for one document. Choose fewer rows, or a "
            "spreadsheet."
        )


def require_printable(paper: Paper) -> None:
    """Refuse what would fill memory or take minutes. Raises PaperTooLong."""
    cells = sum(_cells(block) for block in paper.blocks)
    characters = sum(len(text) for block in paper.blocks for text in texts_of(block))
    pictures = [b.svg for b in paper.blocks if isinstance(b, Picture)]
    if (
        cells > MAX_CELLS
        or characters > MAX_CHARACTERS
        or len(pictures) > MAX_PICTURES
        or any(len(svg) > MAX_PICTURE for svg in pictures)
        or any(len(b.head) > MAX_COLUMNS for b in paper.blocks if isinstance(b, Grid))
    ):
        raise PaperTooLong(paper.title)


def _cells(block: Block) -> int:
    match block:
        case Grid():
            return len(block.head) * (len(block.rows) + 1)
        case Facts():
            return 2 * len(block.rows)
        case Items():
            return len(block.texts)
        case _:
            return 1


def texts_of(block: Block) -> Iterator[str]:
    """Every text that a block shows."""
    match block:
        case Heading() | Paragraph() | Picture():
            yield block.text
        case Items():
            yield from block.texts
        case Facts():
            yield from (text for pair in block.rows for text in pair)
        case Grid():
            yield block.caption
            yield from block.head
            for row in block.rows:
                yield from row
