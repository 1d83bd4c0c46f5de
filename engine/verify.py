"""Every invariant of the database that the engine promises; a sentence for each broken.

Run by ``erm verify`` and after every fault test.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import Row

from engine import audit, instances, messages, timers
from engine.clock import Clock
from engine.errors import EngineError
from engine.history import history
from engine.instances import ALIVE, COMPLETED, RUNNING, instance
from engine.orchestrator import Engine
from engine.outbox import outbox
from engine.ports import Context
from engine.spiff.run import Run
from engine.spiff.waits import Waits

#: How long a due timer may wait before something is wrong with the clock.
GRACE = timedelta(minutes=10)


def problems(
    engine: Engine, conn: Connection, clock: Clock, zone: Any
) -> Iterator[str]:
    """All broken invariants, in words an operator can act on."""
    context = Context(conn=conn, at=clock.now(), zone=zone)
    for row in conn.execute(select(instance).order_by(instance.c.id)):
        yield from _instance(engine, context, row)
    yield from _timers(context)
    yield from _messages(conn)
    yield from _outbox(conn)
    yield from audit.broken_links(conn)


def open_tasks(engine: Engine, context: Context, row: Row[Any]) -> set[str]:
    """The ids of the human tasks at which the tokens of an instance stand."""
    return set(_waits(engine, context, row).tasks)


def _waits(engine: Engine, context: Context, row: Row[Any]) -> Waits:
    version = engine.catalogue.version(context.conn, row.version_id)
    return Run.loaded(row.state, version.executable, engine.scripts(context)).waits()


def _instance(engine: Engine, context: Context, row: Row[Any]) -> Iterator[str]:
    conn = context.conn
    if row.status in ALIVE and row.ended_at is not None:
        yield f"Instance {row.id} is {row.status} but has an end."
    if row.status not in ALIVE:
        yield from _ended(conn, row)
        return
    try:
        waits = _waits(engine, context, row)
    except EngineError as error:
        yield f"Instance {row.id}: {error}"
        return
    if not (waits.tasks or waits.timers or waits.messages):
        yield f"Instance {row.id} is {row.status} but waits for nothing."
    mirrored = {(t.task_id, t.due_at) for t in timers.of_instance(conn, row.id)}
    if mirrored != {(t.id, t.due_at) for t in waits.timers.values()}:
        yield f"Instance {row.id}: its timers and its tokens disagree."
    awaited = {(m.task_id, m.name) for m in messages.awaited_by(conn, row.id)}
    if awaited != set(waits.messages):
        yield f"Instance {row.id}: its awaited messages and its tokens disagree."
    twice = conn.execute(
        select(history.c.task_id)
        .where(history.c.instance_id == row.id, history.c.how == "completed")
        .group_by(history.c.task_id, history.c.step_id)
        .having(func.count() > 1)
        .limit(1)
    ).first()
    if twice is not None:
        yield f"Instance {row.id}: task {twice.task_id} was completed twice."


def _ended(conn: Connection, row: Row[Any]) -> Iterator[str]:
    if row.ended_at is None:
        yield f"Instance {row.id} is {row.status} but has no end."
    if row.status == COMPLETED and row.lock_version < 1:
        yield f"Instance {row.id} ended without a step."
    if timers.of_instance(conn, row.id) or messages.awaited_by(conn, row.id):
        yield f"Instance {row.id} has ended, but something of it still waits."


def _timers(context: Context) -> Iterator[str]:
    late = context.conn.execute(
        select(timers.timer.c.step_id, timers.timer.c.instance_id)
        .join(instance, instance.c.id == timers.timer.c.instance_id)
        .where(
            timers.timer.c.try_at <= context.at - GRACE,
            timers.timer.c.attempts == 0,
            instance.c.status == RUNNING,
        )
        .limit(20)
    )
    for row in late:
        yield (
            f"The timer “{row.step_id}” of instance {row.instance_id} should have "
            "fired; is a worker running?"
        )


def _messages(conn: Connection) -> Iterator[str]:
    lost = conn.execute(
        select(messages.message.c.id)
        .where(
            messages.message.c.state == messages.TAKEN,
            messages.message.c.taken_at.is_(None),
        )
        .limit(20)
    )
    for row in lost:
        yield f"Message {row.id} is taken, but nobody knows when."


def _outbox(conn: Connection) -> Iterator[str]:
    twice = conn.execute(
        select(outbox.c.dedup)
        .where(outbox.c.state == "sent")
        .group_by(outbox.c.dedup)
        .having(func.count() > 1)
        .limit(20)
    )
    for row in twice:
        yield f"The mail {row.dedup} was sent twice."


def counts(conn: Connection) -> dict[str, int]:
    """How many instances there are, by status."""
    rows = conn.execute(
        select(instances.instance.c.status, func.count()).group_by(
            instances.instance.c.status
        )
    )
    return dict(rows.all())
