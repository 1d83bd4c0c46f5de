"""What a person sees in the inbox: rows and counts, never an instance."""

import functools
import operator
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.engine import Row

from tasks.inbox.candidates import Taker, is_candidate
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

    def total_in(self, counts: Mapping[str, int]) -> int | None:
        """How many tasks that is, if the counts of the inbox say so already."""
        if replace(self, page=1, per_page=20, sort="due") != Wanted():
            return None
        return counts["mine"] + counts["claimable"]


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
    scope: Collection[str] | None = None,
    readable: ColumnElement[bool] | None = None,
    total: int | None = None,
) -> Page:
    """The tasks this person asks for, one page.

    ``roles`` and ``scope`` are the pools from which they may take tasks; ``readable``
    is the condition that a person may look at a task; without it, all.  ``total`` is
    the size of the whole, if somebody has counted it already.
    """
    who = Taker(user, roles, scope)
    where = _conditions(who, wanted, now)
    if readable is not None:
        where.append(readable)
    if total is None:
        total = _total(conn, who, wanted, now, where)
    c = human_task.c
    base = select(human_task, release.c.title.label("release_title")).join(
        release, release.c.id == human_task.c.release_id, isouter=True
    )
    order = SORTS.get(wanted.sort, SORTS["due"])
    if wanted.state == DONE:
        order = (human_task.c.completed_at.desc(),)
    elif order is SORTS["due"] and wanted.scope != ALL and not wanted.q:
        where = [c.task_id.in_(_first_due(who, wanted, now))]
    listed = (
        base.where(*where)
        .order_by(*order, human_task.c.task_id)
        .limit(wanted.per_page)
        .offset((wanted.page - 1) * wanted.per_page)
    )
    return Page(conn.execute(listed).all(), total)


def _total(
    conn: Connection,
    who: Taker,
    wanted: Wanted,
    now: datetime,
    where: Sequence[ColumnElement[bool]],
) -> int:
    """How many tasks there are on all pages together."""
    if wanted.state == DONE or wanted.scope == ALL or wanted.q:
        rows = human_task.join(release, release.c.id == human_task.c.release_id, True)
        return conn.scalar(select(func.count()).select_from(rows).where(*where)) or 0
    parts = [
        select(func.count()).select_from(human_task).where(*part).scalar_subquery()
        for part in _parts(who, wanted, now)
    ]
    return conn.scalar(select(functools.reduce(operator.add, parts))) or 0


def _parts(
    who: Taker, wanted: Wanted, now: datetime
) -> list[list[ColumnElement[bool]]]:
    """What is mine, and what I may take: each one stretch of the inbox's index."""
    c = human_task.c
    narrowed = [c.state == wanted.state, *_filters(wanted, now)]
    parts = [[*narrowed, c.assignee == who.user]]
    if wanted.scope == ROLES:
        parts.append([*narrowed, c.assignee.is_(None), _may_take(who)])
    return parts


def _first_due(who: Taker, wanted: Wanted, now: datetime) -> Select[Any]:
    """The ids of the tasks on this page and before, and some more.

    Each stretch is read in the order of the index, only as far as the page needs.
    """
    c, most = human_task.c, wanted.page * wanted.per_page
    stretches = []
    for part in _parts(who, wanted, now):
        for dated in (c.due_at.is_not(None), c.due_at.is_(None)):
            first = (
                select(c.task_id)
                .where(*part, dated)
                .order_by(c.due_at, c.opened_at, c.task_id)
                .limit(most)
            )
            stretches.append(select(first.subquery().c.task_id))
    return select(union_all(*stretches).subquery().c.task_id)


def counts(
    conn: Connection,
    user: str,
    roles: Collection[str],
    now: datetime,
    *,
    scope: Collection[str] | None = None,
) -> dict[str, int]:
    """How many open tasks are mine, claimable and overdue."""
    who = Taker(user, roles, scope)
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
            _may_take(who),
        )
    )
    return {"mine": row.mine, "overdue": row.overdue, "claimable": claimable or 0}


def _may_take(who: Taker) -> ColumnElement[bool]:
    return exists().where(
        task_candidate.c.task_id == human_task.c.task_id, is_candidate(who)
    )


def _conditions(who: Taker, wanted: Wanted, now: datetime) -> list[Any]:
    c = human_task.c
    where: list[Any] = [c.state == wanted.state]
    if wanted.state == DONE and wanted.scope != ALL:
        where.append(c.completed_by == who.user)
    elif wanted.scope == MINE:
        where.append(c.assignee == who.user)
    elif wanted.scope == ROLES:
        pool = and_(c.assignee.is_(None), _may_take(who))
        where.append(or_(c.assignee == who.user, pool))
    where += _filters(wanted, now)
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


def _filters(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    c = human_task.c
    where: list[ColumnElement[bool]] = []
    if wanted.release:
        where.append(c.release_id == wanted.release)
    if wanted.process:
        where.append(c.process_key == wanted.process)
    if wanted.overdue:
        where.append(c.due_at < now)
    return where


def open_of_release(conn: Connection, release_id: str) -> Sequence[Row[Any]]:
    """What is open on one release now, and with whom."""
    return conn.execute(
        select(human_task)
        .where(human_task.c.release_id == release_id, human_task.c.state == OPEN)
        .order_by(human_task.c.opened_at)
        .limit(200)
    ).all()


_of_instance = (
    select(human_task)
    .where(human_task.c.instance_id == bindparam("instance_id"))
    .where(human_task.c.state == OPEN)
    .order_by(human_task.c.opened_at)
    .limit(500)
)


def open_of_instance(conn: Connection, instance_id: str) -> Sequence[Row[Any]]:
    """The open tasks of one instance."""
    return conn.execute(_of_instance, {"instance_id": instance_id}).all()
