"""The named functions that look into lists of records.

A field may be a path such as ``owner.team``; a record that lacks it has nothing there.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import cast

from engine.expressions.kinds import COMPARISONS, ORDERINGS, Kind
from engine.expressions.moments import Moment, at, to_date
from engine.expressions.syntax import ExpressionError
from engine.expressions.values import compare, compute, kind

MAX_VALUES = 100

Test = Callable[[object], bool]


def any_of(
    moment: Moment, rows: object, field: object, value: object, operator: object = "=="
) -> bool:
    """any_of(crqs, 'state', 'Closed', '!='): at least one element is so."""
    return any(map(_test(moment, field, operator, value), _rows(rows)))


def all_of(
    moment: Moment, rows: object, field: object, value: object, operator: object = "=="
) -> bool:
    """all_of(crqs, 'state', 'Closed'): every element is so, or there is none."""
    return all(map(_test(moment, field, operator, value), _rows(rows)))


def count_of(
    moment: Moment, rows: object, field: object, value: object, operator: object = "=="
) -> int:
    """count_of(crqs, 'state', 'Open'): how many elements are so."""
    return sum(map(_test(moment, field, operator, value), _rows(rows)))


def count_where(
    moment: Moment,
    rows: object,
    field: object,
    operator: object,
    value: object,
    *more: object,
) -> int:
    """count_where(crqs, 'state', '==', 'Open', 'due', '<', today()): elements that
    meet every condition.
    """
    if len(more) % 3:
        raise ExpressionError("after the list: field, operator, value, and so on")
    conditions = (field, operator, value, *more)
    tests = [
        _test(moment, *conditions[first : first + 3])
        for first in range(0, len(conditions), 3)
    ]
    return sum(all(test(row) for test in tests) for row in _rows(rows))


def filled(value: object, field: object = None) -> bool:
    """filled(owner), filled(crqs, 'owner'): something is there, in every element."""
    if field is None:
        return _is_filled(value)
    path = _path(field)
    return all(_is_filled(_at(row, path)) for row in _rows(value))


def sum_of(rows: object, field: object) -> object:
    """sum_of(tasks, 'effort'): the sum of a field; elements without it add nothing."""
    path = _path(field)
    total: object = 0
    for row in _rows(rows):
        found = _at(row, path)
        total = total if found is None else compute("+", total, found)
    return total


def get(record: object, field: object, default: object = None) -> object:
    """get(release, 'owner.team', 'none'): a member that may be missing."""
    found = _at(record, _path(field), missing := object())
    return default if found is missing else found


def _rows(rows: object) -> list[object]:
    if kind(rows) is not Kind.LIST:
        raise ExpressionError(f"a list is needed here, not {kind(rows).phrase}")
    return cast(list[object], rows)


def _path(field: object) -> list[str]:
    if type(field) is not str or any(not p or p[0] == "_" for p in field.split(".")):
        raise ExpressionError("a field is named by a text such as 'state'")
    return field.split(".")


def _at(record: object, path: list[str], missing: object = None) -> object:
    found = record
    for name in path:
        if found is None:
            return missing
        if kind(found) is not Kind.RECORD:
            raise ExpressionError(f"{kind(found).phrase} has no field {name!r}")
        found = cast(dict[str, object], found).get(name, missing)
        if found is missing:
            return missing
    return found


def _test(moment: Moment, field: object, operator: object, value: object) -> Test:
    """A test of one row; what does not depend on the row is done once."""
    path, compares = _path(field), _comparison(operator)
    if kind(value) is Kind.LIST and len(cast(list[object], value)) > MAX_VALUES:
        raise ExpressionError(f"at most {MAX_VALUES} values can be compared with")

    def test(row: object) -> bool:
        found = _at(row, path)
        if found is None and compares in ORDERINGS:
            return False
        if type(found) is str and isinstance(value, date):
            found = _like(moment, found, value)
        return compare(compares, found, value)

    return test


def _comparison(operator: object) -> str:
    if type(operator) is not str or operator not in COMPARISONS:
        known = ", ".join(COMPARISONS)
        raise ExpressionError(f"the operator is one of {known}")
    return operator


def _like(moment: Moment, text: str, value: date) -> date:
    """The text of a date as the day, or as the moment, that it is compared with."""
    if not isinstance(value, datetime):
        return moment.day(text)
    found = to_date(moment, text)
    return found if isinstance(found, datetime) else at(moment, found, "00:00")


def _is_filled(value: object) -> bool:
    match kind(value):
        case Kind.NOTHING:
            return False
        case Kind.TEXT:
            return bool(cast(str, value).strip())
        case Kind.LIST | Kind.RECORD:
            return bool(value)
        case _:
            return True
