"""Recurring slots of a release: meetings, status updates, reviews, weekly reports.

A slot that passed while nobody could act brings one item, not many: the series then
goes on with the next slot in the future, and a note says how many were skipped.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Row

from engine.db import Json, UtcDateTime, metadata, new_id
from engine.db import Row as PlainRow
from engine.ports import Context
from tasks.release.columns import moment
from tasks.release.errors import RecordRefused
from tasks.release.loaded import remembered
from tasks.release.records import save, writable
from tasks.release.slots import Interval, next_slot, number_of

#: When nothing is planned: a timer that waits for it never fires.
NEVER = datetime(2999, 1, 1, tzinfo=UTC)

series = Table(
    "series",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("release_id", ForeignKey("release.id"), nullable=False),
    Column("name", String(60), nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("every", String(20), nullable=False),
    Column("anchor", UtcDateTime, nullable=False),
    #: Moments set one by one, as ISO 8601 texts; ``every`` then does not count.
    Column("times", Json),
    Column("ended_at", UtcDateTime),
    UniqueConstraint("release_id", "name"),
    Index("ix_series_ended_at_next_at", "ended_at", "next_at"),
)


def series_of(conn: Connection, release_id: str) -> Sequence[Row[Any]]:
    """All series of a release; a diagram names a handful."""
    return conn.execute(
        select(series).where(series.c.release_id == release_id).limit(100)
    ).all()


def named(context: Context, release_id: str) -> dict[str, PlainRow]:
    """The series of a release by name."""

    def read() -> dict[str, PlainRow]:
        found = series_of(context.conn, release_id)
        return {row.name: dict(row._mapping) for row in found}

    rows: dict[str, PlainRow] = remembered(context, f"series:{release_id}", read)
    return rows


def next_due(row: PlainRow | None) -> datetime:
    """The next slot; never, when the series does not run."""
    if row is None or row["ended_at"] is not None:
        return NEVER
    due: datetime = row["next_at"]
    return due


def start(
    context: Context,
    release_id: str,
    name: str,
    *,
    every: str | None = None,
    first_at: Any = None,
) -> datetime:
    """Begin a series, or begin it again; returns its next slot.

    Without ``first_at`` a known series keeps its rhythm and goes on with its next
    slot; a new one begins one interval from now.
    """
    writable(context, release_id)
    known = named(context, release_id).get(name)
    every = every or (known["every"] if known else None)
    if every is None:
        raise RecordRefused(f"The series “{name}” needs an interval.")
    interval = _interval(every)
    if first_at is not None:
        anchor = due = moment(first_at, context.zone)
    else:
        anchor = known["anchor"] if known else context.at
        _, due = next_slot(anchor, interval, context.at, context.zone)
    values = {"next_at": due, "every": every, "anchor": anchor, "times": None}
    _begin(context, release_id, name, values)
    return due


def start_at(
    context: Context, release_id: str, name: str, times: Sequence[Any]
) -> datetime:
    """Begin a series of moments that were set one by one; those ahead count."""
    writable(context, release_id)
    moments = sorted(moment(each, context.zone) for each in times)
    ahead = [each for each in moments if each > context.at]
    due = ahead[0] if ahead else NEVER
    texts = [each.isoformat() for each in moments]
    values = {"next_at": due, "every": "P1D", "anchor": due, "times": texts}
    _begin(context, release_id, name, values)
    return due


def _begin(context: Context, release_id: str, name: str, values: PlainRow) -> None:
    known = named(context, release_id).get(name)
    values = {**values, "ended_at": None}
    if known:
        _change(context, known, values)
        return
    row = {"id": new_id(), "release_id": release_id, "name": name, **values}
    context.conn.execute(insert(series).values(row))
    new = {"every": values["every"], "next_at": values["next_at"].isoformat()}
    context.audit("release", release_id, f"series/{name}", None, new)
    named(context, release_id)[name] = row


def advance(context: Context, release_id: str, name: str) -> datetime:
    """The slot has been used: go on with the next one in the future.

    What was missed meanwhile is skipped and noted.
    """
    row = named(context, release_id).get(name)
    if row is None or row["ended_at"] is not None:
        return NEVER
    after = max(context.at, row["next_at"])
    due, skipped = _following(row, after, context)
    _change(context, row, {"next_at": due})
    if skipped > 0:
        text = f"{name}: {skipped} missed slots were skipped."
        if skipped == 1:
            text = f"{name}: 1 missed slot was skipped."
        save(context, "notes", release_id, {"kind": "Series", "text": text})
    return due


def _following(
    row: PlainRow, after: datetime, context: Context
) -> tuple[datetime, int]:
    """The next slot, and how many between the used one and it have passed."""
    if row["times"] is not None:
        moments = [datetime.fromisoformat(text) for text in row["times"]]
        passed = [each for each in moments if row["next_at"] < each <= after]
        return next((m for m in moments if m > after), NEVER), len(passed)
    interval = _interval(row["every"])
    number, due = next_slot(row["anchor"], interval, after, context.zone)
    used = number_of(row["anchor"], interval, row["next_at"], context.zone)
    return due, number - used - 1


def end(context: Context, release_id: str, name: str) -> None:
    """The series needs no further slot."""
    row = named(context, release_id).get(name)
    if row is not None and row["ended_at"] is None:
        _change(context, row, {"ended_at": context.at})


class _SeriesWrites:
    """The changes of a release's series in one unit: alike ones in one statement."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._changed: dict[str, PlainRow] = {}

    def add(self, series_id: str, values: PlainRow) -> None:
        """One more change; the last of a column stands."""
        self._changed.setdefault(series_id, {}).update(values)

    def __call__(self) -> None:
        alike: dict[tuple[str, ...], list[PlainRow]] = {}
        for series_id, values in self._changed.items():
            given = {f"new_{name}": value for name, value in values.items()}
            alike.setdefault(tuple(sorted(values)), []).append(
                {"of": series_id, **given}
            )
        for names, changes in alike.items():
            written: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
            query = update(series).where(series.c.id == bindparam("of"))
            self._conn.execute(query.values(written), changes)


def _change(context: Context, row: PlainRow, values: PlainRow) -> None:
    key = f"series:{row['release_id']}"
    waiting = context.pending.setdefault(key, _SeriesWrites(context.conn))
    assert isinstance(waiting, _SeriesWrites)
    waiting.add(row["id"], values)
    for field in ("every", "next_at", "ended_at"):
        old, new = row[field], values.get(field, row[field])
        if old != new:
            entry = f"series/{row['name']}/{field}"
            context.audit("release", row["release_id"], entry, _plain(old), _plain(new))
    named(context, row["release_id"])[row["name"]] = {**row, **values}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _interval(text: str) -> Interval:
    try:
        return Interval.read(text)
    except ValueError as error:
        raise RecordRefused(f"{error}.") from error
