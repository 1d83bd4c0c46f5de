"""The audit trail to look at, within one's rights."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, true
from sqlalchemy.engine import Row

from engine.audit import audit_entry
from engine.instances import instance
from tasks.inbox.tables import human_task
from tasks.oversight.access import (
    readable_instances,
    readable_releases,
    readable_tasks,
)
from tasks.people.persons import Person
from tasks.release.tables import release

SEES_ALL = ("auditor", "process_owner", "release_manager", "admin")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which changes; ``release``: of it, its tasks and its process."""

    entity: str | None = None
    entity_id: str | None = None
    field: str | None = None
    by: str | None = None
    instance_id: str | None = None
    release: str | None = None
    step_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    page: int = 1
    per_page: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of changes and the size of the whole."""

    items: Sequence[Row[Any]]
    total: int


def entries(conn: Connection, person: Person, wanted: Wanted) -> Page:
    """The changes asked for that this person may see, newest first, one page."""
    where = [_readable(person), *_conditions(wanted)]
    listed = (
        select(audit_entry)
        .where(*where)
        .order_by(audit_entry.c.id.desc())
        .limit(wanted.per_page)
        .offset((wanted.page - 1) * wanted.per_page)
    )
    counted = select(func.count()).select_from(audit_entry).where(*where)
    return Page(conn.execute(listed).all(), conn.scalar(counted) or 0)


def _readable(person: Person) -> ColumnElement[bool]:
    c = audit_entry.c
    if person.has(*SEES_ALL):
        return true()
    mine = {
        "release": select(release.c.id)
        .where(readable_releases(person))
        .correlate(None),
        "instance": select(instance.c.id).where(readable_instances(person)),
        "task": select(human_task.c.task_id).where(readable_tasks(person)),
    }
    return or_(
        c.by == person.user_name,
        c.entity == "process",
        *(and_(c.entity == kind, c.entity_id.in_(ids)) for kind, ids in mine.items()),
    )


def of_release(release_id: str) -> ColumnElement[bool]:
    """Changes of a release, of its tasks and of its process."""
    c = audit_entry.c
    worked = select(human_task.c.task_id).where(human_task.c.release_id == release_id)
    run = select(instance.c.id).where(instance.c.business_key == release_id)
    return or_(
        and_(c.entity == "release", c.entity_id == release_id),
        and_(c.entity == "task", c.entity_id.in_(worked)),
        and_(c.entity == "instance", c.entity_id.in_(run)),
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    c = audit_entry.c
    where: list[ColumnElement[bool]] = [
        c[name] == value
        for name in ("entity", "entity_id", "field", "by", "instance_id", "step_id")
        if (value := getattr(wanted, name)) is not None
    ]
    if wanted.release is not None:
        where.append(of_release(wanted.release))
    if wanted.since is not None:
        where.append(c.at >= wanted.since)
    if wanted.until is not None:
        where.append(c.at <= wanted.until)
    return where


def of_entry(conn: Connection, release_id: str, entry: str) -> Sequence[Row[Any]]:
    """What changed on one entry of a release, newest first: ``issues/<id>``."""
    c = audit_entry.c
    return conn.execute(
        select(audit_entry)
        .where(
            c.entity == "release",
            c.entity_id == release_id,
            or_(c.field == entry, c.field.startswith(f"{entry}/", autoescape=True)),
        )
        .order_by(c.id.desc())
        .limit(100)
    ).all()
