"""Bearer tokens of the interface: shown once, kept only as a hash."""

import hashlib
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
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Row

from engine.db import UtcDateTime, metadata, new_id
from engine.ports import Context
from tasks.people.errors import NoSuchPerson
from tasks.people.persons import (
    WITH_ROLES,
    Person,
    people,
    person_in,
    person_named,
)

PREFIX = "erm_"

api_token = Table(
    "api_token",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("user_name", ForeignKey("person.user_name"), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100)),
    Column("revoked_at", UtcDateTime),
    Index("ix_api_token_user_name", "user_name"),
)


def hash_of(secret: str) -> str:
    """What is kept of a secret of full strength; nobody can guess it back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def create(context: Context, user_name: str) -> str:
    """A new token of an active person, never shown again. Raises NoSuchPerson."""
    if person_named(context.conn, user_name) is None:
        raise NoSuchPerson(user_name)
    token, token_id = PREFIX + secrets.token_urlsafe(32), new_id()
    context.conn.execute(
        insert(api_token).values(
            id=token_id,
            user_name=user_name,
            token_hash=hash_of(token),
            created_at=context.at,
            created_by=context.by,
        )
    )
    context.audit("person", user_name, "token", None, token_id)
    return token


_owner = (
    WITH_ROLES.join(api_token, api_token.c.user_name == people.c.user_name)
    .where(api_token.c.token_hash == bindparam("token_hash"))
    .where(api_token.c.revoked_at.is_(None))
)


def person_of_token(conn: Connection, token: str) -> Person | None:
    """The active person whose token this is, with roles."""
    asked = {"token_hash": hash_of(token)}
    return person_in(conn, conn.execute(_owner, asked).all())


def revoke(context: Context, token_id: str) -> None:
    """Make a token worthless; one that is so already stays so."""
    user_name = context.conn.scalar(
        update(api_token)
        .where(api_token.c.id == token_id, api_token.c.revoked_at.is_(None))
        .values(revoked_at=context.at)
        .returning(api_token.c.user_name)
    )
    if user_name is not None:
        context.audit("person", user_name, "token", token_id, None)


def tokens_of(conn: Connection, user_name: str) -> Sequence[Row[Any]]:
    """The tokens of a person that are worth something, newest first."""
    return conn.execute(
        select(api_token)
        .where(api_token.c.user_name == user_name, api_token.c.revoked_at.is_(None))
        .order_by(api_token.c.created_at.desc())
        .limit(100)
    ).all()
