"""Mail templates: what may stand in one, what is wrong with one, what it gives.

A small part of Jinja's language, in its sandbox: values of the record, ``if``, ``for``
over lists nested at most twice, facts with constant arguments.  No arithmetic, no
attributes of Python objects, bounded input and output, so that whoever may edit a
template can neither run code nor fill the memory.

Source: reliability.md, decision 4 and 6.3.
"""

import functools
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name
from jinja2 import ChainableUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

MAX_TEMPLATE, MAX_TEXT, MAX_SUBJECT = 10_000, 200_000, 250
MAX_NESTING = 2
SUBJECT, CALENDAR = "Subject:", "Calendar: meeting"
FILTERS = ("moment", "day")

_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const),
    *(nodes.Getattr, nodes.If, nodes.For, nodes.Compare, nodes.Operand, nodes.And),
    *(nodes.Or, nodes.Not, nodes.Filter, nodes.Call, nodes.List, nodes.Tuple),
)
_LOCALES = {"en": "en_CA", "fr": "fr_CA"}
_WORDS = {"en": {True: "yes", False: "no"}, "fr": {True: "oui", False: "non"}}


class TemplateRefused(Exception):
    """A template cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail's subject, on one line, and its text."""

    subject: str
    body: str


def render(
    text: str,
    values: Mapping[str, Any],
    functions: Mapping[str, Callable[..., Any]],
    *,
    language: str,
    zone: ZoneInfo,
) -> Rendered:
    """What a template gives for these values. Raises TemplateRefused.

    A template's first line is ``Subject: …``; ``Calendar: meeting`` may follow, then an
    empty line and the text.
    """
    problems = check(text)
    if problems:
        raise TemplateRefused(problems[0])
    subject, body = split(text)
    data = {**functions, **values}
    environment = _environment(language, zone)
    return Rendered(
        " ".join(_filled(environment, subject, data).split())[:MAX_SUBJECT],
        _filled(environment, body, data).strip() + "\n",
    )


def split(text: str) -> tuple[str, str]:
    """Subject and body of a template: its head, an empty line, the text."""
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    first = head.partition("\n")[0]
    return first.removeprefix(SUBJECT).strip(), body.strip("\n")


def invites(text: str) -> bool:
    """Whether the mail carries the newest meeting as an invitation."""
    return CALENDAR in text.replace("\r\n", "\n").partition("\n\n")[0].split("\n")[1:]


def check(
    text: str,
    known: Collection[str] | None = None,
    functions: Collection[str] | None = None,
) -> list[str]:
    """What is wrong with a template, a sentence each.

    ``known`` are the names it may read and ``functions`` those it may call; without
    them any will do.
    """
    found = _analysed(text)
    problems = list(found.problems)
    if known is not None:
        problems += [
            f"Nothing is called “{name}” in a mail."
            for name in sorted(found.names - set(known))
        ]
    if functions is not None:
        problems += [
            f"There is no fact “{name}”."
            for name in sorted(found.calls - set(functions))
        ]
    return problems


def names_in(text: str) -> frozenset[str]:
    """The names that a template reads, without those of its loops."""
    return _analysed(text).names


@dataclass(frozen=True, slots=True)
class _Analysis:
    problems: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()


@functools.lru_cache(maxsize=256)
def _analysed(text: str) -> _Analysis:
    if len(text) > MAX_TEMPLATE:
        return _Analysis((f"A template has at most {MAX_TEMPLATE:,} characters.",))
    first, *more = text.replace("\r\n", "\n").partition("\n\n")[0].split("\n")
    if not first.startswith(SUBJECT) or not first.removeprefix(SUBJECT).strip():
        return _Analysis((f"The first line must be “{SUBJECT} …”.",))
    if any(line != CALENDAR for line in more):
        return _Analysis((f"After the subject comes an empty line, or “{CALENDAR}”.",))
    environment = _environment("en", ZoneInfo("UTC"))
    problems: list[str] = []
    names: set[str] = set()
    calls: set[str] = set()
    for part in split(text):
        try:
            tree = environment.parse(part)
        except (TemplateError, RecursionError) as error:
            return _Analysis((f"It cannot be read: {error}.",))
        problems += _refused(tree)
        called = {_called(call) for call in tree.find_all(nodes.Call)}
        bound = {n.name for n in tree.find_all(nodes.Name) if n.ctx == "store"}
        names |= {n.name for n in tree.find_all(nodes.Name)} - bound - called
        calls |= called
    return _Analysis(tuple(problems), frozenset(names), frozenset(calls - {""}))


