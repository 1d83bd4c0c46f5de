"""When coordinators are away: entered by themselves or by the release manager.

Source: processes.md D-4.1, "Assign coordinator by DCS Resource Schedule"; ours, that an
absence is taken back and never erased, because releases were assigned by it.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Row

from engine.db import UtcDateTime, metadata, new_id
from engine.ports import Context
from tasks.people.persons import Person, person_named
from tasks.planning.blackouts import may_plan
from tasks.planning.errors import NoSuchEntry, NotYoursToPlan, PlanningRefused

MOST = 1000
COORDINATORS = ("release_coordinator_dcs", "release_coordinator_smr")

absence = Table(
    "absence",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("user_name", ForeignKey("person.user_name"), nullable=False),
    #: Both days included.
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("note", String(200)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100)),
    Column("cancelled_at", UtcDateTime),
    Index("ix_absence_user_name", "user_name", "last_on"),
    Index("ix_absence_last_on", "last_on"),
)


def may_enter(person: Person, user_name: str) -> bool:
    """Whether this person says when that one is away."""
    own = person.user_name == user_name and person.has(*COORDINATORS)
    return own or may_plan(person)


def enter(
    context: Context,
    person: Person,
    user_name: str,
    first_on: date | None,
    last_on: date | None,
    note: str = "",
) -> str:
    """Somebody is away; its id. Raises NotYoursToPlan, PlanningRefused."""
    if not may_enter(person, user_name):
        raise NotYoursToPlan
    if first_on is None:
        raise PlanningRefused("first_on", "Say on which day the absence begins.")
    last_on = last_on or first_on
    if last_on < first_on:
        raise PlanningRefused("last_on", "An absence ends after it begins.")
    away = person_named(context.conn, user_name)
    if away is None or not away.has(*COORDINATORS):
        raise PlanningRefused("user_name", "Choose a coordinator.")
    absence_id = new_id()
    context.conn.execute(
        insert(absence).values(
            id=absence_id,
            user_name=user_name,
            first_on=first_on,
            last_on=last_on,
            note=note.strip()[:200] or None,
            created_at=context.at,
            created_by=context.by,
        )
    )
    days = [first_on.isoformat(), last_on.isoformat()]
    context.audit("person", user_name, f"absence/{absence_id}", None, days)
    return absence_id


def take_back(context: Context, person: Person, absence_id: str) -> None:
    """The person is there after all. Raises NotYoursToPlan, NoSuchEntry."""
    _set(context, person, absence_id, holds=False)


def restore(context: Context, person: Person, absence_id: str) -> None:
    """The person is away, as entered. Raises NotYoursToPlan, NoSuchEntry."""
    _set(context, person, absence_id, holds=True)


def _set(context: Context, person: Person, absence_id: str, *, holds: bool) -> None:
    row = context.conn.execute(
        select(absence).where(absence.c.id == absence_id)
    ).one_or_none()
    if row is not None and not may_enter(person, row.user_name):
        raise NotYoursToPlan
    if row is None or (row.cancelled_at is None) == holds:
        raise NoSuchEntry
    context.conn.execute(
        update(absence)
        .where(absence.c.id == absence_id)
        .values(cancelled_at=None if holds else context.at)
    )
    days = [row.first_on.isoformat(), row.last_on.isoformat()]
    old, new = (None, days) if holds else (days, None)
    context.audit("person", row.user_name, f"absence/{absence_id}", old, new)


def between(
    conn: Connection, first: date, last: date, of: Iterable[str] | None = None
) -> Sequence[Row[Any]]:
    """The absences that touch these days, the earliest first; of some people only."""
    query = select(absence).where(
        absence.c.cancelled_at.is_(None),
        absence.c.last_on >= first,
        absence.c.first_on <= last,
    )
    if of is not None:
        query = query.where(absence.c.user_name.in_(sorted(of)))
    return conn.execute(query.order_by(absence.c.first_on).limit(MOST)).all()
