"""Steps that failed with nobody there to see it, or that only an operator can mend."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Row

from engine.db import Json, UtcDateTime, metadata, new_id
from engine.errors import NotFound

incident = Table(
    "incident",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("step_id", String(200), nullable=False),
    #: What failed: ``timer``, ``message`` or ``task``.
    Column("kind", String(20), nullable=False),
    Column("subject", String(100)),
    Column("problem", Text, nullable=False),
    Column("payload", Json),
    Column("by", String(100)),
    Column("at", UtcDateTime, nullable=False),
    Column("resolved_at", UtcDateTime),
    Column("resolved_by", String(100)),
    Index("ix_incident_instance_id", "instance_id", "resolved_at"),
)


def raise_incident(
    conn: Connection,
    instance_id: str,
    *,
    kind: str,
    step_id: str,
    problem: str,
    at: datetime,
    subject: str | None = None,
    payload: Mapping[str, Any] | None = None,
    by: str | None = None,
) -> str:
    """Note a failed step; the same open one is not noted twice."""
    known = conn.execute(
        select(incident.c.id).where(
            incident.c.instance_id == instance_id,
            incident.c.resolved_at.is_(None),
            incident.c.kind == kind,
            incident.c.subject == subject,
        )
    ).first()
    values = {"problem": problem, "payload": payload, "at": at, "by": by}
    if known is not None:
        conn.execute(
            update(incident)
            .where(incident.c.id == known.id)
            .values(step_id=step_id, **values)
        )
        return str(known.id)
    incident_id = new_id()
    conn.execute(
        insert(incident).values(
            id=incident_id,
            instance_id=instance_id,
            kind=kind,
            step_id=step_id,
            subject=subject,
            **values,
        )
    )
    return incident_id


def open_of(conn: Connection, instance_id: str) -> Sequence[Row[Any]]:
    """The open incidents of an instance, oldest first."""
    return conn.execute(
        select(incident)
        .where(incident.c.instance_id == instance_id, incident.c.resolved_at.is_(None))
        .order_by(incident.c.id)
    ).all()


def open_ones(conn: Connection, limit: int = 200) -> Sequence[Row[Any]]:
    """All open incidents, oldest first."""
    return conn.execute(
        select(incident)
        .where(incident.c.resolved_at.is_(None))
        .order_by(incident.c.id)
        .limit(limit)
    ).all()


def with_id(conn: Connection, incident_id: str) -> Row[Any]:
    """One incident. Raises NotFound."""
    found = conn.execute(
        select(incident).where(incident.c.id == incident_id)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such incident.")
    return found


def resolve(
    conn: Connection, instance_id: str, *, kind: str, at: datetime, by: str | None
) -> None:
    """The failed step went through after all."""
    conn.execute(
        update(incident)
        .where(
            incident.c.instance_id == instance_id,
            incident.c.kind == kind,
            incident.c.resolved_at.is_(None),
        )
        .values(resolved_at=at, resolved_by=by)
    )
