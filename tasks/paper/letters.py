"""Texts of people as a document may carry them.

Source: ours, because XML 1.0 (DOCX, PPTX) and fonts (PDF) refuse control characters,
and one that turns the direction of writing would show something else than is there.
"""

import re
from dataclasses import replace

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

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
    "\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff0-\ufffb\ufffe\uffff"
    "\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")


def printable(text: str) -> str:
    """The text without what no paper can show; lines end with ``\\n``."""
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text)).replace("\t", "    ")


def printable_paper(paper: Paper) -> Paper:
    """The paper with every text made printable."""
    return replace(
        paper,
        title=" ".join(printable(paper.title).split()) or "–",
        subtitle=printable(paper.subtitle),
        foot=" ".join(printable(paper.foot).split()),
        blocks=tuple(clean for b in paper.blocks if (clean := _block(b)) is not None),
    )


def _block(block: Block) -> Block | None:
    """The block made printable; None when nothing of it would be seen."""
    match block:
        case Heading():
            text = " ".join(printable(block.text).split())
            return replace(block, text=text) if text else None
        case Paragraph():
            text = printable(block.text).strip("\n ")
            return replace(block, text=text) if text else None
        case Picture():
            return replace(block, text=printable(block.text) or "–")
        case Items():
            return Items(_all(block.texts)) if block.texts else None
        case Facts():
            pairs = ((printable(label), printable(told)) for label, told in block.rows)
            return Facts(tuple(pairs)) if block.rows else None
        case Grid():
            rows = tuple(_all(row) for row in block.rows)
            head = tuple(name or "–" for name in _all(block.head))
            return Grid(printable(block.caption), head, rows) if head else None


def _all(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(printable(text) for text in texts)
