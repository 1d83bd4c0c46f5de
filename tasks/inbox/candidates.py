"""Who may claim a task: holders of its roles on this release, else the roles' pools.

Source: 3.6 (RACI) read with ours: being a coordinator somewhere gives no right here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    bindparam,
    delete,
    insert,
    or_,
    select,
    update,
)

from engine.ports import Context
from tasks.inbox.tables import OPEN, human_task, task_candidate
from tasks.people.holders import holders
from tasks.people.persons import Person


@dataclass(frozen=True, slots=True)
class Taker:
    """Who may take tasks: by name, and from the pools of roles.

    ``scope`` are the organizations whose pools they belong to; None for all.
    """

    user: str
    roles: Collection[str]
    scope: Collection[str] | None = None


def taker(person: Person) -> Taker:
    """What a person may take; nothing from a pool for who may only look."""
    return Taker(person.user_name, person.pools, person.scope)


def of_task(
    task: Mapping[str, Any], held: Mapping[str, Sequence[str]]
) -> list[dict[str, Any]]:
    """The candidate rows of a task whose release roles are held so."""
    rows = []
    for role in task["roles"]:
        who = [f"user:{name}" for name in held.get(role, ())] or [f"role:{role}"]
        rows += [
            {
                "task_id": task["task_id"],
                "role": role,
                "who": each,
                "release_id": task["release_id"],
                "organization": task["organization"],
            }
            for each in who
        ]
    return rows


_remove = delete(task_candidate).where(
    task_candidate.c.task_id.in_(bindparam("ids", expanding=True))
)


def remove(conn: Connection, task_ids: Iterable[str]) -> None:
    """Nobody may claim these any more: they are no longer open."""
    ids = list(task_ids)
    if ids:
        conn.execute(_remove, {"ids": ids})


def holders_changed(context: Context, release_id: str, role: str) -> None:
    """Open tasks of a role follow the person who now holds it on the release."""
    conn = context.conn
    tasks = conn.execute(
        select(human_task)
        .join(task_candidate, task_candidate.c.task_id == human_task.c.task_id)
        .where(
            task_candidate.c.release_id == release_id,
            task_candidate.c.role == role,
            human_task.c.state == OPEN,
        )
        .distinct()
    ).all()
    if not tasks:
        return
    held = {role: holders(conn, release_id).get(role, [])}
    conn.execute(
        delete(task_candidate).where(
            task_candidate.c.release_id == release_id, task_candidate.c.role == role
        )
    )
    rows = []
    for task in tasks:
        only_this = {**task._mapping, "roles": [role]}
        rows += of_task(only_this, held)
    conn.execute(insert(task_candidate), rows)
    first = held[role][0] if len(held[role]) == 1 else None
    conn.execute(
        update(human_task)
        .where(
            human_task.c.release_id == release_id,
            human_task.c.role == role,
            human_task.c.state == OPEN,
            human_task.c.round_id.is_(None),
            or_(
                human_task.c.assignee.is_(None),
                human_task.c.assignee.not_in(held[role] or [""]),
            ),
        )
        .values(assignee=first)
    )


_of_organization = [
    update(table)
    .where(table.c.release_id == bindparam("changed"))
    .values(organization=bindparam("meant"))
    for table in (human_task, task_candidate)
]


def organization_changed(
    context: Context, release_id: str, organization: str | None
) -> None:
    """The pools of a release's open tasks are those of its new organization."""
    for change in _of_organization:
        context.conn.execute(change, {"changed": release_id, "meant": organization})


_of_task = (
    select(task_candidate.c.task_id)
    .where(task_candidate.c.task_id == bindparam("task_id"))
    .limit(1)
)


def may_claim(conn: Connection, task_id: str, person: Person) -> bool:
    """Whether this person is a candidate for the task."""
    mine = is_candidate(taker(person))
    found = conn.execute(_of_task.where(mine), {"task_id": task_id})
    return found.first() is not None


def is_candidate(who: Taker) -> ColumnElement[bool]:
    """The condition on candidate rows that this person fulfils."""
    c, me = task_candidate.c, f"user:{who.user}"
    mine = c.who.in_([me, *(f"role:{role}" for role in sorted(who.roles))])
    if who.scope is None:
        return mine
    here = or_(c.organization.is_(None), c.organization.in_(sorted(who.scope)))
    return and_(mine, or_(c.who == me, here))
