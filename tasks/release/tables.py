"""The release: one row from the request to its end, its number and its links."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    and_,
    bindparam,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.engine import Row

from engine.db import Json, UtcDateTime, metadata
from tasks.release.errors import NoSuchRelease
from tasks.release.fields import FIELDS, PROCESS_FIELDS
from tasks.release.states import OPEN

release = Table(
    "release",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("process", String(20), nullable=False),
    *(field.column(name) for name, field in PROCESS_FIELDS.items()),
    *(field.column(name) for name, field in FIELDS.items()),
    #: Marks that a diagram sets and asks for, by name.
    Column("flags", Json, nullable=False),
    #: The ETag: raised by every change.
    Column("lock_version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100)),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(100)),
    Index("ix_release_status_process", "status", "process"),
    Index("ix_release_deployment_at", "deployment_at"),
    Index("ix_release_planned_deployment", "planned_deployment"),
    Index("ix_release_go_no_go_at", "go_no_go_at"),
    Index("ix_release_outage_start", "outage_start"),
    Index("ix_release_stabilization_end", "stabilization_end"),
    Index("ix_release_organization", "organization"),
    Index("ix_release_instance_id", "instance_id"),
    Index("ix_release_external_no", "external_no"),
)

release_number = Table(
    "release_number",
    metadata,
    Column("prefix", String(10), primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

release_link = Table(
    "release_link",
    metadata,
    Column("release_id", ForeignKey("release.id"), primary_key=True),
    Column("linked_id", ForeignKey("release.id"), primary_key=True),
    Column("kind", String(40), nullable=False),
    Column("linked_at", UtcDateTime, nullable=False),
    Column("linked_by", String(100)),
    Index("ix_release_link_linked_id", "linked_id"),
)


def next_number(conn: Connection, prefix: str, year: int) -> str:
    """The next number of a process in a year: ``SMR-2026-0001``.

    One statement, so that two requests at once get two numbers; a request that is
    rolled back leaves no gap.
    """
    postgresql = conn.dialect.name == "postgresql"
    insert = insert_on_postgresql if postgresql else insert_on_sqlite
    statement = (
        insert(release_number)
        .values(prefix=prefix, year=year, last=1)
        .on_conflict_do_update(
            index_elements=["prefix", "year"],
            set_={"last": release_number.c.last + 1},
        )
        .returning(release_number.c.last)
    )
    return f"{prefix}-{year}-{conn.execute(statement).scalar_one():04d}"


_with_id = select(release).where(release.c.id == bindparam("release_id"))


def release_with(conn: Connection, release_id: str) -> Row[Any]:
    """The release. Raises NoSuchRelease."""
    found = conn.execute(_with_id, {"release_id": release_id}).one_or_none()
    if found is None:
        raise NoSuchRelease(release_id)
    return found


def linked_to(conn: Connection, release_id: str) -> Sequence[Row[Any]]:
    """The releases linked to this one, whichever side linked; newest first."""
    other = or_(
        and_(
            release_link.c.release_id == release_id,
            release.c.id == release_link.c.linked_id,
        ),
        and_(
            release_link.c.linked_id == release_id,
            release.c.id == release_link.c.release_id,
        ),
    )
    return conn.execute(
        select(
            release.c.id,
            release.c.process,
            release.c.title,
            release.c.status,
            release.c.milestone,
            release.c.instance_id,
            release.c.outcome,
            release.c.status.in_(OPEN).label("is_open"),
        )
        .join(release_link, other)
        .order_by(release.c.created_at.desc(), release.c.id.desc())
        .limit(100)
    ).all()
