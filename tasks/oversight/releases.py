"""Releases to look at: the list with its filters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.engine import Row

from engine.instances import instance
from tasks.inbox.tables import OPEN, human_task
from tasks.oversight.access import readable_releases
from tasks.people.holders import releases_of
from tasks.people.organizations import tree
from tasks.people.persons import Person
from tasks.release.collections import TABLES
from tasks.release.states import OPEN as OPEN_STATUSES
from tasks.release.tables import release, release_link

SORTS = {
    "newest": (release.c.created_at.desc(),),
    "number": (release.c.id,),
    "title": (release.c.title,),
    "deployment": (release.c.deployment_at.is_(None), release.c.deployment_at),
    "changed": (release.c.changed_at.desc(),),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which releases to list; ``mine`` are those on which one holds a role."""

    process: str | None = None
    status: str | None = None
    milestone: str | None = None
    organization: str | None = None
    mine: bool = False
    q: str | None = None
    sort: str = "newest"
    page: int = 1
    per_page: int = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list and the size of the whole."""

    items: Sequence[Row[Any]]
    total: int


def releases(conn: Connection, person: Person, wanted: Wanted) -> Page:
    """The releases asked for among those this person may read, one page."""
    where = [readable_releases(person), *_conditions(conn, person.user_name, wanted)]
    open_tasks = (
        select(func.count())
        .where(human_task.c.release_id == release.c.id, human_task.c.state == OPEN)
        .scalar_subquery()
    )
    order = SORTS.get(wanted.sort, SORTS["newest"])
    listed = (
        select(release, open_tasks.label("open_tasks"))
        .where(*where)
        .order_by(*order, release.c.id.desc())
        .limit(wanted.per_page)
        .offset((wanted.page - 1) * wanted.per_page)
    )
    counted = select(func.count()).select_from(release).where(*where)
    return Page(conn.execute(listed).all(), conn.scalar(counted) or 0)


def _conditions(conn: Connection, user: str, wanted: Wanted) -> list[Any]:
    c = release.c
    where: list[Any] = []
    if wanted.process:
        where.append(c.process == wanted.process)
    if wanted.status == "open":
        where.append(c.status.in_(OPEN_STATUSES))
    elif wanted.status:
        where.append(c.status == wanted.status)
    if wanted.milestone:
        where.append(c.milestone == wanted.milestone)
    if wanted.organization:
        within = tree(conn).within(wanted.organization)
        where.append(c.organization.in_(within))
    if wanted.mine:
        where.append(c.id.in_(releases_of(user)))
    if wanted.q:
        where.append(
            or_(
                c.id.icontains(wanted.q, autoescape=True),
                c.title.icontains(wanted.q, autoescape=True),
                c.service.icontains(wanted.q, autoescape=True),
                c.crq_no.icontains(wanted.q, autoescape=True),
                c.organization.icontains(wanted.q, autoescape=True),
                c.external_no == wanted.q,
                *(c.id.in_(naming) for naming in _naming(wanted.q)),
            )
        )
    return where


def _naming(number: str) -> Iterator[Any]:
    """Releases with an entry of this number: of another tool, or of a request."""
    written = list({number, number.upper()})
    for collection, column in (("links", "number"), ("esa_requests", "onrequest_no")):
        table = TABLES[collection]
        yield select(table.c.release_id).where(table.c[column].in_(written))


def organizations(conn: Connection) -> Sequence[str]:
    """The organizations that releases name, for a filter."""
    found = conn.scalars(
        select(release.c.organization)
        .where(release.c.organization.is_not(None))
        .distinct()
        .order_by(release.c.organization)
        .limit(500)
    )
    return [str(each) for each in found]


def instance_of(conn: Connection, release_id: str) -> Any:
    """The process instance of a release, or None before it has one."""
    return conn.execute(
        select(instance.c.id, instance.c.status, instance.c.version_id)
        .where(instance.c.business_key == release_id)
        .order_by(instance.c.id.desc())
        .limit(1)
    ).one_or_none()


def release_of_instance(conn: Connection, instance_id: str) -> str | None:
    """The release whose main process this instance is, or None."""
    found = conn.scalar(
        select(release.c.id).where(release.c.instance_id == instance_id)
    )
    return None if found is None else str(found)


def instances_of(conn: Connection, release_id: str) -> Sequence[str]:
    """All processes that run about a release, its companions too."""
    return list(
        conn.scalars(select(instance.c.id).where(instance.c.business_key == release_id))
    )


def links_of(conn: Connection, release_ids: Sequence[str]) -> dict[str, list[str]]:
    """The linked releases of several, in one statement."""
    c = release_link.c
    ids = list(release_ids)
    found = conn.execute(
        select(c.release_id, c.linked_id).where(
            or_(c.release_id.in_(ids), c.linked_id.in_(ids))
        )
    )
    links: dict[str, list[str]] = {}
    for one, other in found:
        links.setdefault(one, []).append(other)
        links.setdefault(other, []).append(one)
    return links
