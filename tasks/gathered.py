"""What the effects of one set of answers write, gathered: a statement for each table.

Source: ours, because a step may cost at most 30 statements however much a form records.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.db import new_id
from engine.ports import Context
from tasks.release import lifecycle, records
from tasks.release.collections import collection_named
from tasks.release.loaded import rows
from tasks.repository.documents import Attachment, attach_all

Values = Mapping[str, Any]


@dataclass(slots=True)
class _Entries:
    """Entries of one collection: new ones, and changes by id."""

    added: list[dict[str, Any]] = field(default_factory=list)
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)

    def all(self) -> list[dict[str, Any]]:
        """As ``save_all`` takes them."""
        changes = ({**values, "id": key} for key, values in self.changed.items())
        return [*self.added, *changes]


class Gathered:
    """Fields and flags of a release, its entries and documents, not yet written."""

    def __init__(self, context: Context, release_id: str) -> None:
        self.context, self.release_id = context, release_id
        self.fields: dict[str, Any] = {}
        self.flags: dict[str, Any] = {}
        self._entries: dict[str, _Entries] = {}
        self._documents: dict[tuple[str, str | None], Attachment] = {}

    def add(self, collection: str, values: Values) -> None:
        """A new entry."""
        self._of(collection).added.append(dict(values))

    def change(self, collection: str, record_id: str, values: Values) -> None:
        """Other values for an entry."""
        changed = self._of(collection).changed
        changed[record_id] = {**changed.get(record_id, {}), **values}

    def attach(self, document: Attachment) -> None:
        """A document; a second one of the same kind is a version of its own."""
        key = (document.type, document.title)
        if any(known_type == document.type for known_type, _ in self._documents):
            self.write()
        self._documents[key] = document

    def matching(self, collection: str) -> Iterator[tuple[Values, "Match"]]:
        """The entries as they will be, each with the way to change it."""
        pending = self._of(collection)
        for row in rows(self.context, collection, self.release_id):
            changed = pending.changed.get(row["id"], {})
            yield {**row, **changed}, Match(self, collection, record_id=row["id"])
        blank = {
            name: described.default
            for name, described in collection_named(collection).fields.items()
        }
        for added in list(pending.added):
            # An id that no row of a form can have: the entry has none yet.
            row = {**blank, **added, "id": new_id(), "created_by": self.context.by}
            yield row, Match(self, collection, added=added)

    def write(self) -> None:
        """Write all of it; nothing is left."""
        fields, flags, self.fields, self.flags = self.fields, self.flags, {}, {}
        entries, self._entries = self._entries, {}
        documents, self._documents = self._documents, {}
        if fields or flags:
            lifecycle.write(self.context, self.release_id, fields, flags=flags)
        for collection, pending in entries.items():
            records.save_all(self.context, collection, self.release_id, pending.all())
        attach_all(self.context, self.release_id, list(documents.values()))

    def _of(self, collection: str) -> _Entries:
        name = collection_named(collection).name
        return self._entries.setdefault(name, _Entries())


@dataclass(frozen=True, slots=True)
class Match:
    """One entry that a condition holds for, written or about to be."""

    gathered: Gathered
    collection: str
    record_id: str | None = None
    added: dict[str, Any] | None = None

    def set(self, values: Values) -> None:
        """Give the entry other values."""
        if self.record_id is not None:
            self.gathered.change(self.collection, self.record_id, values)
        elif self.added is not None:
            self.added.update(values)
