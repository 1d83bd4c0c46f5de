"""Running processes: one row each, with the state as bytes; one writer at a time."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Row

from engine.db import UtcDateTime, metadata
from engine.errors import Conflict, InstanceNotRunning, NotFound

RUNNING, SUSPENDED, COMPLETED = "running", "suspended", "completed"
CANCELLED, FAILED = "cancelled", "failed"
#: States in which tokens still stand somewhere.
ALIVE = (RUNNING, SUSPENDED, FAILED)

instance = Table(
    "instance",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("process_key", String(100), nullable=False),
    Column("version_id", ForeignKey("process_version.id"), nullable=False),
    Column("business_key", String(100)),
    Column("status", String(20), nullable=False),
    Column("state", LargeBinary),
    Column("lock_version", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("started_by", String(100)),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("why", Text),
    Index("ix_instance_business_key", "business_key"),
    Index("ix_instance_process_key_status", "process_key", "status"),
    Index("ix_instance_version_id", "version_id"),
)

_insert = insert(instance).returning(instance)
_with_id = select(instance).where(instance.c.id == bindparam("instance_id"))
_locked = _with_id.with_for_update(key_share=True)


def add(conn: Connection, **values: Any) -> Row[Any]:
    """A new instance, as stored."""
    return conn.execute(_insert, values).one()


def locked(conn: Connection, instance_id: str) -> Row[Any]:
    """The instance, held against other writers until the end of the transaction.

    Raises: NotFound.
    """
    row = conn.execute(_locked, {"instance_id": instance_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such process instance.")
    return row


def running(conn: Connection, instance_id: str) -> Row[Any]:
    """A locked instance that may go on. Raises NotFound, InstanceNotRunning."""
    row = locked(conn, instance_id)
    if row.status not in (RUNNING, FAILED):
        raise InstanceNotRunning(row.status)
    return row


def save(conn: Connection, row: Row[Any], *, at: datetime, **values: Any) -> None:
    """Write a locked instance back; the version column is a belt beside the lock."""
    changed = conn.execute(
        update(instance)
        .where(instance.c.id == row.id, instance.c.lock_version == row.lock_version)
        .values(lock_version=row.lock_version + 1, changed_at=at, **values)
    )
    if changed.rowcount != 1:
        raise Conflict("Somebody else moved this process on. Nothing was changed.")


def by_business_key(
    conn: Connection, business_key: str, process_key: str | None = None
) -> Row[Any] | None:
    """The latest instance with this business key, of one process if it is named."""
    query = select(instance).where(instance.c.business_key == business_key)
    if process_key is not None:
        query = query.where(instance.c.process_key == process_key)
    return conn.execute(query.order_by(instance.c.id.desc()).limit(1)).one_or_none()


def with_id(conn: Connection, instance_id: str) -> Row[Any]:
    """The instance, only to look at. Raises NotFound."""
    found = conn.execute(_with_id, {"instance_id": instance_id}).one_or_none()
    if found is None:
        raise NotFound("There is no such process instance.")
    return found
