"""Blackouts: windows in which nothing may be deployed, or nothing of some scope.

Source: processes.md E.2, "Value lists, settings" are the release manager's; ours, that
a blackout is taken back and never erased, because schedules were made by it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Connection, Index, String, Table, insert, select, update
from sqlalchemy.engine import Row

from engine.db import UtcDateTime, metadata, new_id
from engine.ports import Context
from tasks.people.persons import Person
from tasks.people.rights import Deed, Thing, may
from tasks.planning.errors import NoSuchEntry, NotYoursToPlan, PlanningRefused
from tasks.planning.windows import Window
from tasks.release.columns import shown

MOST = 500
#: Whom a blackout concerns; without any of them, every release.
SCOPES = ("process", "organization", "service")
#: What is told of one.
BLACKOUT_COLUMNS = ("id", "starts_at", "ends_at", *SCOPES, "reason_en", "reason_fr")

blackout = Table(
    "blackout",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("process", String(20)),
    Column("organization", String(200)),
    Column("service", String(200)),
    Column("reason_en", String(500), nullable=False),
    Column("reason_fr", String(500), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100)),
    Column("cancelled_at", UtcDateTime),
    Index("ix_blackout_ends_at", "ends_at"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A blackout as somebody enters it."""

    starts_at: datetime | None
    ends_at: datetime | None
    reason_en: str
    reason_fr: str
    process: str | None = None
    organization: str | None = None
    service: str | None = None


def may_plan(person: Person) -> bool:
    """Whether this person keeps blackouts and capacities."""
    return person.has("release_manager") and may(person, Deed.UPDATE, Thing.VALUES)


def add(context: Context, person: Person, asked: Asked) -> str:
    """A new blackout; its id. Raises NotYoursToPlan, PlanningRefused."""
    if not may_plan(person):
        raise NotYoursToPlan
    starts_at, ends_at = _span(asked)
    english, french = asked.reason_en.strip(), asked.reason_fr.strip()
    if not (english or french):
        raise PlanningRefused("reason_en", "Say why nothing may be deployed then.")
    values = {
        "starts_at": starts_at,
        "ends_at": ends_at,
        "reason_en": (english or french)[:500],
        "reason_fr": (french or english)[:500],
        **{name: getattr(asked, name) or None for name in SCOPES},
    }
    blackout_id = new_id()
    context.conn.execute(
        insert(blackout).values(
            id=blackout_id, created_at=context.at, created_by=context.by, **values
        )
    )
    context.audit("blackout", blackout_id, "", None, shown(values))
    return blackout_id


def _span(asked: Asked) -> tuple[datetime, datetime]:
    if asked.starts_at is None:
        raise PlanningRefused("starts_at", "Say when the blackout begins.")
    if asked.ends_at is None:
        raise PlanningRefused("ends_at", "Say when the blackout ends.")
    if asked.ends_at <= asked.starts_at:
        raise PlanningRefused("ends_at", "A blackout ends after it begins.")
    return asked.starts_at, asked.ends_at


def take_back(context: Context, person: Person, blackout_id: str) -> None:
    """The blackout holds no more. Raises NotYoursToPlan, NoSuchEntry."""
    _set(context, person, blackout_id, None, context.at)


def restore(context: Context, person: Person, blackout_id: str) -> None:
    """It holds again after all. Raises NotYoursToPlan, NoSuchEntry."""
    if not may_plan(person):
        raise NotYoursToPlan
    found = context.conn.scalar(
        select(blackout.c.cancelled_at).where(blackout.c.id == blackout_id)
    )
    if found is None:
        raise NoSuchEntry
    _set(context, person, blackout_id, found, None)


def _set(
    context: Context,
    person: Person,
    blackout_id: str,
    before: datetime | None,
    after: datetime | None,
) -> None:
    if not may_plan(person):
        raise NotYoursToPlan
    state = blackout.c.cancelled_at
    changed = context.conn.execute(
        update(blackout)
        .where(
            blackout.c.id == blackout_id,
            state.is_(None) if before is None else state.is_not(None),
        )
        .values(cancelled_at=after)
    )
    if not changed.rowcount:
        raise NoSuchEntry
    context.audit("blackout", blackout_id, "cancelled_at", shown(before), shown(after))


def between(
    conn: Connection, first: datetime, last: datetime | None = None
) -> Sequence[Row[Any]]:
    """The blackouts that hold at some moment of a span, the earliest first."""
    where = [blackout.c.cancelled_at.is_(None), blackout.c.ends_at > first]
    if last is not None:
        where.append(blackout.c.starts_at < last)
    return conn.execute(
        select(blackout).where(*where).order_by(blackout.c.starts_at).limit(MOST)
    ).all()


def concerns(row: Any, release: Any) -> bool:
    """Whether a blackout is meant for this release; an empty scope is everybody's."""
    return all(
        getattr(row, name) is None or getattr(row, name) == getattr(release, name)
        for name in SCOPES
    )


def touching(rows: Iterable[Any], window: Window, release: Any) -> Any | None:
    """The first of the blackouts that touches a release's window, or None."""
    for row in rows:
        if window.overlaps(Window(row.starts_at, row.ends_at)) and concerns(
            row, release
        ):
            return row
    return None


def all_between(
    conn: Connection, first: date, last: date, zone: ZoneInfo
) -> Sequence[Row[Any]]:
    """The blackouts of these days, those taken back too: calendars must learn it."""
    begins = datetime.combine(first, time.min, zone)
    ends = datetime.combine(last, time.max, zone)
    return conn.execute(
        select(blackout)
        .where(blackout.c.ends_at > begins, blackout.c.starts_at < ends)
        .order_by(blackout.c.starts_at)
        .limit(MOST)
    ).all()
