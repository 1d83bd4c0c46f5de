"""A form's JSON read strictly: every mistake is told, none is guessed around.

Source: ours; forms are data of ``bpmn/forms``, so that a process owner changes one
without code, and are versioned with the diagram that uses them.
"""

import difflib
import functools
import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from tasks.forms.shape import (
    CHOOSING,
    TYPES,
    Field,
    Form,
    FormUnreadable,
    NoSuchForm,
    Option,
    Rule,
    Text,
)

__all__ = ["Form", "closest", "form", "path_of", "read_data", "read_json", "similar"]

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}", re.ASCII)
_FORM_KEYS = ("title", "help", "fields", "checks", "warnings", "effects")
_FIELD_KEYS = (
    *("name", "type", "label", "help", "required", "shown_when", "variable"),
    *("options", "options_from", "min", "max", "default", "from", "fields"),
)
#: Names that mean something else in expressions or in a posted form.
_TAKEN = frozenset({"id", "item", "row", "and", "or", "not", "in", "if", "else"})


def form(bundle: Mapping[str, bytes], name: str) -> Form:
    """The form of this name in a bundle. Raises NoSuchForm, FormUnreadable."""
    content = bundle.get(path_of(name))
    if content is None:
        raise NoSuchForm(name)
    return read_json(name, content)


def path_of(name: str) -> str:
    """Where a bundle keeps a form."""
    return f"forms/{name}.json"


