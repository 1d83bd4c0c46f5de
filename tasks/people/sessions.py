"""Who is signed in: kept on the server, so that a session can be ended here.

The browser holds a random token; the database only its hash.  Sessions live in real
time even when the product's clock is moved, or a moved clock would sign everybody out.

Source: ours, because a stolen or forgotten session must be revocable
(OWASP ASVS 4 V3.3): idle 8 hours, at most 24.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    String,
    Table,
    delete,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.engine import Row

from engine.db import UtcDateTime, metadata

IDLE = timedelta(hours=8)
LONGEST = timedelta(hours=24)
#: A session's last use is written at most this often.
NOTED_EVERY = timedelta(minutes=5)

web_session = Table(
    "web_session",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("user_name", String(100), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Index("ix_web_session_user_name", "user_name"),
    Index("ix_web_session_seen_at", "seen_at"),
)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(conn: Connection, user_name: str, *, at: datetime) -> str:
    """Sign a person in; returns the token for the browser. Old sessions are swept."""
    token = secrets.token_urlsafe(32)
    conn.execute(
        delete(web_session).where(
            or_(
                web_session.c.seen_at < at - IDLE,
                web_session.c.opened_at < at - LONGEST,
            )
        )
    )
    conn.execute(
        insert(web_session).values(
            token_sha256=_digest(token),
            user_name=user_name,
            opened_at=at,
            seen_at=at,
        )
    )
    return token


def session_with(conn: Connection, token: str, *, at: datetime) -> Row[Any] | None:
    """The live session of a token, or None."""
    return conn.execute(
        select(web_session).where(
            web_session.c.token_sha256 == _digest(token),
            web_session.c.seen_at >= at - IDLE,
            web_session.c.opened_at >= at - LONGEST,
        )
    ).one_or_none()


def is_to_be_noted(session: Row[Any], *, at: datetime) -> bool:
    """Whether the session's last use was noted long ago."""
    return bool(session.seen_at < at - NOTED_EVERY)


def note_use(conn: Connection, token: str, *, at: datetime) -> None:
    """The session is in use: its idle time begins anew."""
    conn.execute(
        update(web_session)
        .where(web_session.c.token_sha256 == _digest(token))
        .values(seen_at=at)
    )


def close_session(conn: Connection, token: str) -> None:
    """Sign out: the token is worth nothing from now on."""
    conn.execute(
        delete(web_session).where(web_session.c.token_sha256 == _digest(token))
    )


def close_all(conn: Connection, user_name: str) -> None:
    """Sign a person out everywhere."""
    conn.execute(delete(web_session).where(web_session.c.user_name == user_name))
