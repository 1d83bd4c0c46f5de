"""What a timer event may wait for: a moment, a duration or a cycle, in ISO 8601.

SpiffWorkflow's own reader loops over months and guesses a missing offset, so nothing
reaches it that was not checked and bounded here.
"""

import re
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from engine.expressions.evaluate import Functions, evaluate, plain
from engine.expressions.inference import Signature
from engine.expressions.iso import CYCLE, DATE, DURATION, is_literal
from engine.expressions.kinds import Kind
from engine.expressions.syntax import ExpressionError, Problem, check, result_kinds

_NEEDED = (
    "a timer needs an ISO 8601 date, duration or cycle (such as P30D) "
    "of at most 99 years and four digits a number"
)
_KINDS = {Kind.DATE, Kind.MOMENT, Kind.DURATION, Kind.TEXT}


def timer_text(text: str, data: Mapping[str, object], functions: Functions) -> str:
    """The ISO 8601 text of a timer, written bare, quoted, or as an expression.

    Moments always have an offset: a day begins at midnight in the office, whose zone is
    that of the functions ``date`` and ``at``. Raises: ExpressionError.
    """
    value = text if is_literal(text) else evaluate(text, data, functions)
    match value:
        case str():
            return _checked(value.strip(), functions)
        case date():
            return _moment_text(value, functions)
        case timedelta():
            return _checked(str(plain(value)), functions)
        case _:
            raise ExpressionError(_NEEDED)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The moment a day begins in the office; the next one where clocks skip it."""
    midnight = datetime.combine(day, time(), zone)
    return midnight.astimezone(UTC).astimezone(zone)


def timer_kind(text: str) -> Literal["date", "duration", "cycle"]:
    """Which of the three a timer's text is."""
    if CYCLE.fullmatch(text):
        return "cycle"
    return "duration" if text.startswith("P") else "date"


def check_timer(
    text: str, names: Collection[str], functions: Mapping[str, Signature]
) -> list[Problem]:
    """All that is wrong with a timer as written; like ``check``, knowing literals."""
    if is_literal(text):
        return []
    problems = check(text, names, functions)
    if not problems and result_kinds(text, functions).isdisjoint(_KINDS):
        return [Problem(0, _NEEDED)]
    return problems


def _checked(text: str, functions: Functions) -> str:
    cycle = CYCLE.fullmatch(text)
    if cycle:
        return _cycle_text(cycle, functions)
    if DURATION.fullmatch(text):
        return text
    if DATE.fullmatch(text):
        return _moment_text(text, functions)
    raise ExpressionError(f"{_NEEDED}, not {text[:40]!r}")


def _cycle_text(cycle: re.Match[str], functions: Functions) -> str:
    times, start, every = cycle.groups()
    if not any(digit in every for digit in "123456789"):
        raise ExpressionError("a cycle needs an interval above zero")
    begin = f"{_moment_text(start, functions)}/" if start else ""
    return f"R{times or ''}/{begin}{every}"


def _moment_text(value: str | date, functions: Functions) -> str:
    """A day or a moment with its offset; ``date`` and ``at`` know the office's zone."""
    moment = evaluate("date(value)", {"value": value}, functions)
    if not isinstance(moment, datetime):
        moment = evaluate("at(value, '00:00')", {"value": moment}, functions)
    return str(plain(moment))
