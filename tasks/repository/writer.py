"""Who writes the record by hand, and the sheet as it lies before them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine import instances
from engine.expressions.evaluate import plain
from engine.ports import Context
from tasks.by_hand import stand_at
from tasks.forms.fields import Offered
from tasks.forms.shape import Form
from tasks.people.persons import Person
from tasks.people.rights import Deed, Standing, may
from tasks.release.errors import NoSuchRecord
from tasks.release.lifecycle import process_key_of
from tasks.release.loaded import release_of, rows
from tasks.repository.choices import form_for
from tasks.repository.sheets import (
    RELEASE,
    Sheet,
    added_by_hand,
    sheet_of,
    sheets,
)

if TYPE_CHECKING:
    from tasks.bootstrap import Application


@dataclass(frozen=True, slots=True)
class Writer:
    """A person with a pen: who writes, where, in which language."""

    app: Application
    context: Context
    person: Person
    standing: Standing
    release_id: str
    language: str = "en"

    def may_update(self, sheet: Sheet) -> bool:
        """Whether every entry of the kind may be written."""
        return may(self.person, Deed.UPDATE, sheet.thing, self.standing)

    def may_own(self, sheet: Sheet) -> bool:
        """Whether one's own entries may be written."""
        return bool(sheet.own) and may(
            self.person, Deed.OWN, sheet.thing, self.standing
        )

    def columns(self, sheet: Sheet, entry: Mapping[str, Any]) -> frozenset[str]:
        """What this person may change of an entry."""
        if sheet.fixed:
            return frozenset()
        if self.may_update(sheet):
            return frozenset(sheet.form.names)
        mine = sheet.is_own(entry, self.person.user_name)
        return sheet.own_may if mine and self.may_own(sheet) else frozenset()


@dataclass(frozen=True, slots=True)
class Opened:
    """A sheet as it lies before somebody: what it asks, offers and holds already."""

    sheet: Sheet
    form: Form
    offered: Offered
    values: Mapping[str, Any]
    entry: Mapping[str, Any] | None
    #: What this person may write; empty when they may only read.
    columns: frozenset[str]


def opened(writer: Writer, collection: str, entry_id: str | None = None) -> Opened:
    """A blank sheet, or that of an entry. Raises NotByHand, NoSuchRecord."""
    sheet = sheet_of(collection)
    stand(writer)
    if entry_id is None:
        columns = frozenset(sheet.form.names)
        able = may_add(writer.person, writer.standing, collection)
        return _laid(writer, sheet, None, columns if able else frozenset())
    entry = entry_of(writer, collection, entry_id)
    return _laid(writer, sheet, entry, writer.columns(sheet, entry))


def opened_record(writer: Writer) -> Opened:
    """The sheet of the release itself."""
    sheet = sheet_of(RELEASE)
    stand(writer)
    row = release_of(writer.context, writer.release_id)
    return _laid(writer, sheet, row, writer.columns(sheet, row))


def may_add(person: Person, standing: Standing, collection: str) -> bool:
    """Whether this person may add an entry of this kind by hand."""
    sheet = sheets().get(collection)
    if sheet is None or collection not in added_by_hand():
        return False
    deed = Deed.OWN if sheet.own else Deed.UPDATE
    return may(person, deed, sheet.thing, standing)


def stand(writer: Writer) -> None:
    """Let offered values and facts speak of the release, by its own diagram."""
    row = release_of(writer.context, writer.release_id)
    context = writer.context
    if row["instance_id"]:
        instance = instances.with_id(context.conn, row["instance_id"])
        if instance.status in instances.ALIVE:
            stand_at(writer.app, context, row["instance_id"])
            return
    key = process_key_of(row["process"])
    context.bundle = writer.app.engine.catalogue.latest(context.conn, key).bundle


def _laid(
    writer: Writer,
    sheet: Sheet,
    entry: Mapping[str, Any] | None,
    columns: frozenset[str],
) -> Opened:
    form, offers = form_for(writer.context, sheet.form, writer.release_id, entry or {})
    values = {name: plain((entry or {}).get(name)) for name in form.names}
    return Opened(sheet, form, offers, values, entry, columns)


def entry_of(writer: Writer, collection: str, entry_id: str) -> Mapping[str, Any]:
    """An entry of the release. Raises NoSuchRecord."""
    for row in rows(writer.context, collection, writer.release_id):
        if row["id"] == entry_id:
            return row
    raise NoSuchRecord(collection, entry_id)


def version_of(entry: Mapping[str, Any]) -> int:
    """The version of an entry: when it was changed last, in microseconds."""
    return int(entry["changed_at"].timestamp() * 1_000_000)
