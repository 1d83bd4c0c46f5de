"""One instance, one step: from its row to memory, and back with what has changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import Row

from engine import history, instances, messages, timers
from engine.catalogue import Version
from engine.instances import ALIVE, COMPLETED
from engine.ports import Context, InstanceRef, TaskClosed, TaskOpened
from engine.spiff.run import Run
from engine.spiff.waits import Waits

if TYPE_CHECKING:
    from engine.orchestrator import Engine


@dataclass(slots=True)
class Step:
    """A loaded instance: its locked row, its version, and what it waited for."""

    row: Row[Any]
    version: Version
    run: Run
    before: Waits


def load(engine: Engine, context: Context, row: Row[Any]) -> Step:
    """Bring a locked instance into memory."""
    version = engine.catalogue.version(context.conn, row.version_id)
    context.instance = InstanceRef(
        row.id, row.process_key, row.version_id, row.business_key
    )
    context.diagram, context.bundle = version.diagram, version.bundle
    context.step_number = row.lock_version
    context.changed()
    run = Run.loaded(row.state, version.executable, engine.scripts(context))
    return Step(row, version, run, run.waits())


def store(
    engine: Engine, context: Context, step: Step, status: str | None = None
) -> None:
    """Write an instance back: state, waits, history; tell the listener."""
    conn, row, run = context.conn, step.row, step.run
    status = status or (COMPLETED if run.ended else row.status)
    over = status not in ALIVE
    after = Waits() if over else run.waits()
    before = step.before
    withdrawn = _tell_closed(engine, context, step, after)
    opened = [t for t in after.tasks.values() if t.id not in before.tasks]
    if over:
        timers.clear(conn, row.id)
        messages.clear(conn, row.id)
    else:
        mirror(context, row.id, before, after)
    history.add(conn, _history(context, step, withdrawn))
    if opened:
        nodes = step.version.diagram.nodes
        engine.listener.tasks_opened(
            context,
            [
                TaskOpened(t.id, nodes[t.step_id], t.round_id, t.item, t.data)
                for t in opened
            ],
        )
    values: dict[str, Any] = {"status": status, "state": run.state()}
    if over:
        values["ended_at"] = context.at
        engine.listener.ended(context, status)
    instances.save(conn, row, at=context.at, **values)


def _tell_closed(
    engine: Engine, context: Context, step: Step, after: Waits
) -> list[TaskClosed]:
    done = {d.task_id for d in step.run.done}
    closed = [
        TaskClosed(t.id, t.step_id, "completed" if t.id in done else "withdrawn")
        for t in step.before.tasks.values()
        if t.id not in after.tasks
    ]
    context.still_open = frozenset(
        t.step_id for t in step.before.tasks.values() if t.id in after.tasks
    )
    if closed:
        engine.listener.tasks_closed(context, closed)
    return [c for c in closed if c.how == "withdrawn"]


def mirror(context: Context, instance_id: str, before: Waits, after: Waits) -> None:
    """Keep the rows of timers and awaited messages in step with the tokens."""
    kept = before.timers.keys() & after.timers.keys()
    timers.mirror(
        context.conn,
        instance_id,
        closed=[t.id for k, t in before.timers.items() if k not in kept],
        opened=[t for k, t in after.timers.items() if k not in kept],
        at=context.at,
    )
    kept_messages = before.messages.keys() & after.messages.keys()
    messages.mirror(
        context.conn,
        instance_id,
        closed={m.id for k, m in before.messages.items() if k not in kept_messages},
        opened=[m for k, m in after.messages.items() if k not in kept_messages],
        at=context.at,
    )


def _history(
    context: Context, step: Step, withdrawn: list[TaskClosed]
) -> list[dict[str, Any]]:
    at, instance_id = context.at, step.row.id
    rows = [
        history.entry(
            instance_id,
            done.step_id,
            done.how,
            at=at,
            by=context.by,
            came_from=done.came_from,
            task_id=done.task_id,
        )
        for done in step.run.done
    ]
    rows += [
        history.entry(
            instance_id, c.step_id, c.how, at=at, by=context.by, task_id=c.task_id
        )
        for c in withdrawn
    ]
    rows += [
        history.entry(
            instance_id,
            step_id,
            "skipped",
            at=at,
            by=None,
            note=f"{missed} missed slots of the timer were skipped.",
        )
        for step_id, missed in step.run.skipped
    ]
    return rows
