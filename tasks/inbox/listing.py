"""What a person sees in the inbox: rows and counts, never an instance."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select
from sqlalchemy.engine import Row

from tasks.inbox.candidates import is_candidate
from tasks.inbox.tables import DONE, OPEN, human_task, task_candidate
from tasks.release.tables import release

MINE, ROLES, ALL = "mine", "roles", "all"
SORTS = {
    "due": (human_task.c.due_at.is_(None), human_task.c.due_at, human_task.c.opened_at),
    "opened": (human_task.c.opened_at.desc(),),
    "name": (human_task.c.name,),
    "release": (human_task.c.release_id, human_task.c.opened_at),
    "priority": (human_task.c.priority.desc(), human_task.c.opened_at),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks to list; the same words as in the address of the page."""

    scope: str = ROLES
    state: str = OPEN
    release: str | None = None
    process: str | None = None
    overdue: bool = False
    q: str | None = None
    sort: str = "due"
    page: int = 1
    per_page: int = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list and the size of the whole."""

    items: Sequence[Row[Any]]
    total: int


def tasks(
    conn: Connection,
    user: str,
    roles: Collection[str],
    wanted: Wanted,
    now: datetime,
    *,
    readable: ColumnElement[bool] | None = None,
) -> Page:
    """The tasks this person asks for, one page.

    ``readable`` is the condition that a person may look at a task; without it, all.
    """
    where = _conditions(user, roles, wanted, now)
    if readable is not None:
        where.append(readable)
    base = select(human_task, release.c.title.label("release_title")).join(
        release, release.c.id == human_task.c.release_id, isouter=True
    )
    order = SORTS.get(wanted.sort, SORTS["due"])
    if wanted.state == DONE:
        order = (human_task.c.completed_at.desc(),)
    listed = (
        base.where(*where)
        .order_by(*order, human_task.c.task_id)
        .limit(wanted.per_page)
        .offset((wanted.page - 1) * wanted.per_page)
    )
    joined = human_task.join(release, release.c.id == human_task.c.release_id, True)
    counted = select(func.count()).select_from(joined).where(*where)
    return Page(conn.execute(listed).all(), conn.scalar(counted) or 0)


def counts(
    conn: Connection, user: str, roles: Collection[str], now: datetime
) -> dict[str, int]:
    """How many open tasks are mine, claimable and overdue."""
    mine = and_(human_task.c.state == OPEN, human_task.c.assignee == user)
    row = conn.execute(
        select(
            func.count().label("mine"),
            func.count().filter(human_task.c.due_at < now).label("overdue"),
        ).where(mine)
    ).one()
    claimable = conn.scalar(
        select(func.count())
        .select_from(human_task)
        .where(
            human_task.c.state == OPEN,
            human_task.c.assignee.is_(None),
            human_task.c.task_id.in_(_candidate_ids(user, roles)),
        )
    )
    return {"mine": row.mine, "overdue": row.overdue, "claimable": claimable or 0}


def _candidate_ids(user: str, roles: Collection[str]) -> Select[Any]:
    return select(task_candidate.c.task_id).where(is_candidate(user, roles))


def _conditions(
    user: str, roles: Collection[str], wanted: Wanted, now: datetime
) -> list[Any]:
    c = human_task.c
    where: list[Any] = [c.state == wanted.state]
    if wanted.state == DONE and wanted.scope != ALL:
        where.append(c.completed_by == user)
    elif wanted.scope == MINE:
        where.append(c.assignee == user)
    elif wanted.scope == ROLES:
        pool = c.task_id.in_(_candidate_ids(user, roles))
        where.append(or_(c.assignee == user, and_(c.assignee.is_(None), pool)))
    if wanted.release:
        where.append(c.release_id == wanted.release)
    if wanted.process:
        where.append(c.process_key == wanted.process)
    if wanted.overdue:
        where.append(c.due_at < now)
    if wanted.q:
        where.append(
            or_(
                c.name.icontains(wanted.q, autoescape=True),
                c.name_fr.icontains(wanted.q, autoescape=True),
                c.step_id.icontains(wanted.q, autoescape=True),
                c.release_id.icontains(wanted.q, autoescape=True),
                release.c.title.icontains(wanted.q, autoescape=True),
            )
        )
    return where


def open_of_release(conn: Connection, release_id: str) -> Sequence[Row[Any]]:
    """What is open on one release now, and with whom."""
    return conn.execute(
        select(human_task)
        .where(human_task.c.release_id == release_id, human_task.c.state == OPEN)
        .order_by(human_task.c.opened_at)
        .limit(200)
    ).all()


def open_of_instance(conn: Connection, instance_id: str) -> Sequence[Row[Any]]:
    """The open tasks of one instance."""
    return conn.execute(
        select(human_task)
        .where(human_task.c.instance_id == instance_id, human_task.c.state == OPEN)
        .order_by(human_task.c.opened_at)
        .limit(500)
    ).all()
