"""Outgoing mail: rows of the step's own transaction, sent afterwards.

A mail is written when its cause commits and only then, so that a rolled-back step
tells nobody and a crash loses nothing.  SMTP cannot promise "exactly once": a crash
between the server's 250 and our commit sends a second copy, under the same Message-ID.

Source: reliability.md 4 (measured): unique dedup key, stable id, backoff, expiry.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.engine import Row

from engine.db import Json, UtcDateTime, metadata, new_id
from engine.ports import Context

QUEUED, SENT, DEAD, EXPIRED, KEPT = "queued", "sent", "dead", "expired", "kept"
STATES = (QUEUED, SENT, DEAD, EXPIRED, KEPT)

#: How long a sender that claimed a mail is believed to be alive.
LEASE = timedelta(minutes=5)
#: The namespace of our Message-IDs; changing it would double mails in flight.
NAMESPACE = uuid.UUID("6f1f6a52-9d0c-5a53-8c57-0d4f0f2f7f5e")
_LONGEST_DEDUP = 200

outbox = Table(
    "outbox",
    metadata,
    Column("id", String(32), primary_key=True),
    #: What makes this mail this mail: the second of the same key is dropped.
    Column("dedup", String(_LONGEST_DEDUP), nullable=False, unique=True),
    #: The left part of the Message-ID, made from ``dedup`` alone.
    Column("message_id", String(36), nullable=False),
    Column("to", Json, nullable=False),
    Column("cc", Json, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    #: What the sender needs beside: thread, path of the link, language.
    Column("headers", Json, nullable=False),
    #: A list of ``{name, type, content}``; binary content in base64.
    Column("attachments", Json, nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("by", String(100)),
    Column("business_key", String(100)),
    Column("instance_id", String(32)),
    Column("step_id", String(200)),
    #: After this the mail would mislead; it is not sent any more.
    Column("expires_at", UtcDateTime),
    Column("last_error", Text),
    Index("ix_outbox_state_next_try_at", "state", "next_try_at"),
    Index("ix_outbox_business_key_created_at", "business_key", "created_at"),
    Index("ix_outbox_created_at", "created_at"),
)


def put(
    context: Context,
    *,
    to: Sequence[str],
    subject: str,
    body: str,
    cc: Sequence[str] = (),
    dedup: str | None = None,
    headers: Mapping[str, Any] | None = None,
    attachments: Iterable[Mapping[str, Any]] = (),
    business_key: str | None = None,
    expires_at: datetime | None = None,
) -> None:
    """Collect a mail; it is written with the others when the unit ends."""
    instance = context.instance
    context.mails.append(
        {
            "to": list(to),
            "cc": list(cc),
            "subject": subject,
            "body": body,
            "dedup": dedup,
            "headers": dict(headers or {}),
            "attachments": [dict(part) for part in attachments],
            "business_key": business_key or (instance and instance.business_key),
            "instance_id": instance.id if instance else None,
            "step_id": context.step_id,
            "expires_at": expires_at,
        }
    )


def flush(context: Context) -> None:
    """Write all collected mails in one statement; known dedup keys are dropped."""
    if not context.mails:
        return
    ids = sorted(new_id() for _ in context.mails)
    rows = [
        _row(context, mail_id, mail)
        for mail_id, mail in zip(ids, context.mails, strict=True)
    ]
    context.mails.clear()
    postgresql = context.conn.dialect.name == "postgresql"
    insert = insert_on_postgresql if postgresql else insert_on_sqlite
    context.conn.execute(
        insert(outbox).on_conflict_do_nothing(index_elements=["dedup"]), rows
    )


def _row(context: Context, mail_id: str, mail: Mapping[str, Any]) -> dict[str, Any]:
    dedup = _bounded(mail.get("dedup") or new_id())
    return {
        "id": mail_id,
        "dedup": dedup,
        "message_id": str(uuid.uuid5(NAMESPACE, dedup)),
        "to": mail["to"],
        "cc": mail.get("cc") or [],
        "subject": mail["subject"],
        "body": mail["body"],
        "headers": mail.get("headers") or {},
        "attachments": mail.get("attachments") or [],
        "state": QUEUED,
        "attempts": 0,
        "next_try_at": context.at,
        "created_at": context.at,
        "by": context.by,
        "business_key": mail.get("business_key"),
        "instance_id": mail.get("instance_id"),
        "step_id": mail.get("step_id"),
        "expires_at": mail.get("expires_at"),
    }


def _bounded(dedup: str) -> str:
    if len(dedup) <= _LONGEST_DEDUP:
        return dedup
    return hashlib.sha256(dedup.encode()).hexdigest()


_due = (
    select(outbox)
    .where(outbox.c.state == QUEUED, outbox.c.next_try_at <= bindparam("now"))
    .order_by(outbox.c.next_try_at, outbox.c.id)
    .limit(bindparam("most"))
)


def due(conn: Connection, now: datetime, limit: int = 100) -> Sequence[Row[Any]]:
    """Mails whose turn has come, oldest first."""
    return conn.execute(_due, {"now": now, "most": limit}).all()


def claim(conn: Connection, mail_id: str, now: datetime) -> bool:
    """Whether this sender may send it now; another one was first otherwise.

    The attempt is counted before it is made: a mail that kills its sender comes back
    when the lease is over, and does not loop.
    """
    return _changed(
        conn,
        update(outbox)
        .where(outbox.c.id == mail_id, outbox.c.state == QUEUED)
        .where(outbox.c.next_try_at <= now)
        .values(attempts=outbox.c.attempts + 1, next_try_at=now + LEASE),
    )


def mark_sent(conn: Connection, mail_id: str, at: datetime) -> bool:
    """The server took it."""
    return _changed(
        conn,
        update(outbox)
        .where(outbox.c.id == mail_id, outbox.c.state == QUEUED)
        .values(state=SENT, sent_at=at, last_error=None),
    )


def postpone(conn: Connection, mail_id: str, *, until: datetime, error: str) -> bool:
    """It could not be sent now; it is tried again."""
    return _changed(
        conn,
        update(outbox)
        .where(outbox.c.id == mail_id, outbox.c.state == QUEUED)
        .values(next_try_at=until, last_error=error),
    )


def postpone_all(
    conn: Connection, mail_ids: Sequence[str], *, until: datetime, error: str
) -> None:
    """The server is away: all wait at least until then."""
    if mail_ids:
        conn.execute(
            update(outbox)
            .where(outbox.c.id.in_(mail_ids), outbox.c.state == QUEUED)
            .where(outbox.c.next_try_at < until)
            .values(next_try_at=until, last_error=error)
        )


def mark_dead(conn: Connection, mail_id: str, *, error: str) -> bool:
    """It cannot be sent; a person must look at it."""
    return _changed(
        conn,
        update(outbox)
        .where(outbox.c.id == mail_id, outbox.c.state == QUEUED)
        .values(state=DEAD, last_error=error),
    )


def expire(conn: Connection, now: datetime) -> int:
    """Give up mails that would mislead by now; returns how many."""
    return conn.execute(
        update(outbox)
        .where(outbox.c.state == QUEUED, outbox.c.expires_at <= now)
        .values(state=EXPIRED, last_error="Its time was over before it could be sent.")
    ).rowcount


def keep(conn: Connection, now: datetime) -> int:
    """No server is set: keep what is queued to be read here; returns how many."""
    return conn.execute(
        update(outbox)
        .where(outbox.c.state == QUEUED, outbox.c.next_try_at <= now)
        .values(state=KEPT)
    ).rowcount


def requeue(context: Context, mail_id: str) -> bool:
    """Send a dead, expired or kept mail after all, because a person says so."""
    again = _changed(
        context.conn,
        update(outbox)
        .where(outbox.c.id == mail_id, outbox.c.state.in_((DEAD, EXPIRED, KEPT)))
        .values(state=QUEUED, attempts=0, next_try_at=context.at, expires_at=None),
    )
    if again:
        context.audit("mail", mail_id, "state", None, QUEUED)
    return again


def with_id(conn: Connection, mail_id: str) -> Row[Any] | None:
    """One mail."""
    return conn.execute(select(outbox).where(outbox.c.id == mail_id)).one_or_none()


def listed(
    conn: Connection,
    *,
    state: str | None = None,
    business_key: str | None = None,
    words: str = "",
    limit: int = 50,
    offset: int = 0,
) -> tuple[Sequence[Row[Any]], int]:
    """A page of mails, newest first, and how many there are in all."""
    query = select(outbox)
    if state is not None:
        query = query.where(outbox.c.state == state)
    if business_key is not None:
        query = query.where(outbox.c.business_key == business_key)
    if words:
        query = query.where(
            or_(
                outbox.c.subject.icontains(words, autoescape=True),
                outbox.c.body.icontains(words, autoescape=True),
            )
        )
    total = conn.scalar(select(func.count()).select_from(query.subquery())) or 0
    newest = query.order_by(outbox.c.created_at.desc(), outbox.c.id.desc())
    return conn.execute(newest.limit(limit).offset(offset)).all(), total


def counts(conn: Connection) -> dict[str, int]:
    """How many mails are in each state; states without any are 0."""
    found = conn.execute(
        select(outbox.c.state, func.count().label("number")).group_by(outbox.c.state)
    ).all()
    return dict.fromkeys(STATES, 0) | {row.state: row.number for row in found}


def _changed(conn: Connection, statement: Any) -> bool:
    return bool(conn.execute(statement).rowcount)
