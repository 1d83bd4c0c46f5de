"""What a step has read of a release: each table at most once, until it is written.

Facts, gates, audiences and operators of one step share what they read through the
context, so that a step's cost does not grow with the number of its questions.
"""

from collections.abc import Callable
from typing import Any

from engine.db import Row as PlainRow
from engine.ports import Context
from tasks.release import tables
from tasks.release.collections import rows_of


def remembered(context: Context, key: str, read: Callable[[], Any]) -> Any:
    """What was read under this key, or what ``read`` gives now."""
    if key not in context.cache:
        context.cache[key] = read()
    return context.cache[key]


def forget(context: Context, key: str) -> None:
    """The table was written: read it again when asked."""
    context.settle(key)
    context.cache.pop(key, None)


def release_of(context: Context, release_id: str) -> PlainRow:
    """The release as plain data. Raises NoSuchRelease."""

    def read() -> PlainRow:
        return dict(tables.release_with(context.conn, release_id)._mapping)

    row: PlainRow = remembered(context, f"release:{release_id}", read)
    return row


def rows(context: Context, collection: str, release_id: str) -> list[PlainRow]:
    """A collection of the release as plain data, oldest first."""

    def read() -> list[PlainRow]:
        found = rows_of(context.conn, collection, release_id)
        return [dict(row._mapping) for row in found]

    result: list[PlainRow] = remembered(context, f"{collection}:{release_id}", read)
    return result


def loaded_rows(
    context: Context, collection: str, release_id: str
) -> list[PlainRow] | None:
    """A collection as far as the step has read it; None if it has not."""
    found: list[PlainRow] | None = context.cache.get(f"{collection}:{release_id}")
    return found


def keep_rows(
    context: Context, collection: str, release_id: str, found: list[PlainRow]
) -> None:
    """What the collection is now, after a write, so that nobody reads it again."""
    context.cache[f"{collection}:{release_id}"] = found


def linked(context: Context, release_id: str) -> list[PlainRow]:
    """The linked releases, newest first."""

    def read() -> list[PlainRow]:
        found = tables.linked_to(context.conn, release_id)
        return [dict(row._mapping) for row in found]

    result: list[PlainRow] = remembered(context, f"linked:{release_id}", read)
    return result


def organization_of(context: Context) -> str | None:
    """The organization of the running instance's release."""
    release_id = context.instance.business_key if context.instance else None
    if release_id is None:
        return None
    organization: str | None = release_of(context, release_id)["organization"]
    return organization
