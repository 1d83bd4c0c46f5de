"""What values are, how large they may be, and what the operators do with them."""

import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from engine.expressions.kinds import ARITHMETIC, ORDERED, Kind, may_compare
from engine.expressions.syntax import ExpressionError

MAX_NUMBER, MAX_TEXT, MAX_ITEMS, MAX_DEPTH = 10**15, 10_000, 1_000, 50
MAX_RESULT = 10 * MAX_ITEMS
DAY = timedelta(days=1)

_KINDS: dict[type, Kind] = {
    type(None): Kind.NOTHING,
    bool: Kind.TRUTH,
    int: Kind.NUMBER,
    float: Kind.NUMBER,
    str: Kind.TEXT,
    dict: Kind.RECORD,
    list: Kind.LIST,
    date: Kind.DATE,
    datetime: Kind.MOMENT,
    timedelta: Kind.DURATION,
}
_COMPUTE: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def kind(value: object) -> Kind:
    """What a value is; refuses all but plain data of bounded size.

    The type must match exactly, so that no method of a foreign class ever runs.
    """
    found = _KINDS.get(type(value))
    if found is None:
        raise ExpressionError("a value is not plain data")
    match value:
        case int() | float() if not -MAX_NUMBER <= value <= MAX_NUMBER:
            raise ExpressionError("a number is too large, or not a number")
        case str() if len(value) > MAX_TEXT:
            raise ExpressionError("a text is too long")
        case list() if len(cast(list[object], value)) > MAX_ITEMS:
            raise ExpressionError("a list is too long")
        case datetime() if value.utcoffset() is None:
            raise ExpressionError("a date and time has no time zone: use date()")
        case _:
            return found


def truth(value: object) -> bool:
    """True or false as a condition needs it; nothing (no answer yet) is false."""
    if type(value) is bool:
        return value
    if value is None:
        return False
    needed = f"true or false is needed here, not {kind(value).phrase}"
    raise ExpressionError(f"{needed}: write a comparison")


def member(container: object, key: object) -> object:
    """One member of a record or a list; names that begin with _ do not exist."""
    holder, selector = kind(container), kind(key)
    if holder is Kind.RECORD and selector is Kind.TEXT:
        record, name = cast(dict[str, object], container), cast(str, key)
        if name in record and not name.startswith("_"):
            return record[name]
    elif holder is Kind.LIST and type(key) is int:
        items = cast(list[object], container)
        if -len(items) <= key < len(items):
            return items[key]
    else:
        message = f"{selector.phrase} cannot select from {holder.phrase}"
        raise ExpressionError(message)
    raise ExpressionError(f"there is no {str(key)[:40]!r} in this {holder}")


def compute(symbol: str, left: object, right: object) -> object:
    """Arithmetic on numbers, dates and durations, and on nothing else."""
    kinds = kind(left), kind(right)
    if kinds not in ARITHMETIC[symbol]:
        sides = f"{kinds[0].phrase} and {kinds[1].phrase}"
        raise ExpressionError(f"{symbol} cannot take {sides}")
    if kinds[1] is Kind.DURATION and symbol in ("+", "-"):
        if kinds[0] is Kind.DATE and cast(timedelta, right) % DAY:
            raise ExpressionError("a date has no hours: use at(date, '17:00')")
        if kinds[0] is Kind.MOMENT:
            return _moved(cast(datetime, left), cast(timedelta, right), symbol)
    return _COMPUTE[symbol](_absolute(left), _absolute(right))


def compare(symbol: str, left: object, right: object) -> bool:
    """A comparison of values of the same kind, or with nothing."""
    left_kind, right_kind = kind(left), kind(right)
    if not may_compare(symbol, left_kind, right_kind):
        sides = f"{left_kind.phrase} {symbol} {right_kind.phrase}"
        raise ExpressionError(f"{sides} cannot be compared")
    if symbol in ("in", "not in"):
        return _holds(right, left) is (symbol == "in")
    if left_kind is not right_kind:
        return symbol == "!="
    if left_kind in ORDERED:
        return _COMPARE[symbol](_absolute(left), _absolute(right))
    return _COMPARE[symbol](snapshot(left), snapshot(right))


def snapshot(value: object) -> object:
    """A copy, so that nobody can change the data through a result."""
    return _copied(value, iter(range(MAX_RESULT)), 0)


def _copied(value: object, budget: Iterator[int], depth: int) -> object:
    if next(budget, None) is None or depth > MAX_DEPTH:
        raise ExpressionError("a value is too large or nested too deeply")
    match kind(value):
        case Kind.RECORD:
            record = cast(dict[object, object], value)
            return {
                key: _copied(item, budget, depth + 1)
                for key, item in record.items()
                if kind(key) is Kind.TEXT and not str(key).startswith("_")
            }
        case Kind.LIST:
            items = cast(list[object], value)
            return [_copied(item, budget, depth + 1) for item in items]
        case _:
            return value


def _moved(moment: datetime, by: timedelta, symbol: str) -> datetime:
    """Days keep the local time of day, also across a change of clocks; hours pass."""
    sign = 1 if (by > timedelta()) is (symbol == "+") else -1
    days, hours = divmod(abs(by), DAY)
    local = moment + sign * days * DAY
    return (local.astimezone(UTC) + sign * hours).astimezone(moment.tzinfo)


def _absolute(value: object) -> object:
    """Moments as UTC: Python compares those of one zone by their wall clocks."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def _holds(container: object, value: object) -> bool:
    """Whether a list has this element, a text this part, a record this member."""
    if isinstance(container, list):
        searched = kind(value)
        items = cast(list[object], container)
        return any(kind(i) is searched and compare("==", i, value) for i in items)
    if isinstance(container, str):
        return cast(str, value) in container
    name = cast(str, value)
    return not name.startswith("_") and name in cast(Mapping[str, object], container)
