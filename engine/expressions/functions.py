"""The named functions that every expression may call."""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from types import MappingProxyType
from typing import cast

from engine.expressions import lists, moments
from engine.expressions.evaluate import plain
from engine.expressions.kinds import ORDERED, Kind
from engine.expressions.moments import Moment
from engine.expressions.syntax import MAX_ARGUMENTS, ExpressionError
from engine.expressions.values import MAX_TEXT, compare, compute, kind

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Function:
    """A named function: what the checks and the help have to know of it.

    ``returns`` names the kind of the result, ``help`` begins with an example. It takes
    ``least`` to ``most`` arguments. An ``instant`` one answers from its arguments and
    the moment alone; others read the record. The ``call`` of a built-in function that
    depends on the time takes the Moment first: ``built_in`` binds it.
    """

    name: str
    call: Callable[..., object]
    least: int
    most: int
    returns: str
    help: str
    instant: bool = True


def built_in(moment: Moment) -> dict[str, Callable[..., object]]:
    """The built-in functions, bound to the moment of an evaluation."""
    bound = {name: partial(call, moment) for name, call in _TIMED.items()}
    return {**_TIMELESS, **bound}


def number(value: object) -> int | float:
    """number('12.5'): a number that is written as a text."""
    if kind(value) is Kind.NUMBER:
        return cast(int | float, value)
    if type(value) is not str or not _NUMBER.fullmatch(value):
        shown = repr(value[:40]) if type(value) is str else kind(value).phrase
        raise ExpressionError(f"{shown} is not a number")
    return float(value) if "." in value else int(value)


def text(first: object, *more: object) -> str:
    """text('CRQ ', crq_id, ' is late'): one text of all parts."""
    return "".join(_texts((first, *more)))


def starts_with(value: object, beginning: object) -> bool:
    """starts_with(title, 'CRQ'): whether a text begins so."""
    return _text(value).startswith(_text(beginning))


def lower(value: object) -> str:
    """lower(title): the text in small letters."""
    return _text(value).lower()


def length(value: object) -> int:
    """len(crqs): how many elements, members or characters."""
    if kind(value) not in (Kind.TEXT, Kind.LIST, Kind.RECORD):
        raise ExpressionError(f"{kind(value).phrase} has no length")
    return len(cast(str, value))


def lowest(first: object, *more: object) -> object:
    """lowest(a, b), lowest(list): the smallest, or earliest, of the values."""
    return _extreme("<", (first, *more))


def highest(first: object, *more: object) -> object:
    """highest(a, b), highest(list): the largest, or latest, of the values."""
    return _extreme(">", (first, *more))


def rounded(value: object, digits: object = 0) -> int | float:
    """round(2.5), round(x, 2): half goes away from zero."""
    if type(digits) is not int or not 0 <= digits <= 9:
        raise ExpressionError("the number of digits is 0 to 9")
    unit = Decimal(1).scaleb(-digits)
    exact = Decimal(str(_number(value))).quantize(unit, ROUND_HALF_UP)
    return float(exact) if digits else int(exact)


def percent(part: object, whole: object) -> float:
    """percent(done, planned): how many percent of the whole; the whole is not 0."""
    return cast(float, compute("/", compute("*", _number(part), 100), _number(whole)))


def _number(value: object) -> int | float:
    if kind(value) is not Kind.NUMBER:
        raise ExpressionError(f"a number is needed here, not {kind(value).phrase}")
    return cast(int | float, value)


def _text(value: object) -> str:
    if kind(value) is not Kind.TEXT:
        raise ExpressionError(f"a text is needed here, not {kind(value).phrase}")
    return cast(str, value)


def _texts(parts: tuple[object, ...]) -> Iterator[str]:
    for part in parts:
        match kind(part):
            case Kind.NOTHING:
                yield ""
            case Kind.TRUTH:
                yield "true" if part else "false"
            case Kind.LIST if len(cast(list[object], part)) <= MAX_TEXT:
                yield ", ".join(_texts(tuple(cast(list[object], part))))
            case Kind.RECORD:
                raise ExpressionError("a record cannot be written as a text")
            case _:
                yield str(plain(part))


def _extreme(symbol: str, values: tuple[object, ...]) -> object:
    single = len(values) == 1 and kind(values[0]) is Kind.LIST
    among = cast(list[object], values[0]) if single else values
    if not among:
        raise ExpressionError("an empty list has no lowest or highest value")
    found = among[0]
    if kind(found) not in ORDERED:
        raise ExpressionError(f"{kind(found).phrase} has no order")
    for value in among:
        found = value if compare(symbol, value, found) else found
    return found


def _function(call: Callable[..., object], returns: str, name: str = "") -> Function:
    """Describe a function by its signature and its docstring."""
    taken = [p for p in inspect.signature(call).parameters.values() if not _binds(p)]
    named = [p for p in taken if p.kind is not p.VAR_POSITIONAL]
    least = sum(p.default is p.empty for p in named)
    most = len(taken) if taken == named else MAX_ARGUMENTS
    described = " ".join((call.__doc__ or "").split())
    return Function(name or call.__name__, call, least, most, returns, described)


def _binds(parameter: inspect.Parameter) -> bool:
    return parameter.annotation is Moment


_DATES = f"{Kind.DATE} or {Kind.MOMENT}"
_ALL = (
    _function(moments.today, Kind.DATE),
    _function(moments.now, Kind.MOMENT),
    _function(moments.to_date, _DATES, "date"),
    _function(moments.day, Kind.DATE),
    _function(moments.at, Kind.MOMENT),
    _function(moments.minutes, Kind.DURATION),
    _function(moments.hours, Kind.DURATION),
    _function(moments.days, Kind.DURATION),
    _function(moments.weeks, Kind.DURATION),
    _function(moments.is_business_day, Kind.TRUTH),
    _function(moments.add_business_days, _DATES),
    _function(moments.business_days, Kind.NUMBER),
    _function(lists.any_of, Kind.TRUTH),
    _function(lists.all_of, Kind.TRUTH),
    _function(lists.count_of, Kind.NUMBER),
    _function(lists.count_where, Kind.NUMBER),
    _function(lists.filled, Kind.TRUTH),
    _function(lists.sum_of, Kind.NUMBER),
    _function(lists.get, "anything"),
    _function(number, Kind.NUMBER),
    _function(text, Kind.TEXT),
    _function(starts_with, Kind.TRUTH),
    _function(lower, Kind.TEXT),
    _function(length, Kind.NUMBER, "len"),
    _function(lowest, "anything"),
    _function(highest, "anything"),
    _function(rounded, Kind.NUMBER, "round"),
    _function(percent, Kind.NUMBER),
)

BUILT_IN: Mapping[str, Function] = MappingProxyType({f.name: f for f in _ALL})

_TIMED = {
    name: function.call
    for name, function in BUILT_IN.items()
    if any(map(_binds, inspect.signature(function.call).parameters.values()))
}
_TIMELESS = {n: f.call for n, f in BUILT_IN.items() if n not in _TIMED}
