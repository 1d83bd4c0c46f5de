"""Who changed what, when and why: append-only, sealed by a chain of hashes.

A step writes its entries unsealed, so that audit serialises nobody; the sweep seals
them in batches.  A changed, removed or inserted entry breaks the chain from there on.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Row

from engine.db import Json, UtcDateTime, metadata

audit_entry = Table(
    "audit_entry",
    metadata,
    Column(
        "id",
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
    ),
    Column("entity", String(60), nullable=False),
    Column("entity_id", String(100), nullable=False),
    Column("field", String(100), nullable=False),
    Column("old", Json),
    Column("new", Json),
    Column("by", String(100)),
    Column("at", UtcDateTime, nullable=False),
    Column("why", Text),
    Column("instance_id", String(32)),
    Column("step_id", String(200)),
    #: Position in the chain, and the seal; null until the sweep comes by.
    Column("sealed_as", BigInteger, unique=True),
    Column("seal", String(64)),
    Index("ix_audit_entry_entity_entity_id", "entity", "entity_id"),
    Index("ix_audit_entry_seal", "seal", "id"),
)

#: How far the chain has come, kept apart from it: what is cut off its end is missed.
#: Who can write both can still hide that; an anchor kept elsewhere cannot be hidden
#: from (``erm verify --anchor``).
audit_head = Table(
    "audit_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("sealed_as", BigInteger, nullable=False),
    Column("seal", String(64), nullable=False),
)

GENESIS = "0" * 64
#: The advisory lock that a sealer holds on PostgreSQL.
_SEALING = 0x65524D


def add(conn: Connection, entries: Sequence[dict[str, Any]]) -> None:
    """Write what a step has changed."""
    if entries:
        conn.execute(insert(audit_entry), list(entries))


def seal(conn: Connection, limit: int = 1000) -> int:
    """Seal entries that are not yet in the chain; returns how many."""
    if not _alone(conn):
        return 0
    rows = conn.execute(
        select(audit_entry)
        .where(audit_entry.c.seal.is_(None))
        .order_by(audit_entry.c.id)
        .limit(limit)
    ).all()
    if not rows:
        return 0
    last = kept_head(conn)
    position, previous = (last.sealed_as, last.seal) if last else (0, GENESIS)
    sealed = []
    for row in rows:
        position, previous = position + 1, seal_of(row, position + 1, previous)
        sealed.append({"key": row.id, "position": position, "hash": previous})
    conn.execute(
        update(audit_entry)
        .where(audit_entry.c.id == bindparam("key"))
        .values(sealed_as=bindparam("position"), seal=bindparam("hash")),
        sealed,
    )
    _keep_head(conn, position, previous, first=last is None)
    return len(rows)


def kept_head(conn: Connection) -> Row[Any] | None:
    """How far the chain has come, as it was noted when it was sealed."""
    return conn.execute(select(audit_head)).one_or_none()


def _keep_head(conn: Connection, position: int, seal: str, *, first: bool) -> None:
    values = {"sealed_as": position, "seal": seal}
    if first:
        conn.execute(insert(audit_head).values(id=1, **values))
    else:
        conn.execute(update(audit_head).values(values))


def _alone(conn: Connection) -> bool:
    """Whether nobody else seals now: two would give one position twice.

    SQLite has one writer; on PostgreSQL several workers come by.
    """
    if conn.dialect.name != "postgresql":
        return True
    return bool(conn.scalar(select(func.pg_try_advisory_xact_lock(_SEALING))))


def seal_of(row: Row[Any], position: int, previous: str) -> str:
    """The hash of an entry and everything before it."""
    fields = ("entity", "entity_id", "field", "old", "new", "by", "why", "step_id")
    content = [position, previous, row.id, row.at.isoformat(), row.instance_id]
    content += [getattr(row, name) for name in fields]
    return hashlib.sha256(
        orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    ).hexdigest()


def broken_links(conn: Connection) -> list[str]:
    """A sentence for each place where the chain does not hold."""
    problems = []
    position, previous = 0, GENESIS
    rows = conn.execute(
        select(audit_entry)
        .where(audit_entry.c.sealed_as.is_not(None))
        .order_by(audit_entry.c.sealed_as)
    )
    for row in rows:
        position += 1
        if row.sealed_as != position:
            problems.append(f"Audit entry {position} of the chain is missing.")
            position = row.sealed_as
        elif row.seal != seal_of(row, position, previous):
            problems.append(f"Audit entry {row.id} was changed after it was sealed.")
        previous = row.seal
    return [*problems, *_cut_off(conn, position, previous)]


def _cut_off(conn: Connection, position: int, last: str) -> list[str]:
    """What is wrong between the chain's last entry and how far it had come."""
    noted = kept_head(conn)
    come = 0 if noted is None else noted.sealed_as
    if come > position:
        lost = come - position
        return [f"The last {lost} entries of the audit chain are missing."]
    if come < position or (noted is not None and noted.seal != last):
        return ["The audit chain does not end where it was sealed last."]
    return []


def anchored(conn: Connection, anchors: Sequence[tuple[int, str]]) -> list[str]:
    """A sentence for each place that is not what somebody noted of it elsewhere.

    An anchor is a position and its seal; it vouches for everything before it.
    """
    problems = []
    for position, seal in anchors:
        found = conn.scalar(
            select(audit_entry.c.seal).where(audit_entry.c.sealed_as == position)
        )
        if found is None:
            problems.append(f"Audit entry {position}, which is anchored, is missing.")
        elif found != seal:
            problems.append(f"Audit entry {position} is not what its anchor says.")
    return problems


def of_entity(conn: Connection, entity: str, entity_id: str) -> Sequence[Row[Any]]:
    """All changes of one thing, newest first."""
    return conn.execute(
        select(audit_entry)
        .where(audit_entry.c.entity == entity, audit_entry.c.entity_id == entity_id)
        .order_by(audit_entry.c.id.desc())
    ).all()


_unsealed = select(audit_entry.c.id).where(audit_entry.c.seal.is_(None)).limit(1)


def head(conn: Connection) -> Row[Any] | None:
    """The newest link of the chain: who keeps its seal can prove what came before."""
    return conn.execute(
        select(audit_entry)
        .where(audit_entry.c.sealed_as.is_not(None))
        .order_by(audit_entry.c.sealed_as.desc())
        .limit(1)
    ).one_or_none()


def has_unsealed(conn: Connection) -> bool:
    """Whether an entry waits to be sealed."""
    return conn.execute(_unsealed).first() is not None
