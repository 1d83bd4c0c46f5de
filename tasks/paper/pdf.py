"""A paper as PDF: tagged and accessible, the same bytes for the same paper.

Set by Typst from one fixed template; the paper comes as data, never as markup.
Source: PDF/UA-1 (ISO 14289-1), which Ontario's accessibility law (AODA) asks for.
"""

import json
from dataclasses import asdict
from typing import Any

from tasks.paper.blocks import Block, Grid, Heading, Paper, Picture
from tasks.paper.letters import printable_paper
from tasks.paper.limits import require_printable
from tasks.paper.typesetting import typeset
from tasks.paper.widths import shares
from tasks.paper.words import AUTHOR, word

MEDIA_TYPE = "application/pdf"


def pdf(paper: Paper) -> bytes:
    """The paper as PDF/UA-1. Raises PaperTooLong, NotSet."""
    require_printable(paper)
    data = json.dumps(_plain(printable_paper(paper)), ensure_ascii=False)
    return typeset("pdf", data, title=paper.title)


def _plain(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "author": AUTHOR,
        "language": paper.language,
        "foot": paper.foot,
        "page": word(paper.language, "page"),
        "none": word(paper.language, "none"),
        "landscape": paper.landscape,
        "blocks": _blocks(paper.blocks),
    }


def _blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """The blocks as data; headings never skip a level, as PDF/UA asks."""
    plain, level = [], 0
    for block in blocks:
        said = {"kind": type(block).__name__.lower(), **_fields(block)}
        if isinstance(block, Heading):
            level = said["level"] = min(block.level, level + 1, 3)
        plain.append(said)
    return plain


def _fields(block: Block) -> dict[str, Any]:
    match block:
        case Picture():
            return {"svg": block.svg.decode(), "text": block.text}
        case Grid():
            return asdict(block) | {"widths": shares(block)}
        case _:
            return asdict(block)
