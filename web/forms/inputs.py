"""What an input shows for a value, and a condition told in words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask

from tasks.forms.shape import Field, Form, Option
from web.current import settings
from web.texts import _, as_moment, locale

YES = frozenset({"true", "yes", "on", "1", "oui"})
NO = frozenset({"false", "no", "off", "0", "non"})
_COMPARED = re.compile(r"(\w+)\s*(==|!=)\s*('[^']*'|\"[^\"]*\"|True|False|None)")


def field_id(path: str) -> str:
    """The id of the input of a field: ``actions.0.owner`` → ``f-actions-0-owner``."""
    return "f-" + re.sub(r"[^A-Za-z0-9_]", "-", path) if path else "errors"


def is_yes(value: Any) -> bool:
    """Whether a yes-or-no question is answered with yes."""
    return value is True or (isinstance(value, str) and value.casefold() in YES)


def is_no(value: Any) -> bool:
    """Whether a yes-or-no question is answered with no."""
    return value is False or (isinstance(value, str) and value.casefold() in NO)


def local_input(value: Any) -> str:
    """A moment for ``<input type="datetime-local">``, by the office's clock."""
    if not isinstance(value, str) or not value:
        return ""
    zoned = value.endswith("Z") or re.search(r"[+-]\d\d:\d\d$", value)
    at = as_moment(value) if zoned else None
    if at is None:
        return value[:16]
    return at.astimezone(settings().zone).strftime("%Y-%m-%dT%H:%M")


def lines(value: Any) -> str:
    """A list of texts, one a line."""
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value or "")


def options(
    field: Field, path: str, offered: Mapping[str, Sequence[Option]]
) -> list[tuple[str, str]]:
    """What may be chosen: value and words."""
    found = field.options or offered.get(path, ())
    return [(option.value, option.label.in_(locale())) for option in found]


def are_short(listed: Sequence[tuple[str, str]]) -> bool:
    """Whether options are so few and short that they fit in a line or two."""
    return len(listed) <= 5 and sum(len(words) for _value, words in listed) <= 70


def condition(form: Form, expression: str | None) -> str | None:
    """A ``shown_when`` in words, for whoever sees all fields at once."""
    if not expression:
        return None
    found = _COMPARED.fullmatch(expression.strip())
    fields = {field.name: field for field in form.fields}
    if found is None or found[1] not in fields:
        return _("Leave it empty where it does not apply.")
    field, operator, raw = fields[found[1]], found[2], found[3]
    label = field.label.in_(locale())
    if raw == "None":
        return _("Only when “%(label)s” is answered.", label=label)
    value = _value(field, raw)
    if operator == "==":
        return _("Only when “%(label)s” is “%(value)s”.", label=label, value=value)
    return _("Unless “%(label)s” is “%(value)s”.", label=label, value=value)


def _value(field: Field, raw: str) -> str:
    if raw in ("True", "False"):
        return _("Yes") if raw == "True" else _("No")
    text = raw[1:-1]
    for option in field.options:
        if option.value == text:
            return option.label.in_(locale())
    return text


def install(app: Flask) -> None:
    """Give templates these."""
    app.jinja_env.filters.update(
        field_id=field_id, local_input=local_input, lines=lines, is_yes=is_yes,
        is_no=is_no, are_short=are_short,
    )  # fmt: skip
    app.jinja_env.globals.update(choices_of=options, condition_of=condition)
    app.jinja_env.filters["in_language"] = lambda text: (
        text.in_(locale()) if text else ""
    )
