"""The executive summary by mail: to whom, how often, with what.

Source: Release Standard 3.7.1, "Executive summary update"; requirements ROLE-RM-05.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Row

from engine.db import Json, UtcDateTime, metadata, new_id
from engine.ports import Context
from tasks.people.persons import LANGUAGES, Person, is_address, people_named
from tasks.planning.blackouts import may_plan
from tasks.planning.errors import NoSuchEntry, NotYoursToPlan, PlanningRefused
from tasks.release.slots import Interval, next_slot

MOST = 50
MOST_RECIPIENTS = 200
MOST_DAYS = 366
#: How often it may be sent.
INTERVALS = ("P1D", "P7D", "P14D", "P1M")

summary_mailing = Table(
    "summary_mailing",
    metadata,
    Column("id", String(32), primary_key=True),
    #: User names and addresses.
    Column("recipients", Json, nullable=False),
    Column("every", String(20), nullable=False),
    #: The first slot: it gives the rhythm its day and hour.
    Column("first_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("days_ahead", Integer, nullable=False),
    Column("days_back", Integer, nullable=False),
    Column("with_pdf", Boolean, nullable=False),
    #: In which language addresses are written to; people have their own.
    Column("language", String(2), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100)),
    Column("ended_at", UtcDateTime),
    Index("ix_summary_mailing_next_at", "ended_at", "next_at"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A mailing as the release manager enters it."""

    recipients: Sequence[str]
    every: str
    first_at: datetime | None
    days_ahead: int | None
    days_back: int | None
    with_pdf: bool
    language: str = "en"


def begin(context: Context, person: Person, asked: Asked) -> str:
    """A new mailing; its id. Raises NotYoursToPlan, PlanningRefused."""
    if not may_plan(person):
        raise NotYoursToPlan
    first_at = _checked(context, asked)
    _number, next_at = next_slot(
        first_at, Interval.read(asked.every), context.at, context.zone
    )
    mailing_id = new_id()
    recipients = list(dict.fromkeys(asked.recipients))
    context.conn.execute(
        insert(summary_mailing).values(
            id=mailing_id,
            recipients=recipients,
            every=asked.every,
            first_at=first_at,
            next_at=next_at,
            days_ahead=asked.days_ahead,
            days_back=asked.days_back,
            with_pdf=asked.with_pdf,
            language=asked.language,
            created_at=context.at,
            created_by=context.by,
        )
    )
    said = {"recipients": recipients, "every": asked.every}
    context.audit("summary_mailing", mailing_id, "", None, said)
    return mailing_id


def _checked(context: Context, asked: Asked) -> datetime:
    _check_recipients(context, asked.recipients)
    if asked.every not in INTERVALS:
        raise PlanningRefused("every", "Choose how often it is sent.")
    if asked.language not in LANGUAGES:
        raise PlanningRefused("language", "Choose English or French.")
    if asked.first_at is None:
        raise PlanningRefused("first_at", "Say when the first one is sent.")
    for name in ("days_ahead", "days_back"):
        days = getattr(asked, name)
        if days is None or not 0 < days <= MOST_DAYS:
            raise PlanningRefused(name, f"Give a number of days from 1 to {MOST_DAYS}.")
    return asked.first_at


def _check_recipients(context: Context, recipients: Sequence[str]) -> None:
    if not recipients:
        raise PlanningRefused("recipients", "Say who gets the summary.")
    if len(recipients) > MOST_RECIPIENTS:
        most = f"At most {MOST_RECIPIENTS} recipients; use a distribution list."
        raise PlanningRefused("recipients", most)
    known = people_named(context.conn, recipients)
    for each in recipients:
        if each not in known and not is_address(each):
            unknown = f"“{each[:60]}” is neither a user name nor an e-mail address."
            raise PlanningRefused("recipients", unknown)


def end(context: Context, person: Person, mailing_id: str) -> None:
    """Send no more. Raises NotYoursToPlan, NoSuchEntry."""
    if not may_plan(person):
        raise NotYoursToPlan
    done = context.conn.execute(
        update(summary_mailing)
        .where(summary_mailing.c.id == mailing_id)
        .where(summary_mailing.c.ended_at.is_(None))
        .values(ended_at=context.at)
    )
    if not done.rowcount:
        raise NoSuchEntry
    context.audit("summary_mailing", mailing_id, "ended_at", None, "now")


def running(conn: Connection) -> Sequence[Row[Any]]:
    """The mailings that are sent, the next one first."""
    return conn.execute(
        select(summary_mailing)
        .where(summary_mailing.c.ended_at.is_(None))
        .order_by(summary_mailing.c.next_at)
        .limit(MOST)
    ).all()


def due(conn: Connection, now: datetime) -> Sequence[Row[Any]]:
    """The mailings whose slot has come."""
    return conn.execute(
        select(summary_mailing)
        .where(summary_mailing.c.ended_at.is_(None))
        .where(summary_mailing.c.next_at <= now)
        .order_by(summary_mailing.c.next_at)
        .limit(MOST)
    ).all()


def claim(context: Context, row: Any) -> bool:
    """Take the slot of a mailing; whether nobody else did. Missed slots are skipped."""
    after = max(context.at, row.next_at)
    _number, following = next_slot(
        row.first_at, Interval.read(row.every), after, context.zone
    )
    taken = context.conn.execute(
        update(summary_mailing)
        .where(summary_mailing.c.id == row.id)
        .where(summary_mailing.c.next_at == row.next_at)
        .where(summary_mailing.c.ended_at.is_(None))
        .values(next_at=following)
    )
    return bool(taken.rowcount)
