"""What must hold for any expression over any data, whatever it says."""

import ast
import copy
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from engine.expressions.evaluate import evaluate, plain
from engine.expressions.functions import BUILT_IN, Moment, built_in
from engine.expressions.iso import is_literal
from engine.expressions.syntax import ExpressionError, analyse, check
from engine.expressions.timers import check_timer, timer_text

MOMENT = Moment(datetime(2026, 11, 24, 16, 30, tzinfo=UTC), ZoneInfo("America/Toronto"))
FUNCTIONS = built_in(MOMENT)
DATA: dict[str, object] = {
    "n": 7,
    "approved": True,
    "nobody": None,
    "title": "Été",
    "due": "2026-12-24",
    "d": {"k": 1, "_secret": "hush", "inner": {"_also": "hush", "list": [1, [2]]}},
    "rows": [
        {"n": i, "due": "2026-12-24T17:00Z", "_secret": "hush"} for i in range(60)
    ],
    "values": list(range(100)),
    "long": "x" * 10_000,
}
SECRETS = {"hush"}

Value = object


def ask(text: str, data: Mapping[str, object] = DATA) -> Value | ExpressionError:
    """Evaluate, and prove: plain, private, a copy, the data untouched."""
    before = copy.deepcopy(data)
    try:
        value = evaluate(text, data, FUNCTIONS)
    except ExpressionError as error:
        _is_a_sentence(error, text)
        value = error
    else:
        _is_plain(value)
        _is_private(value, text)
        _is_a_copy(value, data)
    assert data == before, f"{text!r} changed the data"
    _agrees_with_check(text, value, data)
    return value


def ask_timer(text: str, data: Mapping[str, object] = DATA) -> str | None:
    """Evaluate as a timer, and prove that SpiffWorkflow can read the result."""
    try:
        found = timer_text(text, data, FUNCTIONS)
    except ExpressionError:
        return None
    if is_literal(text) or _is_all_reached(text):
        assert check_timer(text, data, BUILT_IN) == [], text
    assert is_literal(found), found
    _is_read_by_the_engine(found)
    return found


def _is_a_sentence(error: ExpressionError, text: str) -> None:
    assert error.message
    assert len(error.message) < 300
    if error.position is not None and type(text) is str:
        assert 0 <= error.position <= len(text)


def _is_plain(value: object) -> None:
    for part in _parts(value):
        plain_types = (str, int, float, bool, type(None), list, dict)
        assert type(part) in (*plain_types, date, datetime, timedelta), type(part)
    assert all(type(p) not in (date, datetime, timedelta) for p in _parts(plain(value)))


def _is_private(value: object, text: str) -> None:
    for part in _parts(value):
        if isinstance(part, dict):
            assert not any(key.startswith("_") for key in part)
        if isinstance(part, str) and "hush" not in text:
            assert part not in SECRETS


def _is_a_copy(value: object, data: object) -> None:
    kept = {id(part) for part in _parts(data) if isinstance(part, list | dict)}
    assert not any(id(p) in kept for p in _parts(value) if isinstance(p, list | dict))


def _agrees_with_check(text: str, value: object, data: Mapping[str, object]) -> None:
    """What the checks refuse is refused, but for what was never reached."""
    problems = check(text, data, BUILT_IN)
    refused = isinstance(value, ExpressionError)
    if analyse(text).tree is None:
        assert refused
        assert problems
    elif refused and value.message.startswith(("unknown", "cannot be computed: Type")):
        assert problems
    elif problems and _is_all_reached(text):
        assert refused, problems


def _is_all_reached(text: str) -> bool:
    """Whether no part of an expression can be skipped."""
    tree = analyse(text).tree
    return tree is not None and not any(
        isinstance(node, ast.BoolOp | ast.IfExp)
        or (isinstance(node, ast.Compare) and len(node.ops) > 1)
        for node in ast.walk(tree)
    )


def _is_read_by_the_engine(found: str) -> None:
    read: Callable[[str], object]
    if found.startswith("R"):
        read = TimerEventDefinition.parse_iso_recurring_interval
    elif found.startswith("P"):
        read = TimerEventDefinition.parse_iso_duration
    else:
        read = datetime.fromisoformat
        assert read(found).utcoffset() is not None  # type: ignore[attr-defined]
    read(found)


def _parts(value: object) -> Iterator[object]:
    yield value
    if isinstance(value, dict):
        for item in value.values():
            yield from _parts(item)
    if isinstance(value, list):
        for item in value:
            yield from _parts(item)
