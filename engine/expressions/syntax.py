"""The expression language: what may be written, and what an expression mentions.

It is a closed part of Python's syntax. Every token is recognised here before Python's
parser sees the text, and every node of the parsed tree must be on a list.
"""

import ast
import difflib
import functools
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.expressions import inference
from engine.expressions.inference import Signature
from engine.expressions.iso import is_literal
from engine.expressions.kinds import Kind

MAX_LENGTH, MAX_DEPTH, MAX_ARGUMENTS = 500, 25, 10

_TEXT = "|".join(
    rf"{quote}[^{quote}\\\x00-\x1f\x7f\ud800-\udfff]*{quote}" for quote in "'\""
)
_TOKEN = re.compile(
    rf"(?P<text>{_TEXT})"
    r"|(?P<space>[ ]+)"
    r"|(?P<number>\d+(?:\.\d+)?(?![\w.]))"
    r"|(?P<name>[A-Za-z][A-Za-z0-9_]{0,63}+(?!['\"\w]))"
    r"|(?P<sign>[<>=!]=|[-+*/<>()\[\].,])",
    re.ASCII,
)
#: Python would subtract the month and the day.
_BARE_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: What has a meaning is allowed, and nothing else.
_NODES = {*inference.RULES, *inference.SYMBOLS, ast.And, ast.Or, ast.Not, ast.USub}
_ADVICE = {
    "=": "write == to compare",
    "#": "comments are not allowed",
    "&": "write and",
    "|": "write or",
    "!": "write not",
    "'": "a text is not closed, or holds what cannot be stored",
    '"': "a text is not closed, or holds what cannot be stored",
    "Is": "write == None",
    "IsNot": "write != None",
}


class ExpressionError(Exception):
    """An expression cannot be used; ``position`` counts characters from 0."""

    def __init__(self, message: str, position: int | None = None) -> None:
        where = "" if position is None else f" (at character {position + 1})"
        super().__init__(message + where)
        self.message, self.position = message, position


class Problem(NamedTuple):
    """Why an expression is refused, and at which character (from 0)."""

    position: int
    message: str


class Call(NamedTuple):
    """One call of a named function."""

    name: str
    arguments: int
    position: int


@dataclass(frozen=True, slots=True)
class Analysis:
    """What an expression says; ``tree`` is None exactly when there are problems.

    ``names`` maps each data name to where it first stands; ``members`` are the dotted
    paths read below them, such as ``release.milestone``.
    """

    tree: ast.expr | None = None
    problems: tuple[Problem, ...] = ()
    names: Mapping[str, int] = field(default_factory=dict[str, int])
    functions: tuple[Call, ...] = ()
    members: frozenset[str] = frozenset()
    _source: bytes = b""
    _start: int = 0

    def position(self, node: ast.expr) -> int:
        """Where a node begins: Python counts bytes, and from the first letter."""
        return self._start + len(self._source[: node.col_offset].decode())


def analyse(text: str) -> Analysis:
    """Read an expression; never raises, whatever the text."""
    if type(text) is not str or not 0 < len(text.strip()) <= len(text) <= MAX_LENGTH:
        needed = f"an expression is a text of 1 to {MAX_LENGTH} characters"
        return Analysis(problems=(Problem(0, needed),))
    return _analyse(text)


def names_used(text: str) -> frozenset[str]:
    """The data names an expression reads; a bare ISO 8601 literal reads none."""
    return frozenset() if is_literal(text) else frozenset(analyse(text).names)


def functions_used(text: str) -> frozenset[str]:
    """The named functions an expression calls."""
    return frozenset(call.name for call in analyse(text).functions)


def check(
    text: str,
    names: Collection[str],
    functions: Mapping[str, Signature],
    *,
    kinds: Mapping[str, str] | None = None,
) -> list[Problem]:
    """All that is wrong with an expression, in order of position.

    ``names`` are the data it may read; ``kinds`` tells what some of them are.
    """
    found = analyse(text)
    problems = [*found.problems, *_unknown(found, names, functions)]
    if found.tree is not None and not problems:
        mistakes = inference.infer(found.tree, kinds or {}, functions).mistakes
        problems += [Problem(found.position(at), message) for at, message in mistakes]
    return sorted(set(problems))


def result_kinds(
    text: str,
    functions: Mapping[str, Signature],
    *,
    kinds: Mapping[str, str] | None = None,
) -> frozenset[Kind]:
    """The kinds of value that an expression may give; none if it is refused."""
    tree = analyse(text).tree
    return inference.infer(tree, kinds or {}, functions).kinds if tree else frozenset()


