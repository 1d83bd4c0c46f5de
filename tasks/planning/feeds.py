"""Calendar feeds: a secret address from which a calendar program reads the schedule.

Calendar programs send no header and know no sign-in, so the address itself is the key.
It is shown once, kept as a hash, opens nothing but the feed, and is revoked alone.

Source: ours, as every calendar product does it; OWASP ASVS 4 V3.5 for the rest.
"""

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Row

from engine.db import UtcDateTime, metadata, new_id
from engine.ports import Context
from tasks.people.persons import Person, person_named
from tasks.people.tokens import hash_of
from tasks.planning.errors import NoSuchEntry, PlanningRefused

MOST = 20
#: What a feed holds: the whole schedule, or only releases on which one has a role.
ALL, MINE = "all", "mine"
CONTENTS = (ALL, MINE)

calendar_feed = Table(
    "calendar_feed",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("user_name", ForeignKey("person.user_name"), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("name", String(100), nullable=False),
    Column("content", String(10), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
    Index("ix_calendar_feed_user_name", "user_name"),
)


def open_feed(context: Context, person: Person, name: str, content: str) -> str:
    """A new feed; its secret, never shown again. Raises PlanningRefused."""
    if content not in CONTENTS:
        raise PlanningRefused("content", "Choose what the feed contains.")
    if _number(context.conn, person.user_name) >= MOST:
        raise PlanningRefused("name", "Revoke a feed first; there are many already.")
    secret, feed_id = secrets.token_urlsafe(32), new_id()
    context.conn.execute(
        insert(calendar_feed).values(
            id=feed_id,
            user_name=person.user_name,
            token_hash=hash_of(secret),
            name=name.strip()[:100] or "eRM",
            content=content,
            created_at=context.at,
        )
    )
    context.audit("person", person.user_name, "calendar_feed", None, feed_id)
    return secret


def _number(conn: Connection, user_name: str) -> int:
    return (
        conn.scalar(
            select(func.count())
            .select_from(calendar_feed)
            .where(calendar_feed.c.user_name == user_name)
            .where(calendar_feed.c.revoked_at.is_(None))
        )
        or 0
    )


def feed_with(conn: Connection, secret: str) -> tuple[Row[Any], Person] | None:
    """The feed behind an address, and whose it is; None once it is worth nothing."""
    row = conn.execute(
        select(calendar_feed).where(
            calendar_feed.c.token_hash == hash_of(secret),
            calendar_feed.c.revoked_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    person = person_named(conn, row.user_name)
    return None if person is None else (row, person)


def feeds_of(conn: Connection, user_name: str) -> Sequence[Row[Any]]:
    """The feeds of a person that are worth something, newest first."""
    return conn.execute(
        select(calendar_feed)
        .where(calendar_feed.c.user_name == user_name)
        .where(calendar_feed.c.revoked_at.is_(None))
        .order_by(calendar_feed.c.created_at.desc())
        .limit(MOST)
    ).all()


def revoke(context: Context, person: Person, feed_id: str) -> None:
    """Make the address of one's feed worthless. Raises NoSuchEntry."""
    done = context.conn.execute(
        update(calendar_feed)
        .where(calendar_feed.c.id == feed_id, calendar_feed.c.revoked_at.is_(None))
        .where(calendar_feed.c.user_name == person.user_name)
        .values(revoked_at=context.at)
    )
    if not done.rowcount:
        raise NoSuchEntry
    context.audit("person", person.user_name, "calendar_feed", feed_id, None)
