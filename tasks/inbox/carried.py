"""Open tasks of an instance that has come to another version of its process.

They stay open with their drafts, owners and due dates; what they are called, which
form they ask and who may work them is the new version's.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Row

from engine.errors import Conflict
from engine.ports import Context, TaskOpened
from tasks.inbox import candidates
from tasks.inbox.tables import OPEN, human_task, task_candidate
from tasks.people.persons import roles_of
from tasks.people.raci import performers

Held = Mapping[str, Sequence[str]]
_CARRIED = ("version_id", "step_id", "name", "name_fr", "form", "role", "roles")

_update = (
    update(human_task)
    .where(human_task.c.task_id == bindparam("key"))
    .values({name: bindparam(f"new_{name}") for name in (*_CARRIED, "assignee")})
)


class VersionMoved(Conflict):
    """The process came to another version while somebody was at work."""

    def __init__(self) -> None:
        super().__init__(
            "The process of this task has just moved to another version. Nothing was "
            "changed; look at the task again."
        )


def require_same_version(context: Context, row: Row[Any]) -> None:
    """The task is still of the version its answers were given for."""
    if context.instance is None or context.instance.version_id != row.version_id:
        raise VersionMoved


def carry_over(context: Context, kept: Sequence[TaskOpened], held: Held) -> None:
    """Let open tasks be of the steps of the instance's new version."""
    nodes = {task.task_id: task for task in kept}
    rows = context.conn.execute(
        select(human_task).where(
            human_task.c.task_id.in_(nodes), human_task.c.state == OPEN
        )
    ).all()
    if not rows:
        return
    changed = [_carried(context, row, nodes[row.task_id], held) for row in rows]
    context.conn.execute(_update, [_named(row) for row in changed])
    candidates.remove(context.conn, nodes)
    may = [c for row in changed for c in candidates.of_task(row, held)]
    if may:
        context.conn.execute(insert(task_candidate), may)


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    given = {f"new_{name}": row[name] for name in (*_CARRIED, "assignee")}
    return {"key": row["task_id"], **given}


def _carried(
    context: Context, row: Row[Any], task: TaskOpened, held: Held
) -> dict[str, Any]:
    reference, node = context.instance, task.node
    assert reference is not None
    roles = performers(context.bundle, reference.process_key, node)
    after = {
        **row._mapping,
        "version_id": reference.version_id,
        "step_id": node.id,
        "name": node.name or node.id,
        "name_fr": node.properties.get("name_fr"),
        "form": node.properties.get("form"),
        "role": roles[0],
        "roles": roles,
    }
    after["assignee"] = _owner(context, row, task, roles, held)
    for field in ("role", "assignee"):
        if after[field] != getattr(row, field):
            old = getattr(row, field)
            context.audit("task", row.task_id, field, old, after[field])
    return after


def _owner(
    context: Context,
    row: Row[Any],
    task: TaskOpened,
    roles: Sequence[str],
    held: Held,
) -> str | None:
    """Whoever has the task keeps it, unless its roles are others which they lack."""
    owner: str | None = row.assignee
    named = "assignee" in task.node.properties
    if named or (owner is not None and set(row.roles) == set(roles)):
        return owner
    if owner is not None and roles_of(context.conn, owner) & set(roles):
        return owner
    first = held.get(roles[0], ())
    only = first[0] if len(first) == 1 else None
    return only if owner is not None or set(row.roles) != set(roles) else None
