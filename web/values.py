"""How any value of the record is shown: yes and no, moments, lists, people by name."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from flask import Flask
from markupsafe import Markup

from tasks.forms.shape import Form
from web.texts import _, as_moment, day, moment, name_of, words

#: Fields of the record whose values are user names, under whatever they stand.
PEOPLE = frozenset(
    {
        *("approved_by", "assignee", "attendance", "by", "decided_by", "from"),
        *("impacted", "invitees", "main_contact", "owner", "person", "requested_by"),
        *("stakeholder", "to", "update_plan_confirmed_by", "validated_by"),
    }
)

#: Fields whose values are words of ours, kept in English.
WORDED = frozenset(
    {
        *("crq_state", "impact", "kind", "level", "milestone", "outcome", "priority"),
        *("release_type", "result", "state", "status", "urgency"),
    }
)


def shown(
    value: object, name: str = "", people: Collection[str] = PEOPLE
) -> Markup | str:
    """A value as a person wants to read it; ``name`` tells user names from words."""
    if value is None or value in ("", [], ()):
        return "–"
    if isinstance(value, list | tuple):
        return Markup("<br>").join(shown(item, name, people) for item in value)
    if isinstance(value, Mapping):
        return _mapping(value, people)
    if isinstance(value, str):
        return _text(value, name, people)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return moment(value) if isinstance(value, datetime) else _plain(value)


def _plain(value: object) -> Markup | str:
    return day(value) if isinstance(value, date) else str(value)


def _mapping(value: Mapping[str, Any], people: Collection[str]) -> Markup | str:
    if "sha256" in value:
        return str(value.get("name") or _("File"))
    kept = {key: item for key, item in value.items() if item not in (None, "", [])}
    return Markup(", ").join(
        Markup("{}: {}").format(_(words(key)), shown(item, key, people))
        for key, item in kept.items()
    )


def _text(value: str, name: str, people: Collection[str]) -> Markup | str:
    if name.rsplit("/", 1)[-1] in people or name.startswith("role:"):
        return name_of(value)
    if name.rsplit("/", 1)[-1] in WORDED:
        return _(value)
    at = as_moment(value) if len(value) >= 20 and value[4:5] == "-" else None
    return value if at is None else moment(at)


def answered(value: object, name: str, form: Form) -> Markup | str:
    """An answer of a form as a person wants to read it."""
    people = {path.rsplit(".", 1)[-1] for path in form.people()}
    return shown(value, name, people)


def install(app: Flask) -> None:
    """Give templates these ways of showing values."""
    app.jinja_env.filters.update(shown=shown, answered=answered)
