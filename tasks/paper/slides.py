"""How a paper is cut into slides: a slide per chapter, what is long goes on.

Source: ours, because a presentation is read from afar and a slide does not scroll.
"""

import math
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
from tasks.paper.widths import shares

#: What fits on a slide: lines of text, letters a line, letters over a whole table row.
LINES, LETTERS, TABLE_LINES, TABLE_LETTERS = 13, 92, 17, 150


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph on a slide: a list entry, running text, or bold as a heading."""

    text: str
    kind: str = "text"
    label: str = ""


Content = tuple[Line, ...] | Grid | Picture


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide after the title slide: its title, and one kind of content."""

    title: str
    content: Content


def slides(paper: Paper) -> list[Slide]:
    """The slides of a paper; those of one chapter are numbered in their titles."""
    cut: list[Slide] = []
    for title, blocks in _chapters(paper):
        parts = list(_parts(blocks)) or [()]
        for n, part in enumerate(parts, 1):
            shown = f"{title} ({n}/{len(parts)})" if len(parts) > 1 else title
            cut.append(Slide(shown, part))
    return cut


def _chapters(paper: Paper) -> Iterator[tuple[str, list[Block]]]:
    title, blocks = paper.title, list[Block]()
    begun = False
    for block in paper.blocks:
        if isinstance(block, Heading) and block.level == 1:
            if begun or blocks:
                yield title, blocks
            title, blocks, begun = block.text, [], True
        else:
            blocks.append(block)
    if begun or blocks:
        yield title, blocks


def _parts(blocks: Sequence[Block]) -> Iterator[Content]:
    gathered: list[Line] = []
    for block in blocks:
        if isinstance(block, Grid | Picture):
            yield from _pages(gathered)
            gathered = []
            yield from _tables(block) if isinstance(block, Grid) else (block,)
        else:
            gathered += _lines(block)
    yield from _pages(gathered)


def _lines(block: Block) -> Iterator[Line]:
    match block:
        case Heading():
            yield Line(block.text, "heading")
        case Paragraph():
            yield from _pieces(block.text, "text")
        case Items():
            for text in block.texts:
                yield from _pieces(text, "item")
        case Facts():
            for label, told in block.rows:
                first, *more = _pieces(told, "text")
                yield replace(first, label=label)
                yield from more


def _pieces(text: str, kind: str) -> Iterator[Line]:
    """A text as lines that each fit on a slide."""
    for line in text.split("\n") if kind == "text" else [text]:
        pieces = textwrap.wrap(line, LETTERS * (LINES - 1)) or [""]
        yield from (Line(piece, kind) for piece in pieces)


def _pages(lines: Sequence[Line]) -> Iterator[tuple[Line, ...]]:
    page: list[Line] = []
    room = LINES
    for line in lines:
        needed = max(1, math.ceil((len(line.text) + len(line.label)) / LETTERS))
        if page and (needed > room or (line.kind == "heading" and room < needed + 2)):
            yield tuple(page)
            page, room = [], LINES
        page.append(line)
        room -= needed
    if page:
        yield tuple(page)


def _tables(grid: Grid) -> Iterator[Grid]:
    """The table in pieces that fit on a slide, each with the head."""
    wanted = shares(grid)
    letters = [max(4, TABLE_LETTERS * each // sum(wanted)) for each in wanted]
    begun, room = list[tuple[str, ...]](), 0
    for row in grid.rows:
        for piece, needed in _fitting(row, letters):
            if begun and needed > room:
                yield replace(grid, rows=tuple(begun))
                begun = []
            if not begun:
                room = TABLE_LINES - 1
            begun.append(piece)
            room -= needed
    if begun or not grid.rows:
        yield replace(grid, rows=tuple(begun))


def _fitting(
    row: tuple[str, ...], letters: Sequence[int]
) -> Iterator[tuple[tuple[str, ...], int]]:
    """A row, or as many rows as it takes, each with the lines that it needs."""
    wrapped = [
        [part for line in cell.split("\n") for part in textwrap.wrap(line, n) or [""]]
        for cell, n in zip(row, letters, strict=True)
    ]
    most = TABLE_LINES - 1
    height = max(map(len, wrapped))
    if height <= most:
        yield row, height
        return
    for begin in range(0, height, most):
        parts = [lines[begin : begin + most] for lines in wrapped]
        yield tuple(" ".join(part) for part in parts), max(map(len, parts))
