"""Messages: durable, routed by us, taken by exactly one step or kept for it.

A message is addressed to one instance (by id or business key) or to a process key,
which it then starts.  A *kept* message waits for its receiver until it expires; one
that is not kept is refused when nobody waits.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Row

from engine import instances
from engine.db import Json, UtcDateTime, metadata, new_id
from engine.ports import Context

KEPT, TAKEN, EXPIRED, FAILED = "kept", "taken", "expired", "failed"

awaited_message = Table(
    "awaited_message",
    metadata,
    Column("task_id", String(32), primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("step_id", String(200), nullable=False),
    Column("waits_since", UtcDateTime, nullable=False),
    Index("ix_awaited_message_instance_id_name", "instance_id", "name"),
)

message = Table(
    "message",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("instance_id", ForeignKey("instance.id")),
    Column("process_key", String(100)),
    Column("payload", Json, nullable=False),
    Column("state", String(20), nullable=False),
    Column("idempotency_key", String(200), unique=True),
    Column("sent_by", String(100)),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("taken_at", UtcDateTime),
    Column("taken_by_step", String(200)),
    Column("attempts", Integer, nullable=False, default=0),
    Column("try_at", UtcDateTime),
    Column("problem", Text),
    Index("ix_message_state_name_instance_id", "state", "name", "instance_id"),
    Index("ix_message_instance_id", "instance_id"),
)


@dataclass(frozen=True, slots=True)
class Declaration:
    """What the diagrams' catalogue says of a message."""

    name: str
    keep: bool = False
    expires_in: timedelta | None = None


def mirror(
    conn: Connection,
    instance_id: str,
    *,
    closed: Iterable[str],
    opened: Sequence[Any],
    at: datetime,
) -> None:
    """Take away steps that no longer wait for a message, note those that begin to."""
    gone = list(closed)
    if gone:
        conn.execute(delete(awaited_message).where(awaited_message.c.task_id.in_(gone)))
    if opened:
        rows = [
            {
                "task_id": m.id,
                "name": m.name,
                "instance_id": instance_id,
                "step_id": m.step_id,
                "waits_since": at,
            }
            for m in opened
        ]
        conn.execute(insert(awaited_message), rows)


def clear(conn: Connection, instance_id: str) -> None:
    """Nothing waits in an instance that is over, and nobody will take what is kept."""
    conn.execute(
        delete(awaited_message).where(awaited_message.c.instance_id == instance_id)
    )
    conn.execute(
        update(message)
        .where(message.c.instance_id == instance_id, message.c.state == KEPT)
        .values(state=EXPIRED)
    )


def send(
    context: Context,
    name: str,
    *,
    payload: Mapping[str, Any],
    instance_id: str | None = None,
    business_key: str | None = None,
    process_key: str | None = None,
    expires_at: datetime | None = None,
    idempotency_key: str | None = None,
    **_declared: Any,
) -> str | None:
    """Put a message down for its receiver; the sweep hands it over.

    Returns the message's id; None when the receiver has ended or does not exist.
    The same idempotency key is put down once.
    """
    if instance_id is None and business_key is not None:
        found = instances.by_business_key(context.conn, business_key)
        if found is None or found.status not in instances.ALIVE:
            return None
        instance_id = found.id
    if idempotency_key is not None:
        known = with_idempotency_key(context.conn, idempotency_key)
        if known is not None:
            return str(known.id)
    message_id = new_id()
    context.conn.execute(
        insert(message).values(
            id=message_id,
            name=name,
            instance_id=instance_id,
            process_key=process_key,
            payload=dict(payload),
            state=KEPT,
            idempotency_key=idempotency_key,
            sent_by=context.by,
            sent_at=context.at,
            expires_at=expires_at,
        )
    )
    return message_id


def with_idempotency_key(conn: Connection, key: str) -> Row[Any] | None:
    """The message that was sent under this key before."""
    return conn.execute(
        select(message).where(message.c.idempotency_key == key)
    ).one_or_none()


def with_id(conn: Connection, message_id: str) -> Row[Any]:
    """A message."""
    return conn.execute(select(message).where(message.c.id == message_id)).one()


def locked(conn: Connection, message_id: str) -> Row[Any]:
    """A message, held against other writers; its instance must be held before."""
    return conn.execute(
        select(message).where(message.c.id == message_id).with_for_update()
    ).one()


def awaited(conn: Connection, instance_id: str, name: str) -> Row[Any] | None:
    """The step of an instance that has waited longest for this message."""
    return conn.execute(
        select(awaited_message)
        .where(
            awaited_message.c.instance_id == instance_id,
            awaited_message.c.name == name,
        )
        .order_by(awaited_message.c.waits_since, awaited_message.c.task_id)
        .limit(1)
    ).one_or_none()


def awaited_by(conn: Connection, instance_id: str) -> Sequence[Row[Any]]:
    """All messages an instance waits for."""
    return conn.execute(
        select(awaited_message).where(awaited_message.c.instance_id == instance_id)
    ).all()


_now = bindparam("now", type_=UtcDateTime)
_to_hand_over = (
    select(message.c.id, message.c.sent_at)
    .where(message.c.state == KEPT)
    .where(message.c.expires_at.is_(None) | (message.c.expires_at > _now))
    .where(message.c.try_at.is_(None) | (message.c.try_at <= _now))
    .limit(200)
)
_received = (
    _to_hand_over.join(
        awaited_message,
        (awaited_message.c.instance_id == message.c.instance_id)
        & (awaited_message.c.name == message.c.name),
    )
    .join(instances.instance, instances.instance.c.id == message.c.instance_id)
    .where(instances.instance.c.status == instances.RUNNING)
)
_starting = _to_hand_over.where(message.c.process_key.is_not(None))


def deliverable(conn: Connection, now: datetime) -> list[str]:
    """Kept messages in time whose receiver waits, and those that start a process."""
    found = [
        row for of in (_received, _starting) for row in conn.execute(of, {"now": now})
    ]
    return list(dict.fromkeys(r.id for r in sorted(found, key=lambda r: r.sent_at)))


def mark(conn: Connection, message_id: str, **values: Any) -> None:
    """Note what became of a message."""
    conn.execute(update(message).where(message.c.id == message_id).values(**values))


def expire(conn: Connection, now: datetime) -> int:
    """Let kept messages go whose time is over: a new attempt must not meet them."""
    done = conn.execute(
        update(message)
        .where(message.c.state == KEPT, message.c.expires_at <= now)
        .values(state=EXPIRED)
    )
    return done.rowcount


def retry(conn: Connection, instance_id: str) -> None:
    """Messages that could not be handed over may be tried at once."""
    conn.execute(
        update(message)
        .where(message.c.instance_id == instance_id, message.c.state == KEPT)
        .values(try_at=None, attempts=0)
    )


_expired = (
    select(message.c.id)
    .where(message.c.state == KEPT, message.c.expires_at <= _now)
    .limit(1)
)


def has_expired(conn: Connection, now: datetime) -> bool:
    """Whether a kept message's time is over."""
    return conn.execute(_expired, {"now": now}).first() is not None