@functools.lru_cache(maxsize=1024)
def read_json(name: str, content: bytes) -> Form:
    """The form that a JSON text defines. Raises FormUnreadable."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FormUnreadable(name, [f"It is no JSON: {error}."]) from error
    return read_data(name, data)


def read_data(name: str, data: Any) -> Form:
    """The form that plain data define. Raises FormUnreadable."""
    reading = _Reading()
    found = reading.form(name, data)
    if reading.problems:
        raise FormUnreadable(name, reading.problems)
    return found


class _Reading:
    def __init__(self) -> None:
        self.problems: list[str] = []
        self._where = ""

    def form(self, name: str, data: Any) -> Form:
        record = self.record(data, _FORM_KEYS)
        fields = self.list_of(record, "fields")
        read = tuple(self.field(each, columns=True) for each in fields)
        self.once([field.name for field in read])
        names = {field.name for field in read}
        return Form(
            name=name,
            fields=read,
            title=self.text(record, "title"),
            help=self.text(record, "help"),
            checks=self.rules(record, "checks", names),
            warnings=self.rules(record, "warnings", names),
            effects=tuple(
                self.effect(each) for each in self.list_of(record, "effects")
            ),
        )

    def field(self, data: Any, *, columns: bool) -> Field:
        raw = data.get("name") if isinstance(data, Mapping) else None
        self._where = f"field “{raw}”: " if isinstance(raw, str) else "a field: "
        record = self.record(data, _FIELD_KEYS)
        kind = self.type(record, columns=columns)
        field = Field(
            name=self.name(record),
            type=kind,
            label=self.label(record),
            help=self.text(record, "help"),
            required=self.required(record),
            shown_when=self.expression(record, "shown_when"),
            variable=self.expression(record, "variable"),
            options=self.options(record),
            options_from=self.expression(record, "options_from"),
            min=self.number(record, "min"),
            max=self.number(record, "max"),
            default=self.expression(record, "default"),
            prefill=self.expression(record, "from"),
        )
        self.fitting(field, record)
        if kind != "rows":
            return field
        return self.rows(field, record)

    def rows(self, field: Field, record: Mapping[str, Any]) -> Field:
        where = self._where
        raw = self.list_of(record, "fields")
        if not raw:
            self.say("rows need “fields”, their columns.")
        inner = tuple(self.field(each, columns=False) for each in raw)
        self._where = where
        self.once([column.name for column in inner])
        values = {name: getattr(field, name) for name in Field.__slots__}
        return Field(**{**values, "fields": inner})

    def fitting(self, field: Field, record: Mapping[str, Any]) -> None:
        """What does not go together."""
        if field.options and field.options_from:
            self.say("give either “options” or “options_from”.")
        if field.type not in CHOOSING and not field.is_open:
            self.say(f"a field of type {field.type} offers no options.")
        if field.type in ("choice", "user") and field.is_open:
            self.say(f"a field of type {field.type} needs options to choose from.")
        if field.variable and field.type in ("rows", "file"):
            self.say(f"{field.type} cannot go into a variable; ask the record instead.")
        if "fields" in record and field.type != "rows":
            self.say("only rows have “fields”.")
        if field.min is not None and field.max is not None and field.min > field.max:
            self.say("“min” is larger than “max”.")

    def type(self, record: Mapping[str, Any], *, columns: bool) -> str:
        kind = record.get("type")
        if kind not in TYPES:
            self.say(f"unknown type {kind!r}{similar(str(kind), TYPES)}")
            return "text"
        if kind == "rows" and not columns:
            self.say("rows cannot stand in rows.")
            return "text"
        return str(kind)

    def name(self, record: Mapping[str, Any]) -> str:
        name = record.get("name")
        if not isinstance(name, str) or not _NAME.fullmatch(name) or name in _TAKEN:
            self.say(f"“{name}” cannot be a name: letters, digits and _ only.")
            return "unnamed"
        return name

    def label(self, record: Mapping[str, Any]) -> Text:
        label = self.text(record, "label")
        if label is None:
            self.say("it needs a “label” in English and French.")
            return Text("", "")
        return label

    def text(self, record: Mapping[str, Any], key: str) -> Text | None:
        raw = record.get(key)
        if raw is None:
            return None
        if isinstance(raw, Mapping) and set(raw) == {"en", "fr"}:
            en, fr = raw["en"], raw["fr"]
            if isinstance(en, str) and isinstance(fr, str) and en.strip():
                return Text(en, fr)
        self.say(f"“{key}” must be {{en, fr}}, two texts.")
        return Text("", "")

    def options(self, record: Mapping[str, Any]) -> tuple[Option, ...]:
        found = tuple(self.option(raw) for raw in self.list_of(record, "options"))
        self.once([option.value for option in found])
        return found

    def option(self, raw: Any) -> Option:
        if isinstance(raw, str) and raw:
            return Option(raw, Text(raw, raw))
        if isinstance(raw, Mapping) and set(raw) <= {"value", "label"}:
            value, label = raw.get("value"), self.text(raw, "label")
            if isinstance(value, str) and value:
                return Option(value, label or Text(value, value))
        self.say("an option is not written as one.")
        return Option("", Text("", ""))

    def required(self, record: Mapping[str, Any]) -> bool | str:
        raw = record.get("required", False)
        if isinstance(raw, bool):
            return raw
        return self.expression(record, "required") or False

    def rules(
        self, record: Mapping[str, Any], key: str, names: Collection[str]
    ) -> tuple[Rule, ...]:
        return tuple(self.rule(raw, key, names) for raw in self.list_of(record, key))

    def rule(self, raw: Any, key: str, names: Collection[str]) -> Rule:
        self._where = f"{key}: "
        record = self.record(raw, ("that", "field", "say"))
        that, field = self.expression(record, "that"), record.get("field")
        say = self.text(record, "say")
        if that is None or say is None:
            self.say("each needs “that” and “say”.")
        if field not in names:
            self.say(f"there is no field “{field}”{similar(str(field), names)}")
        return Rule(that or "True", str(field), say or Text("", ""))

    def expression(self, record: Mapping[str, Any], key: str) -> str | None:
        raw = record.get(key)
        if raw is None:
            return None
        if not isinstance(raw, str) or not raw.strip():
            self.say(f"“{key}” must be a text.")
            return None
        return raw.strip()

    def number(self, record: Mapping[str, Any], key: str) -> float | None:
        raw = record.get(key)
        if raw is None:
            return None
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            self.say(f"“{key}” must be a number.")
            return None
        return raw

    def record(self, raw: Any, known: Collection[str]) -> Mapping[str, Any]:
        if not isinstance(raw, Mapping):
            self.say("it is not written as an object.")
            return {}
        for key in raw:
            if key not in known:
                self.say(f"unknown member “{key}”{similar(str(key), known)}")
        return raw

    def list_of(self, record: Mapping[str, Any], key: str) -> list[Any]:
        raw = record.get(key, [])
        if not isinstance(raw, list):
            self.say(f"“{key}” must be a list.")
            return []
        return raw

    def once(self, names: list[str]) -> None:
        for name in sorted({n for n in names if names.count(n) > 1}):
            self.say(f"“{name}” is there twice.")

    def effect(self, raw: Any) -> Mapping[str, Any]:
        if isinstance(raw, Mapping):
            return raw
        self.say("an effect is not written as an object.")
        return {}

    def say(self, problem: str) -> None:
        sentence = self._where + problem
        self.problems.append(sentence[0].upper() + sentence[1:])


def similar(name: str, known: Collection[str]) -> str:
    """``: did you mean “x”?``, or a full stop."""
    close = closest(name, known)
    return f": did you mean “{close}”?" if close else "."


def closest(name: str, known: Collection[str]) -> str | None:
    """The name that was probably meant."""
    close = difflib.get_close_matches(name[:100], list(known), n=1)
    return close[0] if close else None
