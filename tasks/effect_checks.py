"""What is wrong with the effects of a form or message, before anybody runs them.

Each finding is a sentence for the author of the form.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from engine.expressions.functions import BUILT_IN, Function
from engine.expressions.iso import is_literal
from engine.expressions.syntax import check
from tasks.effect_words import (
    DEEDS,
    DOCUMENT_VALUES,
    GUARDS,
    Effect,
    expressions_in,
    is_member,
)
from tasks.facts import FACTS
from tasks.people.audience import audience_problem
from tasks.people.roles import ROLES
from tasks.release.collections import COLLECTIONS
from tasks.release.columns import Field
from tasks.release.fields import FIELDS
from tasks.repository.documents import STATES

FUNCTIONS: Mapping[str, Function] = {**BUILT_IN, **FACTS}

_KEYS: Mapping[str, frozenset[str]] = {
    "save": frozenset({"values", "where", "add"}),
    "assign": frozenset({"person"}),
    "document": frozenset({*DOCUMENT_VALUES, "fields"}),
    "series": frozenset({"first_at", "every"}),
    "flag": frozenset({"value"}),
    "note": frozenset({"text"}),
    "decision": frozenset({"value", "reason", "next_steps", "decided_by"}),
    "link": frozenset(),
    "notify": frozenset({"to"}),
}


def problems(
    effects: Sequence[Effect],
    names: Collection[str],
    mails: Collection[str] | None,
    papers: Collection[str] | None = None,
) -> list[str]:
    """All findings; ``names`` are the form's fields.

    ``mails`` and ``papers`` are the templates there are; without, none are looked for.
    """
    known = {*names, "answers"}
    return [
        f"Effect {number}: {problem}"
        for number, effect in enumerate(effects, start=1)
        for problem in (
            *_problems(effect, known, mails),
            *_unwritten(effect, papers),
        )
    ]


def _problems(
    effect: Effect, names: set[str], mails: Collection[str] | None
) -> Iterator[str]:
    deeds = [name for name in DEEDS if name in effect]
    if len(deeds) != 1:
        yield f"it needs exactly one of {', '.join(DEEDS)}."
        return
    deed = deeds[0]
    for key in effect.keys() - _KEYS[deed] - GUARDS - {deed}:
        yield f"“{key}” means nothing in “{deed}”."
    each = effect.get("each")
    if each is not None and each not in names:
        yield f"there is no field “{each}” to repeat it for."
    scope = names | ({"item"} if each is not None else set())
    yield from _of_deed(deed, effect, mails)
    for key, text in expressions_in([effect]):
        inner = scope | {"row"} if key == "where" else scope
        yield from _wrong(key, text, inner)


def _of_deed(deed: str, effect: Effect, mails: Collection[str] | None) -> Iterator[str]:
    match deed:
        case "save":
            yield from _columns(effect)
        case "assign" if effect["assign"] not in ROLES:
            yield f"there is no role “{effect['assign']}”."
        case "document":
            yield from _document(effect)
        case "notify":
            yield from _notice(effect, mails)


def _document(effect: Effect) -> Iterator[str]:
    state = effect.get("state")
    if _constant(state) not in (None, *STATES):
        yield f"a document cannot be {state}."


def _unwritten(effect: Effect, papers: Collection[str] | None) -> Iterator[str]:
    source = effect.get("source")
    if papers is not None and _constant(source) not in (None, *papers):
        yield f"no document is written from {source}."


def _notice(effect: Effect, mails: Collection[str] | None) -> Iterator[str]:
    problem = audience_problem(effect.get("to", ""))
    if problem:
        yield problem
    if mails is not None and effect["notify"] not in mails:
        yield f"there is no mail “{effect['notify']}”."


def _columns(effect: Effect) -> Iterator[str]:
    where = effect["save"]
    if where != "release" and where not in COLLECTIONS:
        yield f"there is no collection “{where}”."
        return
    fields = FIELDS if where == "release" else COLLECTIONS[where].fields
    for column, value in effect.get("values", {}).items():
        if column == "id" and where != "release":
            continue
        if column not in fields:
            yield f"“{where}” has no field “{column}”."
        else:
            yield from _unfit(where, column, fields[column], value)


def _unfit(where: str, column: str, field: Field, value: Any) -> Iterator[str]:
    constant = _constant(value)
    if constant is not None and field.allowed and constant not in field.allowed:
        yield f"“{where}.{column}” cannot be “{constant}”."


def _constant(text: Any) -> str | None:
    """The text that an expression always gives, if it is one."""
    if not isinstance(text, str) or len(text) < 2 or text[0] not in "'\"":
        return None
    inner = text[1:-1]
    return inner if text[-1] == text[0] and text[0] not in inner else None


def _wrong(key: str, text: str, names: Collection[str]) -> Iterator[str]:
    if not is_literal(text) and not is_member(text, names):
        for problem in check(text, names, FUNCTIONS):
            yield f"{key}: “{text}”: {problem.message}."
