"""The sheets on which people write the record by hand: one for each kind of entry.

A sheet is a form, as tasks have them, and says whose entry one is, what its owner may
change of it and which changes need a reason.  They are data: ``sheets.toml``.

Source: processes.md E.1 (fields) and E.2 (who may change what).
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engine.errors import EngineError
from tasks.forms.definition import read_data
from tasks.forms.shape import Form
from tasks.people.rights import Thing

RELEASE = "release"
_FILE = Path(__file__).with_suffix(".toml")
_ANY = "*"


class NotByHand(EngineError):
    """The entries come from tasks alone."""

    def __init__(self, collection: str) -> None:
        super().__init__(f"{collection.capitalize()} are written by tasks alone.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """How one kind of entry is written by hand.

    ``own`` are the columns whose value makes an entry somebody's own.  ``fixed``
    entries are added and never changed; ``added`` is False for what is added another
    way.
    """

    name: str
    thing: Thing
    form: Form
    own: tuple[str, ...] = ()
    own_may: frozenset[str] = frozenset()
    why: frozenset[str] = frozenset()
    fixed: bool = False
    added: bool = True

    def is_own(self, entry: Mapping[str, Any], user_name: str) -> bool:
        """Whether an entry is this person's own."""
        return user_name in {entry.get(column) for column in self.own}

    def asks_why(self, changed: Mapping[str, Any]) -> bool:
        """Whether the history needs a reason for these changes."""
        return bool(changed) and (_ANY in self.why or not self.why.isdisjoint(changed))


@cache
def sheets() -> Mapping[str, Sheet]:
    """All sheets, by the collection that they write."""
    found = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: _sheet(name, says) for name, says in found.items()}


def sheet_of(collection: str) -> Sheet:
    """The sheet of a collection. Raises NotByHand."""
    found = sheets().get(collection)
    if found is None:
        raise NotByHand(collection)
    return found


def added_by_hand() -> tuple[str, ...]:
    """The collections to which people add entries."""
    return tuple(n for n, sheet in sheets().items() if sheet.added and n != RELEASE)


def _sheet(name: str, says: Mapping[str, Any]) -> Sheet:
    form = read_data(
        name, {key: says[key] for key in ("fields", "checks") if key in says}
    )
    return Sheet(
        name=name,
        thing=Thing(says["thing"]),
        form=form,
        own=tuple(says["own"]),
        own_may=frozenset(says.get("own_may", form.names)),
        why=frozenset(says.get("why", ())),
        fixed=says.get("fixed", False),
        added=says.get("added", True),
    )
