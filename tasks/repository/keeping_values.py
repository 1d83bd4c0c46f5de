"""Who keeps the lists of predefined values, and on which form.

Source: processes.md E.2 "Value lists, settings": release manager and process owner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from engine.errors import EngineError
from engine.ports import Context
from tasks.forms.definition import read_data
from tasks.forms.shape import Form
from tasks.people.persons import Person
from tasks.people.rights import Deed, Thing, may
from tasks.release.lifecycle import process_key_of
from tasks.release.value_lists import EDITABLE, MOST, NoSuchList, in_force, keep

if TYPE_CHECKING:
    from tasks.bootstrap import Application

#: The process whose files say what lists begin with.
FIRST = process_key_of("smr")


class MayNotKeep(EngineError):
    """The lists are kept by release managers and process owners."""

    def __init__(self) -> None:
        super().__init__(
            "Lists of values are kept by the release manager and the process owner."
        )


def lists_now(app: Application, conn: Connection) -> Mapping[str, Any]:
    """The lists in force for what begins today."""
    return in_force(conn, app.engine.catalogue.latest(conn, FIRST).bundle)


def keep_values(
    app: Application,
    context: Context,
    person: Person,
    name: str,
    options: Sequence[Mapping[str, Any]],
    *,
    reason: str,
) -> None:
    """Change a list in a person's name.

    Raises: MayNotKeep, NoSuchList, ReasonMissing, ValueRefused.
    """
    if not may(person, Deed.UPDATE, Thing.VALUES):
        raise MayNotKeep
    if name not in EDITABLE:
        raise NoSuchList(name)
    context.bundle = app.engine.catalogue.latest(context.conn, FIRST).bundle
    figure = EDITABLE[name]
    keep(context, name, [_line(option, figure) for option in options], reason=reason)


def _line(option: Mapping[str, Any], figure: str | None) -> dict[str, Any]:
    """An option as a program or a page sends it; figures may come as text."""
    line = dict(option)
    raw = line.get(figure or "")
    if isinstance(raw, str) and raw.strip().isdecimal():
        line[figure or ""] = int(raw)
    return line


def form_of(name: str) -> Form:
    """The form of a list: a line for each value."""
    columns: list[dict[str, Any]] = [
        _column("value", "Value", "Valeur", required=True),
        _column("en", "In English", "En anglais"),
        _column("fr", "In French", "En français"),
    ]
    figure = EDITABLE.get(name)
    if figure == "weight":
        columns.append(_column(figure, "Weight", "Poids", type="int", required=True))
    elif figure == "from":
        columns.append(_column(figure, "From weight", "À partir du poids", type="int"))
    rows = {
        **_column("options", "Values", "Valeurs", type="rows", required=True),
        "max": MOST,
        "fields": columns,
    }
    return read_data(name, {"fields": [rows]})


def _column(name: str, en: str, fr: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "text", "label": {"en": en, "fr": fr}, **more}
