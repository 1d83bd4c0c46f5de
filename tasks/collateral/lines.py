"""Structured text: what a person reads as plain text and a paper is made of.

One mark at the beginning of a line says what the line is:

    # Chapter            ## heading            ### smaller heading
    - an entry of a list
    : Label | value
    ^ Caption of the table that follows
    || Head | of a | table
    | a     | row  | of it

Everything else is running text; an empty line ends a paragraph.  ``\\n``, ``\\|`` and
``\\`` before a mark are a line break, a bar and the mark itself.

Source: ours, because a version of a document must stay readable without us.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from tasks.paper.blocks import Block, Facts, Grid, Heading, Items, Paragraph

MARKS = ("###", "##", "#", "||", "|", "-", ":", "^")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_CELL = re.compile(r"\||(?:\\.|[^|\\]|\\$)+", re.DOTALL)
_INSERTED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def value(text: str) -> str:
    """A text of people as it stands in structured text: never a mark."""
    one = text.replace("\r\n", "\n").replace("\\", "\\\\").replace("|", "\\|")
    one = one.replace("\n", "\\n")
    return f"\\{one}" if one.lstrip()[:1] in ("#", "-", ":", "^") else one


def plain(text: str) -> str:
    """Back to what was written."""
    return _ESCAPE.sub(lambda m: "\n" if m[1] == "n" else m[1], text)


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a structured text."""
    marked = [_marked(line) for line in text.replace("\r\n", "\n").split("\n")]
    found: list[Block] = []
    caption = ""
    for mark, group in groupby(_with_tables(marked), key=lambda pair: pair[0]):
        words = [rest for _, rest in group]
        if mark == "^":
            caption = plain(words[-1])
        elif mark == "||":
            found += [_grid(caption if n == 0 else "", w) for n, w in enumerate(words)]
            caption = ""
        else:
            found += _block(mark, words)
    return tuple(found)


def _marked(line: str) -> tuple[str, str]:
    for mark in MARKS:
        if line.startswith(mark):
            return mark, line[len(mark) :].strip()
    return ("", line.strip()) if line.strip() else (" ", "")


def _with_tables(marked: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The rows of a table go with its head; rows without a head are running text."""
    table: list[str] = []
    for mark, rest in marked:
        if mark == "||" or (mark == "|" and table):
            if mark == "||" and table:
                yield "||", "\n".join(table)
                table = []
            table.append(rest)
            continue
        if table:
            yield "||", "\n".join(table)
            table = []
        yield ("", rest) if mark == "|" else (mark, rest)
    if table:
        yield "||", "\n".join(table)


def _block(mark: str, words: Sequence[str]) -> list[Block]:
    match mark:
        case "#" | "##" | "###":
            return [Heading(plain(text), len(mark)) for text in words if text]
        case "-":
            told = tuple(plain(text) for text in words if text)
            return [Items(told)] if told else []
        case ":":
            pairs = [_pair(text) for text in words]
            known = tuple(pair for pair in pairs if pair[1])
            return [Facts(known)] if known else []
        case "":
            return [Paragraph("\n".join(plain(text) for text in words))]
        case _:
            return []


def _cells(row: str) -> list[str]:
    """The cells of a row; a bar at its end closes the last one."""
    cells = [""]
    for part in _CELL.findall(row.strip()):
        if part == "|":
            cells.append("")
        else:
            cells[-1] = plain(part.strip())
    return (
        cells[:-1] if len(cells) > 1 and row.endswith("|") and not cells[-1] else cells
    )


def _pair(text: str) -> tuple[str, str]:
    label, *told = _cells(text)
    return label, " | ".join(told)


def _grid(caption: str, table: str) -> Grid:
    head, *rows = [_cells(row) for row in table.split("\n")]
    width = len(head)
    fitted = (tuple((row + [""] * width)[:width]) for row in rows)
    return Grid(caption, tuple(head), tuple(fitted))


def problems(body: str) -> Iterator[str]:
    """What is wrong with the lines of a template, a sentence each."""
    head: int | None = None
    for number, line in enumerate(_INSERTED.sub("x", body).split("\n"), start=1):
        mark, rest = _marked(line)
        if mark == "||":
            head = len(_cells(rest))
        elif mark == "|":
            if head is None:
                yield f"Line {number} is a row of no table: begin it with “||”."
            elif len(_cells(rest)) != head:
                yield (
                    f"Line {number} has {len(_cells(rest))} cells and its table {head}."
                )
        elif rest.strip("x"):
            head = None
        if mark == ":" and len(_cells(rest)) < 2:
            yield f"Line {number} needs a label, “|” and a value."
