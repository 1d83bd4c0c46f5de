"""All collections of a release: their descriptions, tables and one reader."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Table, select
from sqlalchemy.engine import Row

from tasks.release.entries import assurance, outcome, people, plan, work
from tasks.release.entries.kind import Collection
from tasks.release.errors import UnknownColumn

_ALL = (
    *(*plan.ENTRIES, *people.ENTRIES, *work.ENTRIES),
    *(*outcome.ENTRIES, *assurance.ENTRIES),
)

COLLECTIONS: Mapping[str, Collection] = MappingProxyType({c.name: c for c in _ALL})
TABLES: Mapping[str, Table] = MappingProxyType({c.name: c.table() for c in _ALL})

#: As many entries of one kind as an expression may count.
MOST_ROWS = 1000


def collection_named(name: str) -> Collection:
    """The description of a collection. Raises UnknownColumn."""
    if name not in COLLECTIONS:
        raise UnknownColumn("release", name)
    return COLLECTIONS[name]


def rows_of(conn: Connection, collection: str, release_id: str) -> Sequence[Row[Any]]:
    """The entries of a release, oldest first; of very many, the newest."""
    table = TABLES[collection_named(collection).name]
    newest = conn.execute(
        select(table)
        .where(table.c.release_id == release_id)
        .order_by(table.c.created_at.desc(), table.c.position.desc())
        .limit(MOST_ROWS)
    ).all()
    return newest[::-1]