def _unknown(
    found: Analysis, names: Collection[str], functions: Mapping[str, Signature]
) -> Iterator[Problem]:
    for name, position in found.names.items():
        if name not in names:
            yield Problem(position, f"unknown name {name!r}{_similar(name, names)}")
    for name, given, position in found.functions:
        known = functions.get(name)
        if known is None:
            similar = _similar(name, functions)
            yield Problem(position, f"unknown function {name!r}{similar}")
        elif not known.least <= given <= known.most:
            wanted = _count(known.least, known.most)
            yield Problem(position, f"{name}() takes {wanted}, not {given}")


def _similar(name: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(name, list(known), n=1)
    return f": did you mean {close[0]!r}?" if close else ""


def _count(least: int, most: int) -> str:
    many = f"{least}" if least == most else f"{least} to {most}"
    return f"{many} argument{'' if most == 1 else 's'}"


@functools.lru_cache(maxsize=512)
def _analyse(text: str) -> Analysis:
    line = re.sub(r"[\t\r\n]", " ", text)
    start = len(line) - len(line.lstrip(" "))
    problem = _stray(line)
    if problem is not None:
        return Analysis(problems=(problem,))
    try:
        # Text, never bytes: those may carry a byte order mark or a coding comment.
        tree = ast.parse(line[start:], mode="eval").body
    except SyntaxError as error:
        at = min(start + max((error.offset or 1) - 1, 0), len(text) - 1)
        return Analysis(problems=(Problem(at, f"syntax: {error.msg}"),))
    except (ValueError, MemoryError, RecursionError) as error:
        reason = f"cannot be read ({type(error).__name__})"
        return Analysis(problems=(Problem(start, reason),))
    return _described(tree, line[start:].encode(), start)


def _stray(line: str) -> Problem | None:
    """The first thing that is no token of the language."""
    position, before = 0, ""
    while position < len(line):
        token = _TOKEN.match(line, position)
        if token is None:
            rest = line[position:].split(" ")[0][:40]
            unknown = f"{rest!r} is not part of the expression language"
            return Problem(position, _ADVICE.get(line[position], unknown))
        if _BARE_DATE.match(line, position):
            return Problem(position, "a date is written date('2026-12-24')")
        if token.lastgroup == before == "text":
            return Problem(position, "a comma is missing between two texts")
        before = before if token.lastgroup == "space" else token.lastgroup or ""
        position = token.end()
    return None


def _described(tree: ast.expr, source: bytes, start: int) -> Analysis:
    place = Analysis(_source=source, _start=start).position
    problems: list[Problem] = []
    names: dict[str, int] = {}
    functions: list[Call] = []
    members: set[str] = set()
    if isinstance(tree, ast.Tuple):
        problems.append(Problem(start, "a list instead of one value: drop the comma"))
    for node, refusal in _nodes(tree):
        if refusal:
            problems.append(Problem(place(node), refusal))
        elif isinstance(node, ast.Name):
            names.setdefault(node.id, place(node))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            functions.append(Call(node.func.id, len(node.args), place(node)))
        elif (path := _path(node)) is not None:
            members.add(path)
    return Analysis(
        None if problems else tree,
        tuple(sorted(problems)),
        names,
        tuple(functions),
        frozenset(members),
        source,
        start,
    )


def _nodes(node: ast.expr, depth: int = 1) -> Iterator[tuple[ast.expr, str | None]]:
    """A tree's nodes in order, down to those that are refused, each with the reason."""
    refusal = "nested too deeply" if depth > MAX_DEPTH else _refusal(node)
    yield node, refusal
    if refusal:
        return
    below = node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node)
    for child in below:
        if isinstance(child, ast.expr):
            yield from _nodes(child, depth + 1)


def _refusal(node: ast.expr) -> str | None:
    """Why a node is outside the language, if it is."""
    parts: list[ast.AST] = [node, *getattr(node, "ops", [])]
    parts += [node.op] if isinstance(node, ast.BoolOp | ast.BinOp | ast.UnaryOp) else []
    for part in parts:
        if type(part) not in _NODES:
            word = type(part).__name__
            return _ADVICE.get(word, f"{word} is not part of the expression language")
    if isinstance(node, ast.Constant):
        plain = node.value is None or type(node.value) in (str, int, float, bool)
        return None if plain else "only texts, numbers, True, False and None"
    if isinstance(node, ast.Call):
        named = isinstance(node.func, ast.Name) and not node.keywords
        if not named or len(node.args) > MAX_ARGUMENTS:
            few = f"at most {MAX_ARGUMENTS} plain arguments"
            return f"only named functions can be called, with {few}"
    return None


def _path(node: ast.expr) -> str | None:
    """``release.milestone`` for that, and for ``release['milestone']``."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute(value=value, attr=str(key)):
            above = _path(value)
        case ast.Subscript(value=value, slice=ast.Constant(value=str(key))):
            above = _path(value)
        case _:
            return None
    return None if above is None else f"{above}.{key}"
