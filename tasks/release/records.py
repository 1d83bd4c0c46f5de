"""Write the entries of a release: checked, audited, a bounded number of statements.

The audit trail keeps everything of a release under its number; ``field`` then says
which entry and which of its fields: ``issues/<id>/state``.
"""

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from engine.db import Row as PlainRow
from engine.db import new_id
from engine.ports import Context
from tasks.release.collections import TABLES, collection_named
from tasks.release.collections import rows_of as rows_of
from tasks.release.columns import fitted, shown
from tasks.release.entries.kind import Collection
from tasks.release.errors import NoSuchRecord, ReleaseClosed
from tasks.release.loaded import keep_rows, loaded_rows, release_of
from tasks.release.states import has_ended

Values = Mapping[str, Any]

#: Tells apart the order of entries that one step adds at one moment.
_order = itertools.count()


def writable(context: Context, release_id: str) -> PlainRow:
    """The release, if it may be written. Raises NoSuchRelease, ReleaseClosed.

    The process itself may finish what it does in the step that ends the release.
    Source: processes.md E.2.
    """
    row = release_of(context, release_id)
    own = context.instance is not None and context.instance.id == row["instance_id"]
    if has_ended(row["status"]) and not own:
        raise ReleaseClosed(release_id, row["status"])
    return row


def save(
    context: Context,
    collection: str,
    release_id: str,
    values: Values,
    record_id: str | None = None,
) -> str:
    """Add an entry, or change the one named; returns its id."""
    given = {**values, "id": record_id} if record_id else values
    return save_all(context, collection, release_id, [given])[0]


def save_all(
    context: Context, collection: str, release_id: str, rows: Sequence[Values]
) -> list[str]:
    """Add the rows without ``id``, change those with one; returns all ids in order.

    Three statements however many rows. Raises: ReleaseClosed, UnknownColumn,
    ValueRefused, NoSuchRecord.
    """
    if not rows:
        return []
    writable(context, release_id)
    return _written(context, collection, release_id, rows)


def follow_up(
    context: Context, collection: str, release_id: str, values: Values, record_id: str
) -> None:
    """Change an entry that lives on when its release has ended.

    The process owner works on improvements long after the release that had the idea.
    Raises: NoSuchRecord, UnknownColumn, ValueRefused.
    """
    row = {**values, "id": record_id}
    _written(context, collection, release_id, [row])


def _written(
    context: Context, collection: str, release_id: str, rows: Sequence[Values]
) -> list[str]:
    kind = collection_named(collection)
    fresh: list[PlainRow] = []
    known: dict[str, dict[str, Any]] = {}
    ids = []
    for values in rows:
        given = dict(values)
        record_id = given.pop("id", None)
        fitting = fitted(collection, kind.fields, given, context.zone)
        if record_id:
            known[record_id] = {**known.get(record_id, {}), **fitting}
        else:
            record_id = new_id()
            fresh.append(_new_row(context, kind, release_id, record_id))
            fresh[-1].update({k: v for k, v in fitting.items() if v is not None})
        ids.append(record_id)
    if known:
        _change(context, kind, release_id, known)
    if fresh:
        _add(context, kind, release_id, fresh)
    return ids


def _new_row(
    context: Context, kind: Collection, release_id: str, record_id: str
) -> PlainRow:
    row: PlainRow = {name: field.default for name, field in kind.fields.items()}
    if kind.by:
        row[kind.by] = context.by
    if kind.at:
        row[kind.at] = context.at
    row |= {"id": record_id, "release_id": release_id, "position": next(_order)}
    row |= {"created_at": context.at, "created_by": context.by}
    return row | {"changed_at": context.at, "changed_by": context.by}


def _add(
    context: Context, kind: Collection, release_id: str, rows: list[PlainRow]
) -> None:
    context.conn.execute(insert(TABLES[kind.name]), rows)
    known = loaded_rows(context, kind.name, release_id)
    if known is not None:
        keep_rows(context, kind.name, release_id, [*known, *rows])
    for row in rows:
        filled = {k: shown(row[k]) for k in kind.fields if row[k] is not None}
        entry = f"{kind.name}/{row['id']}"
        context.audit("release", row["release_id"], entry, None, filled)


def _change(
    context: Context,
    kind: Collection,
    release_id: str,
    changes: Mapping[str, dict[str, Any]],
) -> None:
    table = TABLES[kind.name]
    before = _before(context, kind, release_id, list(changes))
    names = sorted({name for values in changes.values() for name in values})
    written = []
    for record_id, values in changes.items():
        old = before[record_id]
        for name, value in values.items():
            if old[name] != value:
                entry = f"{kind.name}/{record_id}/{name}"
                context.audit(
                    "release", release_id, entry, shown(old[name]), shown(value)
                )
        row = {f"new_{name}": values.get(name, old[name]) for name in names}
        written.append({**row, "key": record_id})
    context.conn.execute(
        update(table)
        .where(table.c.id == bindparam("key"))
        .values(
            {name: bindparam(f"new_{name}") for name in names}
            | {"changed_at": context.at, "changed_by": context.by}
        ),
        written,
    )
    known = loaded_rows(context, kind.name, release_id)
    if known is not None:
        stamp = {"changed_at": context.at, "changed_by": context.by}
        changed = [
            {**row, **changes[row["id"]], **stamp} if row["id"] in changes else row
            for row in known
        ]
        keep_rows(context, kind.name, release_id, changed)


def _before(
    context: Context, kind: Collection, release_id: str, ids: list[str]
) -> dict[str, PlainRow]:
    """The entries as they are, from what the step has read or from their table."""
    known = loaded_rows(context, kind.name, release_id)
    if known is None:
        table = TABLES[kind.name]
        found = context.conn.execute(
            select(table).where(table.c.release_id == release_id, table.c.id.in_(ids))
        )
        known = [dict(row._mapping) for row in found]
    before = {row["id"]: row for row in known}
    for record_id in ids:
        if record_id not in before:
            raise NoSuchRecord(kind.name, record_id)
    return before
