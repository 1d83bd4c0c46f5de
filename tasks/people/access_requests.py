"""Requests for access to the repository: who asks for what, and what became of it.

Source: GO-ITS 240PRS 3.10, "users obtain access by a service request with the
appropriate approvals"; processes.md E.1 AccessRequest and E.2.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    func,
    select,
)
from sqlalchemy.engine import Row

from engine.db import UtcDateTime, metadata
from engine.ports import Context
from tasks.people.persons import people

REQUESTED, APPROVED, REJECTED = "Requested", "Approved", "Rejected"
#: Access that ran out, and a request whose process was cancelled.
WITHDRAWN, CANCELLED = "Withdrawn", "Cancelled"
PROCESS = "repository_access"

access_request = Table(
    "access_request",
    metadata,
    Column("id", String(32), primary_key=True),
    #: Null until the process has taken the request up.
    Column("instance_id", ForeignKey("instance.id")),
    Column("user_name", ForeignKey("person.user_name"), nullable=False),
    Column("state", String(20), nullable=False),
    #: What is asked for; what was granted, once it is approved.
    Column("level", String(10), nullable=False),
    Column("role", String(60), nullable=False),
    Column("organization", ForeignKey("organization.id")),
    Column("until", Date),
    Column("reason", Text, nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("decided_at", UtcDateTime),
    Column("decided_by", String(100)),
    Column("decision_reason", Text),
    #: The moment at which the access is withdrawn; null when it stays.
    Column("ends_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
    #: What the person had before: it is theirs again when this access ends.
    Column("held_before", Boolean),
    Column("level_before", String(10)),
    Index("ix_access_request_user_name", "user_name", "state"),
    Index("ix_access_request_instance_id", "instance_id"),
    Index("ix_access_request_state", "state", "requested_at"),
)


def requests_of(conn: Connection, user_name: str) -> Sequence[Row[Any]]:
    """What a person has asked for, newest first."""
    return conn.execute(
        select(access_request)
        .where(access_request.c.user_name == user_name)
        .order_by(access_request.c.requested_at.desc(), access_request.c.id.desc())
        .limit(100)
    ).all()


def open_request(conn: Connection, user_name: str) -> Row[Any] | None:
    """The request of a person that is not decided yet; there is at most one."""
    return conn.execute(
        select(access_request)
        .where(
            access_request.c.user_name == user_name,
            access_request.c.state == REQUESTED,
        )
        .limit(1)
    ).one_or_none()


def request_of(conn: Connection, instance_id: str) -> Row[Any] | None:
    """The request that a process decides on, with who asks."""
    return conn.execute(
        select(
            access_request,
            people.c.name,
            people.c.email,
            people.c.unit,
            people.c.organization.label("belongs_to"),
        )
        .join(people, people.c.user_name == access_request.c.user_name)
        .where(access_request.c.instance_id == instance_id)
    ).one_or_none()


def running(context: Context) -> Row[Any] | None:
    """The request of the running instance, read once a step."""
    if context.instance is None:
        return None
    key = "access_request"
    if key not in context.cache:
        context.cache[key] = request_of(context.conn, context.instance.id)
    found: Row[Any] | None = context.cache[key]
    return found


def listed(
    conn: Connection, state: str | None, page: int, per_page: int
) -> tuple[Sequence[Row[Any]], int]:
    """Requests of everybody with who asks, newest first: one page, and how many."""
    where = [] if state is None else [access_request.c.state == state]
    counted = select(func.count()).select_from(access_request).where(*where)
    total = conn.scalar(counted) or 0
    found = conn.execute(
        select(access_request, people.c.name)
        .join(people, people.c.user_name == access_request.c.user_name)
        .where(*where)
        .order_by(access_request.c.requested_at.desc(), access_request.c.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    ).all()
    return found, total
