"""The small language of templates, for mails and papers: safe, whoever edits them.

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

MAX_NESTING = 2
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


def as_it_is(text: str) -> str:
    """A value's text, unchanged."""
    return text


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a template is of, how long it may become, how values stand in it.

    ``lines``: a line that only holds ``{% … %}`` leaves nothing behind.
    """

    noun: str
    most: int
    value: Callable[[str], str] = as_it_is
    lines: bool = False


@dataclass(frozen=True, slots=True)
class Analysis:
    """What a text reads and calls, and what is wrong with it."""

    problems: tuple[str, ...] = ()
    names: frozenset[str] = frozenset()
    calls: frozenset[str] = frozenset()

    def __or__(self, other: "Analysis") -> "Analysis":
        return Analysis(
            self.problems + other.problems,
            self.names | other.names,
            self.calls | other.calls,
        )

    def unknown(
        self,
        noun: str,
        known: Collection[str] | None,
        functions: Collection[str] | None,
    ) -> Iterator[str]:
        """The names and facts that are none, a sentence each."""
        if known is not None:
            for name in sorted(self.names - set(known)):
                yield f"Nothing is called “{name}” in a {noun}."
        if functions is not None:
            for name in sorted(self.calls - set(functions)):
                yield f"There is no fact “{name}”."


@functools.lru_cache(maxsize=256)
def analysed(text: str, noun: str = "mail") -> Analysis:
    """What stands in a text. Raises TemplateRefused when it cannot be read at all."""
    try:
        tree = _environment("en", ZoneInfo("UTC"), Dialect(noun, 0)).parse(text)
    except (TemplateError, RecursionError) as error:
        raise TemplateRefused(f"It cannot be read: {error}.") from error
    called = {_called(call) for call in tree.find_all(nodes.Call)}
    bound = {n.name for n in tree.find_all(nodes.Name) if n.ctx == "store"}
    names = {n.name for n in tree.find_all(nodes.Name)} - bound - called
    problems = tuple(_refused(tree, noun))
    return Analysis(problems, frozenset(names), frozenset(called - {""}))


def filled(
    text: str,
    data: Mapping[str, Any],
    *,
    dialect: Dialect,
    language: str,
    zone: ZoneInfo,
) -> str:
    """What a checked text gives for these values. Raises TemplateRefused."""
    compiled = _compiled(_environment(language, zone, dialect), text)
    parts: list[str] = []
    size = 0
    try:
        for part in compiled.generate(dict(data)):
            size += len(part)
            if size > dialect.most:
                raise TemplateRefused(f"The {dialect.noun} would be too long.")
            parts.append(part)
    except (TemplateError, TypeError, ValueError) as error:
        said = f"The {dialect.noun} cannot be written: {error}."
        raise TemplateRefused(said) from error
    return "".join(parts)


def _refused(
    tree: nodes.Node, noun: str, depth: int = 0, level: int = 0
) -> Iterator[str]:
    """What stands in a template and must not."""
    if level > 60:
        yield "It is nested too deeply."
        return
    reason = _reason(tree, noun)
    if reason:
        line = getattr(tree, "lineno", None)
        yield f"{reason} (line {line})." if line else f"{reason}."
        return
    depth += isinstance(tree, nodes.For)
    if depth > MAX_NESTING:
        yield f"Loops may be nested {MAX_NESTING} deep."
        return
    for child in tree.iter_child_nodes():
        yield from _refused(child, noun, depth, level + 1)


def _reason(node: nodes.Node, noun: str) -> str | None:
    if type(node) not in _ALLOWED:
        return f"{type(node).__name__} is not allowed in a {noun}"
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


@functools.lru_cache(maxsize=32)
def _environment(language: str, zone: ZoneInfo, dialect: Dialect) -> _Environment:
    shown = _Shown(language, zone)

    def written(value: Any) -> Any:
        text = shown.text(value)
        return (
            text if isinstance(text, ChainableUndefined) else dialect.value(str(text))
        )

    environment = _Environment(
        undefined=ChainableUndefined,
        finalize=written,
        autoescape=False,
        trim_blocks=dialect.lines,
        lstrip_blocks=dialect.lines,
    )
    environment.globals.clear()
    environment.filters.clear()
    environment.filters.update(moment=shown.moment, day=shown.day)
    environment.tests.clear()
    return environment


@functools.lru_cache(maxsize=256)
def _compiled(environment: _Environment, text: str) -> Any:
    return environment.from_string(text)


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
