"""One kind of entry of a release, described once for table, effects and API.

Values are fixed only where a rule asks for them; lists that the process owner may
change live in ``values.toml``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, ForeignKey, Index, String, Table

from engine.db import UtcDateTime, metadata
from tasks.release.columns import Field


@dataclass(frozen=True, slots=True)
class Collection:
    """Fields, the one that reads as the entry's text, the states that are open.

    ``by`` and ``at`` name the fields that take the writer and the moment when the
    writer leaves them out.
    """

    name: str
    text: str
    fields: Mapping[str, Field]
    open_states: frozenset[str] = frozenset()
    by: str | None = None
    at: str | None = None
    #: Fields by which an entry is searched.
    searched: tuple[str, ...] = ()

    def table(self) -> Table:
        """Its table; every row belongs to one release."""
        return Table(
            self.name,
            metadata,
            Column("id", String(32), primary_key=True),
            Column("release_id", ForeignKey("release.id"), nullable=False),
            Column("position", BigInteger, nullable=False),
            *(field.column(name) for name, field in self.fields.items()),
            Column("created_at", UtcDateTime, nullable=False),
            Column("created_by", String(100)),
            Column("changed_at", UtcDateTime, nullable=False),
            Column("changed_by", String(100)),
            Index(f"ix_{self.name}_release_id", "release_id"),
            *(Index(f"ix_{self.name}_{name}", name) for name in self.searched),
        )

    def is_open(self, state: str | None) -> bool:
        """Whether an entry in this state still needs somebody."""
        return state in self.open_states


def open_while(*states: str) -> frozenset[str]:
    """The states in which an entry still needs somebody."""
    return frozenset(states)
