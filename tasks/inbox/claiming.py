"""Take a task, give it back, pass it on."""

from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.engine import Row

from engine.errors import NotFound, TaskAlreadyDone
from engine.ports import Context
from tasks.inbox import candidates
from tasks.inbox.errors import AlreadyClaimed, CannotReceive, NotYours
from tasks.inbox.tables import OPEN, human_task
from tasks.people.persons import Person, person_named

#: Roles that may pass on a task that is not theirs.
DISPATCHERS = frozenset({"release_manager", "admin"})


_with_id = select(human_task).where(human_task.c.task_id == bindparam("task_id"))
_take = (
    update(human_task)
    .where(
        human_task.c.task_id == bindparam("taken"),
        human_task.c.state == OPEN,
        human_task.c.assignee.is_(None),
    )
    .values(assignee=bindparam("by"))
    .returning(human_task)
)


def task_row(conn: Connection, task_id: str) -> Row[Any]:
    """A task, open or not. Raises NotFound."""
    row = conn.execute(_with_id, {"task_id": task_id}).one_or_none()
    if row is None:
        raise NotFound("There is no such task.")
    return row


def require_open(row: Row[Any]) -> None:
    """Raises TaskAlreadyDone."""
    if row.state != OPEN:
        raise TaskAlreadyDone


def may_work(conn: Connection, row: Row[Any], person: Person | None) -> bool:
    """Whether this person has the task or could claim it; a viewer works none."""
    if person is None or not person.may_update:
        return False
    if row.assignee == person.user_name:
        return True
    return candidates.may_claim(conn, row.task_id, person)


def dispatches(person: Person | None) -> bool:
    """Whether somebody may pass on a task that is not theirs."""
    return person is not None and not person.pools.isdisjoint(DISPATCHERS)


def may_receive(person: Person, row: Row[Any]) -> bool:
    """Whether a task may be passed on to somebody: in their role and their scope."""
    able = not person.pools.isdisjoint(row.roles)
    return able and person.serves(row.organization)


def claim(context: Context, task_id: str, *, user: str) -> Row[Any]:
    """Make ``user`` the owner of an open task; returns it as it is then.

    Raises: NotFound, TaskAlreadyDone, AlreadyClaimed, NotYours.
    """
    row = task_row(context.conn, task_id)
    require_open(row)
    if row.assignee == user:
        return row
    person = person_named(context.conn, user)
    if person is None or not candidates.may_claim(context.conn, task_id, person):
        # Nobody may claim what somebody has done since it was read.
        require_open(task_row(context.conn, task_id))
        raise NotYours
    if row.assignee is not None:
        raise AlreadyClaimed(row.assignee)
    taken = context.conn.execute(_take, {"taken": task_id, "by": user}).one_or_none()
    if taken is None:
        raise AlreadyClaimed("somebody else")
    context.audit("task", task_id, "assignee", None, user)
    return taken


def unclaim(context: Context, task_id: str, *, user: str) -> None:
    """Give a task back to those who may claim it. Raises NotYours."""
    row = task_row(context.conn, task_id)
    require_open(row)
    if row.assignee != user and not dispatches(person_named(context.conn, user)):
        raise NotYours
    _hand(context, row, None)


def delegate(context: Context, task_id: str, *, user: str, to: str) -> None:
    """Pass a task on to somebody who may work it. Raises NotYours, CannotReceive."""
    row = task_row(context.conn, task_id)
    require_open(row)
    person = person_named(context.conn, user)
    if not (may_work(context.conn, row, person) or dispatches(person)):
        raise NotYours
    receiver = person_named(context.conn, to)
    if receiver is None or not may_receive(receiver, row):
        raise CannotReceive(to)
    _hand(context, row, to)


def _hand(context: Context, row: Row[Any], to: str | None) -> None:
    changed = context.conn.execute(
        update(human_task)
        .where(human_task.c.task_id == row.task_id, human_task.c.state == OPEN)
        .values(assignee=to)
    )
    if changed.rowcount != 1:
        raise TaskAlreadyDone
    context.audit("task", row.task_id, "assignee", row.assignee, to)
