"""The invariants of the whole database: the engine's, the inbox's, the releases'."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from engine import verify as engine_verify
from engine.errors import EngineError
from engine.instances import ALIVE, instance
from engine.ports import Context
from tasks.inbox.tables import DONE, OPEN, human_task, task_candidate
from tasks.release.tables import release

if TYPE_CHECKING:
    from tasks.bootstrap import Application


def problems(app: "Application") -> list[str]:
    """A sentence for each broken invariant; empty when all hold."""
    with app.read() as conn:
        found = engine_verify.problems(app.engine, conn, app.clock, app.zone)
        return [*found, *_tasks(app, conn), *_releases(conn)]


def _tasks(app: "Application", conn: Connection) -> Iterator[str]:
    context = Context(conn=conn, at=app.clock.now(), zone=app.zone)
    for row in conn.execute(select(instance).order_by(instance.c.id)):
        shown = set(
            conn.scalars(
                select(human_task.c.task_id).where(
                    human_task.c.instance_id == row.id,
                    human_task.c.state == OPEN,
                    human_task.c.kind == "step",
                )
            )
        )
        yield from _disagreement(app, context, row, shown)
    stale = conn.scalar(
        select(task_candidate.c.task_id)
        .join(human_task, human_task.c.task_id == task_candidate.c.task_id)
        .where(human_task.c.state != OPEN)
        .limit(1)
    )
    if stale is not None:
        yield f"Task {stale} is over, but people may still claim it."
    unsigned = conn.scalar(
        select(human_task.c.task_id)
        .where(human_task.c.state == DONE, human_task.c.completed_by.is_(None))
        .limit(1)
    )
    if unsigned is not None:
        yield f"Task {unsigned} is done, but nobody did it."


def _disagreement(
    app: "Application", context: Context, row: Any, shown: set[str]
) -> Iterator[str]:
    stands: set[str] = set()
    if row.status in ALIVE:
        try:
            stands = engine_verify.open_tasks(app.engine, context, row)
        except EngineError:
            return  # the engine has said so
    for task_id in stands - shown:
        yield f"Instance {row.id}: task {task_id} is open but in nobody's inbox."
    for task_id in shown - stands:
        yield f"Instance {row.id}: task {task_id} is in the inbox but not open."


def _releases(conn: Connection) -> Iterator[str]:
    rows = conn.execute(
        select(release.c.id, release.c.status, instance.c.status.label("instance"))
        .join(instance, instance.c.id == release.c.instance_id, isouter=True)
        .where(release.c.instance_id.is_not(None))
    )
    over = {"Closed", "Cancelled", "Not required"}
    for row in rows:
        if row.instance is None:
            yield f"{row.id} has no process instance."
        elif (row.status in over) != (row.instance not in ALIVE):
            yield f"{row.id} is {row.status}, but its process is {row.instance}."
