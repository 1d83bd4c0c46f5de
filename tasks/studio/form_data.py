"""A form's JSON changed piece by piece: a field added, moved, rewritten, taken out.

The pieces work on plain data, so that what this editor does not know stays as it is.
A field is named by its place: ``2`` is the third field, ``2.0`` its first column.
"""

import copy
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from engine.errors import EngineError

Data = dict[str, Any]

#: The members of a field in the order in which they are written.
_ORDER = (
    *("name", "type", "label", "help", "required", "shown_when", "variable"),
    *("options", "options_from", "min", "max", "default", "from", "fields"),
)
_PLACE = re.compile(r"\d{1,3}(?:\.\d{1,3})?")


class FormEditRefused(EngineError):
    """What was asked of a form's text cannot be done."""


def data_of(content: bytes) -> Data:
    """The JSON object of a form. Raises FormEditRefused."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FormEditRefused(f"It is no JSON: {error}.") from error
    if not isinstance(found, dict) or not isinstance(found.get("fields", []), list):
        raise FormEditRefused("A form is an object with a list “fields”.")
    return found


def fresh(title_en: str, title_fr: str) -> Data:
    """A form with one question, to begin with."""
    return {
        "title": {"en": title_en, "fr": title_fr or title_en},
        "fields": [_new_field("remarks")],
        "effects": [],
    }


def field_at(data: Data, place: str) -> Data:
    """The field at a place. Raises FormEditRefused."""
    fields, index = _siblings(data, place)
    found = fields[index]
    if not isinstance(found, dict):
        raise FormEditRefused("This field is not written as an object.")
    return found


def with_field(data: Data, place: str, sent: Mapping[str, str]) -> Data:
    """The form with one field rewritten from what its page sent."""
    changed = copy.deepcopy(data)
    fields, index = _siblings(changed, place)
    known = fields[index] if isinstance(fields[index], dict) else {}
    fields[index] = _rewritten(known, sent)
    return changed


def with_new_field(data: Data, inside: str | None = None) -> tuple[Data, str]:
    """The form with one more field at its end, or one more column; and its place."""
    changed = copy.deepcopy(data)
    fields = changed.setdefault("fields", [])
    before = ""
    if inside:
        fields = field_at(changed, inside).setdefault("fields", [])
        before = f"{inside}."
    names = {each.get("name") for each in fields if isinstance(each, dict)}
    number = next(n for n in range(1, 1000) if f"field_{n}" not in names)
    fields.append(_new_field(f"field_{number}"))
    return changed, f"{before}{len(fields) - 1}"


def without_field(data: Data, place: str) -> Data:
    """The form without one field."""
    changed = copy.deepcopy(data)
    fields, index = _siblings(changed, place)
    del fields[index]
    return changed


def moved(data: Data, place: str, by: int) -> Data:
    """The form with one field a place further up (-1) or down (1)."""
    changed = copy.deepcopy(data)
    fields, index = _siblings(changed, place)
    to = index + by
    if 0 <= to < len(fields):
        fields[index], fields[to] = fields[to], fields[index]
    return changed


def with_texts(data: Data, sent: Mapping[str, str]) -> Data:
    """The form with another title and instruction; empty ones are taken out."""
    changed = copy.deepcopy(data)
    for key in ("help", "title"):
        both = _both(sent, key)
        if both is not None:
            changed = {key: both, **{k: v for k, v in changed.items() if k != key}}
        else:
            changed.pop(key, None)
    return changed


def options_text(field: Mapping[str, Any]) -> str:
    """Options as lines: ``value | English | French``."""
    lines = []
    for each in field.get("options") or ():
        if isinstance(each, str):
            lines.append(each)
        elif isinstance(each, Mapping):
            label = each.get("label") or {}
            parts = (each.get("value", ""), label.get("en", ""), label.get("fr", ""))
            lines.append(" | ".join(str(part) for part in parts))
    return "\n".join(lines)


def _siblings(data: Data, place: str) -> tuple[list[Any], int]:
    if not _PLACE.fullmatch(place):
        raise FormEditRefused("There is no such field.")
    fields: Any = data.get("fields", [])
    first, _, second = place.partition(".")
    if second:
        outer = fields[int(first)] if int(first) < len(fields) else {}
        fields = outer.get("fields", []) if isinstance(outer, dict) else []
    index = int(second or first)
    if not isinstance(fields, list) or index >= len(fields):
        raise FormEditRefused("There is no such field; it may have been taken out.")
    return fields, index


def _rewritten(known: Mapping[str, Any], sent: Mapping[str, str]) -> Data:
    """A field with what was sent; members that the page does not show stay."""
    values: dict[str, Any] = {
        "name": _text(sent, "name"),
        "type": _text(sent, "type"),
        "label": {key: _text(sent, f"label_{key}") for key in ("en", "fr")},
        "help": _both(sent, "help"),
        "required": _required(sent),
        "options": _options(sent, known) or None,
        "min": _number(sent, "min"),
        "max": _number(sent, "max"),
    }
    for key in ("shown_when", "variable", "options_from", "default", "from"):
        values[key] = _text(sent, key) or None
    merged = {**known, **values}
    if merged["type"] == "rows":
        merged.setdefault("fields", [_new_field("field_1")])
    else:
        merged.pop("fields", None)
    keys = [
        *(k for k in _ORDER if k in merged),
        *(k for k in merged if k not in _ORDER),
    ]
    return {k: merged[k] for k in keys if merged[k] is not None}


def _text(sent: Mapping[str, str], key: str) -> str:
    return " ".join(sent.get(key, "").split())


def _both(sent: Mapping[str, str], key: str) -> dict[str, str] | None:
    en, fr = (sent.get(f"{key}_{language}", "").strip() for language in ("en", "fr"))
    return {"en": en or fr, "fr": fr or en} if en or fr else None


def _required(sent: Mapping[str, str]) -> bool | str | None:
    how = sent.get("required", "")
    if how == "when":
        return _text(sent, "required_when") or None
    return True if how == "yes" else None


def _number(sent: Mapping[str, str], key: str) -> int | float | str | None:
    """A number; what is none is kept as it was typed, for the check to refuse it."""
    text = _text(sent, key).replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        return text
    return int(value) if value.is_integer() else value


def _options(sent: Mapping[str, str], known: Mapping[str, Any]) -> Sequence[Any]:
    """The options of the lines; those that did not change stay as they are written."""
    text = sent.get("options", "").replace("\r\n", "\n").strip()
    if text == options_text(known).strip():
        return known.get("options") or ()
    found: list[Any] = []
    for line in filter(None, map(str.strip, text.split("\n"))):
        value, *labels = (part.strip() for part in line.split("|"))
        if not labels:
            found.append(value)
            continue
        en, fr = labels[0] or value, (labels[1] if labels[1:] else "")
        found.append({"value": value, "label": {"en": en, "fr": fr or en}})
    return found


def _new_field(name: str) -> Data:
    label = {"en": "New question", "fr": "Nouvelle question"}
    return {"name": name, "type": "text", "label": label}
