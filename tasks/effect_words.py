"""How effects are written: their deeds, the keys of each, the expressions in them."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from engine.expressions.syntax import analyse, names_used

Effect = Mapping[str, Any]
Data = Mapping[str, Any]

#: What an effect may do; it names exactly one of them.
DEEDS = (
    *("save", "assign", "document", "series", "flag"),
    *("note", "decision", "link", "notify"),
)
GUARDS = frozenset({"when", "each"})
#: What a ``document`` may say beside its type.
DOCUMENT_VALUES = (
    *("type", "state", "title", "file", "text", "reviewer", "owner"),
    *("reason", "due_on", "restricted", "source"),
)
#: Keys whose texts are names, not expressions.
_NAMING = frozenset({*DEEDS, "each", "to", "add", "fields"} - {"link"})

_PATH = re.compile(r"[A-Za-z]\w*(\.[A-Za-z]\w*)*", re.ASCII)


def expressions_in(effects: Iterable[Effect]) -> Iterator[tuple[str, str]]:
    """All expressions of effects, each with its key."""
    for effect in effects:
        given = {k: v for k, v in effect.items() if k not in _NAMING}
        values = given.pop("values", {})
        for key, value in (*values.items(), *given.items()):
            if isinstance(value, str):
                yield key, value


def names_in(effects: Iterable[Effect]) -> set[str]:
    """The names that the expressions of effects read."""
    found: set[str] = set()
    for _, text in expressions_in(effects):
        found |= names_used(text)
    return found


def columns_of_item(effect: Effect) -> set[str]:
    """The columns of a row that an effect reads: unanswered ones are null."""
    paths = {p for _, text in expressions_in([effect]) for p in analyse(text).members}
    return {path.split(".")[1] for path in paths if path.startswith("item.")}


def is_member(text: str, names: Collection[str]) -> bool:
    """Whether an expression is only the name of an answer, or a member of one.

    Such a value is copied, not evaluated: a long text passes, and so does a field
    whose name the language has taken.
    """
    return bool(_PATH.fullmatch(text)) and text.split(".")[0] in names


def member(path: str, data: Data) -> Any:
    """The answer of this name, or a member of it."""
    first, *rest = path.split(".")
    value = data[first]
    for name in rest:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
