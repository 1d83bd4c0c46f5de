"""A paper as PDF: tagged and accessible, the same bytes for the same paper.

Set by Typst from one fixed template; the paper comes as data, never as markup.
Source: PDF/UA-1 (ISO 14289-1), which Ontario's accessibility law (AODA) asks for.
"""

import json
import re
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine.ports import OperatorRefused
from tasks.paper.blocks import Block, Grid, Heading, Paper, Picture
from tasks.paper.letters import printable_paper
from tasks.paper.limits import require_printable
from tasks.paper.widths import shares
from tasks.paper.words import word

MEDIA_TYPE = "application/pdf"
AUTHOR = "eRM"
_TYPESETTER = Path(__file__).with_name("typesetter.py")
_SECONDS = 60
_NO_GLYPH = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


class NotSet(OperatorRefused):
    """The paper could not be set as PDF."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"“{title}” could not be set as PDF. Try it as DOCX, or with fewer rows."
        )


def pdf(paper: Paper) -> bytes:
    """The paper as PDF/UA-1. Raises PaperTooLong, NotSet.

    A character that none of our fonts has is printed as its number, ``U+65E5``.
    """
    require_printable(paper)
    clean = printable_paper(paper)
    data = json.dumps(_plain(clean), ensure_ascii=False)
    done = _set(data, paper.title)
    if done.returncode == 1 and (missing := _without_glyph(done.stderr)):
        done = _set(_numbered(data, missing), paper.title)
    if done.returncode:
        raise NotSet(paper.title)
    return done.stdout


def _set(data: str, title: str) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(  # noqa: S603 - our own program, nothing of people in it
            [sys.executable, "-I", str(_TYPESETTER)],
            input=data.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotSet(title) from error


def _without_glyph(reasons: bytes) -> set[str]:
    try:
        found = _NO_GLYPH.findall(json.loads(reasons))
    except ValueError:
        return set()
    return {_ESCAPED.sub(_unescaped, text) for text in found}


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2]


def _numbered(data: str, missing: set[str]) -> str:
    table = {ord(c): f" U+{ord(c):04X} " for text in missing for c in text if c != " "}
    return data.translate(table)


def _plain(paper: Paper) -> dict[str, Any]:
    return {
        "title": paper.title,
        "subtitle": paper.subtitle,
        "author": AUTHOR,
        "language": paper.language,
        "foot": paper.foot,
        "page": word(paper.language, "page"),
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