def _refused(tree: nodes.Node, depth: int = 0, level: int = 0) -> Iterator[str]:
    """What stands in a template and must not."""
    if level > 60:
        yield "It is nested too deeply."
        return
    reason = _reason(tree)
    if reason:
        line = getattr(tree, "lineno", None)
        yield f"{reason} (line {line})." if line else f"{reason}."
        return
    depth += isinstance(tree, nodes.For)
    if depth > MAX_NESTING:
        yield f"Loops may be nested {MAX_NESTING} deep."
        return
    for child in tree.iter_child_nodes():
        yield from _refused(child, depth, level + 1)


def _reason(node: nodes.Node) -> str | None:
    if type(node) not in _ALLOWED:
        return f"{type(node).__name__} is not allowed in a mail"
    return _REASONS[type(node)](node) if type(node) in _REASONS else None


def _of_name(node: Any) -> str | None:
    return _private(node.name)


def _of_getattr(node: Any) -> str | None:
    return _private(node.attr)


def _private(name: str) -> str | None:
    return f"“{name}” is not to be read" if name.startswith("_") else None


def _of_loop(node: Any) -> str | None:
    if node.recursive or node.test is not None:
        return "Only plain loops are allowed"
    if not isinstance(node.target, nodes.Name):
        return "A loop has one variable"
    if not isinstance(node.iter, nodes.Name | nodes.Getattr):
        return "Only lists of the record can be looped over"
    return None


def _of_filter(node: Any) -> str | None:
    if node.name not in FILTERS or node.args or node.kwargs:
        return f"Only the filters {' and '.join(FILTERS)} are allowed"
    return None


def _of_call(node: Any) -> str | None:
    plain = all(isinstance(argument, nodes.Const) for argument in node.args)
    if not _called(node) or not plain or node.kwargs or node.dyn_args:
        return "Only facts may be called, with constants"
    return None


_REASONS: Mapping[type[nodes.Node], Callable[[Any], str | None]] = {
    nodes.Name: _of_name,
    nodes.Getattr: _of_getattr,
    nodes.For: _of_loop,
    nodes.Filter: _of_filter,
    nodes.Call: _of_call,
}


def _called(call: nodes.Call) -> str:
    return call.node.name if isinstance(call.node, nodes.Name) else ""


class _Environment(ImmutableSandboxedEnvironment):
    """A sandbox whose values have members, and no attributes at all."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A member of a record; nothing else has any."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return self.undefined(obj=obj, name=attribute)


@functools.lru_cache(maxsize=16)
def _environment(language: str, zone: ZoneInfo) -> _Environment:
    shown = _Shown(language, zone)
    environment = _Environment(
        undefined=ChainableUndefined,
        finalize=shown.text,
        autoescape=False,
        trim_blocks=False,
    )
    environment.globals.clear()
    environment.filters.clear()
    environment.filters.update(moment=shown.moment, day=shown.day)
    environment.tests.clear()
    return environment


@functools.lru_cache(maxsize=256)
def _compiled(environment: _Environment, text: str) -> Any:
    return environment.from_string(text)


def _filled(environment: _Environment, text: str, data: Mapping[str, Any]) -> str:
    parts: list[str] = []
    size = 0
    try:
        for part in _compiled(environment, text).generate(dict(data)):
            size += len(part)
            if size > MAX_TEXT:
                raise TemplateRefused("The mail would be too long.")
            parts.append(part)
    except (TemplateError, TypeError, ValueError) as error:
        raise TemplateRefused(f"The mail cannot be written: {error}.") from error
    return "".join(parts)


@dataclass(frozen=True)
class _Shown:
    """Values as a reader reads them, by language and the office's zone."""

    language: str
    zone: ZoneInfo

    def text(self, value: Any) -> Any:
        match value:
            case None:
                return ""
            case bool():
                return _WORDS[self.language][value]
            case date():
                return self.moment(value)
            case list() | tuple():
                return ", ".join(str(self.text(item)) for item in value)
            case Mapping():
                return ", ".join(str(self.text(item)) for item in value.values())
            case str() | int() | float() | ChainableUndefined():
                return value
            case _:
                return ""

    def moment(self, value: Any) -> str:
        found = _date_of(value)
        if isinstance(found, datetime):
            locale = _LOCALES[self.language]
            local = found.astimezone(self.zone) if found.tzinfo else found
            clock = format_time(local, "short", locale=locale)
            zone = get_timezone_name(local, width="short", locale=locale)
            return f"{self.day(local)}, {clock} {zone}"
        return self.day(value)

    def day(self, value: Any) -> str:
        found = _date_of(value)
        if found is None:
            return str(self.text(value))
        if isinstance(found, datetime) and found.tzinfo:
            found = found.astimezone(self.zone)
        return format_date(found, "long", locale=_LOCALES[self.language])


def _date_of(value: Any) -> date | None:
    if isinstance(value, str):
        try:
            long = "T" in value
            return datetime.fromisoformat(value) if long else date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None
