"""One expression of a diagram, checked while it is typed: lint's words, at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from engine.expressions.functions import BUILT_IN
from engine.expressions.inference import Signature
from engine.expressions.iso import is_literal
from engine.expressions.kinds import ANY, Kind, kinds_of
from engine.expressions.syntax import Problem, check, result_kinds
from engine.expressions.timers import check_timer

CONDITION, DUE, TIMER, PARAMETER = "condition", "due_in", "timer", "parameter"
#: What each place needs, and how that is said.
_NEEDED: Mapping[str, tuple[frozenset[Kind], str]] = {
    CONDITION: (
        frozenset({Kind.TRUTH, Kind.NOTHING}),
        "a condition gives true or false; write a comparison",
    ),
    DUE: (
        frozenset({Kind.DATE, Kind.MOMENT, Kind.DURATION, Kind.TEXT, Kind.NOTHING}),
        "a due date is a duration, a day or a moment, such as days(5)",
    ),
}
#: Longer is no expression but a mistake.
MOST = 2_000


def problems(
    text: str,
    place: str,
    *,
    names: Collection[str],
    facts: Mapping[str, Signature],
    wanted: str | None = None,
) -> list[Problem]:
    """What is wrong with an expression at a place, in order of position.

    ``names`` are the variables it may read; ``wanted`` the type of a parameter.
    """
    if len(text) > MOST:
        return [Problem(MOST, f"an expression has at most {MOST} characters")]
    functions = {**BUILT_IN, **facts}
    if place == TIMER:
        return check_timer(text, names, functions)
    if place == DUE and is_literal(text):
        return []
    found = check(text, names, functions)
    if found:
        return found
    needed, says = _needed(place, wanted)
    kinds = result_kinds(text, functions)
    return [Problem(0, says)] if kinds and kinds.isdisjoint(needed) else []


def _needed(place: str, wanted: str | None) -> tuple[frozenset[Kind], str]:
    if place == PARAMETER and wanted:
        word = {"true or false": Kind.TRUTH.value}.get(wanted, wanted)
        kinds = kinds_of(word)
        return (kinds | {Kind.NOTHING}, f"this parameter is {wanted}")
    return _NEEDED.get(place, (ANY, ""))
