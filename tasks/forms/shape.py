"""A form as plain values: its fields, its checks and what its answers do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.errors import EngineError

TYPES = (
    *("text", "long", "date", "datetime", "bool", "int", "number"),
    *("choice", "choices", "user", "ref", "file", "rows"),
)
#: Types whose answer is one of offered values, or several.
CHOOSING = ("choice", "choices", "user", "ref")
MAX_TEXT, MAX_LONG, MAX_ROWS, MAX_CHOICES = 500, 20_000, 200, 200


class FormError(EngineError):
    """A form cannot be used; the process owner has to mend it."""


class NoSuchForm(FormError):
    """The version's bundle has no form of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The form “{name}” is missing from this version of the process. "
            "The process owner can add it."
        )


class FormUnreadable(FormError):
    """The form's definition is wrong; ``problems`` has a sentence for each mistake."""

    def __init__(self, name: str, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(
            f"The form “{name}” cannot be read: {problems[0]} "
            "The process owner can mend it."
        )


@dataclass(frozen=True, slots=True)
class Text:
    """What people read, in both languages."""

    en: str
    fr: str

    def in_(self, language: str) -> str:
        """The text in a language; English if there is no other."""
        return (self.fr or self.en) if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Option:
    """A value to choose, and what people read for it."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    ``required`` is True, False or an expression over the other fields, as is
    ``shown_when``.  ``variable`` is set in the token by the answer.  ``prefill`` is
    where its first value is read from, ``default`` the expression that gives it
    otherwise.  ``fields`` are the columns of rows.
    """

    name: str
    type: str
    label: Text
    help: Text | None = None
    required: bool | str = False
    shown_when: str | None = None
    variable: str | None = None
    options: tuple[Option, ...] = ()
    options_from: str | None = None
    min: float | None = None
    max: float | None = None
    default: str | None = None
    prefill: str | None = None
    fields: tuple["Field", ...] = ()

    @property
    def most(self) -> int:
        """The most characters, rows or choices that fit."""
        limits = {"long": MAX_LONG, "rows": MAX_ROWS, "choices": MAX_CHOICES}
        limit = limits.get(self.type, MAX_TEXT)
        return limit if self.max is None else int(self.max)

    @property
    def is_open(self) -> bool:
        """Whether other values than the offered ones may be given."""
        return not self.options and self.options_from is None


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold of the answers, and what is said when it does not."""

    that: str
    field: str
    say: Text


@dataclass(frozen=True, slots=True)
class Form:
    """All that a task asks."""

    name: str
    fields: tuple[Field, ...] = ()
    title: Text | None = None
    help: Text | None = None
    checks: tuple[Rule, ...] = ()
    warnings: tuple[Rule, ...] = ()
    effects: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def empty(cls) -> "Form":
        """The form of a task that asks nothing."""
        return cls("")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields."""
        return tuple(field.name for field in self.fields)

    def writes(self, collection: str) -> bool:
        """Whether an effect of the form saves entries of this collection."""
        return any(effect.get("save") == collection for effect in self.effects)

    def labels(self, language: str = "en") -> dict[str, str]:
        """What people read for each field."""
        return {field.name: field.label.in_(language) for field in self.fields}

    def people(self) -> frozenset[str]:
        """The paths of the fields whose answers are user names."""
        return frozenset(
            path
            for path, field in self.walk()
            if field.type == "user" or (field.options_from or "").startswith("people:")
        )

    def walk(self) -> Iterator[tuple[str, Field]]:
        """Every field with its path: ``coordinator``, ``stakeholders.person``."""
        for field in self.fields:
            yield field.name, field
            for column in field.fields:
                yield f"{field.name}.{column.name}", column
