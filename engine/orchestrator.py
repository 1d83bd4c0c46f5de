"""The one door to running processes.

Every verb is one step: it locks the instance, lets it run to its next wait, and
writes state, waits and history through the context's transaction.  The caller's unit
commits.  Any exception rolls all of it back.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Row

from engine import history, incidents, instances, messages, timers
from engine.advance import Step, load, store
from engine.catalogue import Catalogue, Version
from engine.db import new_id
from engine.errors import (
    Conflict,
    InstanceNotRunning,
    NobodyWaits,
    UnknownMessage,
)
from engine.instances import ALIVE, CANCELLED, FAILED, RUNNING, SUSPENDED
from engine.messages import Declaration
from engine.ports import Context, Facts, InstanceRef, Listener, ServiceOperator
from engine.spiff.run import Run
from engine.spiff.scripts import Scripts
from engine.spiff.waits import Waits


@dataclass(slots=True)
class Engine:
    """What the verbs need: the catalogue and what the domain has plugged in."""

    catalogue: Catalogue
    operators: Mapping[str, ServiceOperator]
    facts: Facts
    listener: Listener
    declarations: Mapping[str, Declaration] = field(default_factory=dict)

    def scripts(self, context: Context) -> Scripts:
        """The script engine of one step."""
        return Scripts(context, self.operators, self.facts)


def start(
    engine: Engine,
    context: Context,
    process_key: str,
    *,
    business_key: str | None = None,
    data: Mapping[str, Any] | None = None,
    version: Version | None = None,
) -> str:
    """Start an instance of the version in force, or of the one given; its id."""
    version = version or engine.catalogue.latest(
        context.conn, process_key, at=context.at
    )
    instance_id = new_id()
    _stand_in(context, InstanceRef(instance_id, process_key, version.id, business_key))
    context.diagram, context.bundle = version.diagram, version.bundle
    row = instances.add(
        context.conn,
        id=instance_id,
        process_key=process_key,
        version_id=version.id,
        business_key=business_key,
        status=RUNNING,
        state=None,
        lock_version=0,
        started_at=context.at,
        started_by=context.by,
        changed_at=context.at,
        ended_at=None,
        why=context.why,
    )
    engine.listener.started(context)
    given = {k: v for k, v in (data or {}).items() if k in version.variables}
    run = Run.started(version.executable, engine.scripts(context), given)
    store(engine, context, Step(row, version, run, Waits()))
    return instance_id


def complete(
    engine: Engine,
    context: Context,
    instance_id: str,
    task_id: str,
    work: Callable[[], Mapping[str, Any]],
) -> None:
    """A person's task is done.

    ``work`` is the domain's part of the step: called once the instance is held, it
    returns the variables for the token.  Raises TaskAlreadyDone, StepFailed, Conflict.
    """
    step = load(engine, context, instances.running(context.conn, instance_id))
    step.run.require_open(task_id)
    context.step_id = step.before.tasks[task_id].step_id
    variables = work()
    step.run.complete(task_id, _known(step.version, variables))
    store(engine, context, step)


def wake(engine: Engine, context: Context, instance_id: str) -> None:
    """Fire the due timers of an instance."""
    step = load(engine, context, instances.running(context.conn, instance_id))
    step.run.wake()
    store(engine, context, step)


def signal(engine: Engine, context: Context, instance_id: str, name: str) -> int:
    """Throw a signal inside an instance; how many steps caught it (maybe none)."""
    step = load(engine, context, instances.running(context.conn, instance_id))
    caught = step.run.signal(name)
    if caught:
        store(engine, context, step)
    return caught


def send(
    engine: Engine,
    context: Context,
    name: str,
    payload: Mapping[str, Any],
    *,
    instance_id: str,
    idempotency_key: str | None = None,
) -> str:
    """A message from outside: ``taken`` at once, or ``kept`` for later.

    Raises: UnknownMessage, NobodyWaits, InstanceNotRunning.
    """
    declared = engine.declarations.get(name)
    if declared is None:
        raise UnknownMessage(name)
    row = instances.locked(context.conn, instance_id)
    if idempotency_key is not None:
        known = messages.with_idempotency_key(context.conn, idempotency_key)
        if known is not None:
            return str(known.state)
    goes_on = row.status in (RUNNING, FAILED)
    if row.status not in ALIVE or not (declared.keep or goes_on):
        raise InstanceNotRunning(row.status)
    waits = messages.awaited(context.conn, instance_id, name)
    if not declared.keep and waits is None:
        raise NobodyWaits(name)
    message_id = messages.send(
        context,
        name,
        payload=payload,
        instance_id=instance_id,
        expires_at=_expiry(context, declared),
        idempotency_key=idempotency_key,
    )
    if waits is None or not goes_on:
        return messages.KEPT
    deliver(engine, context, str(message_id))
    return messages.TAKEN


def deliver(engine: Engine, context: Context, message_id: str) -> bool:
    """Hand a kept message to the step that waits for it, or start its process."""
    message = messages.with_id(context.conn, message_id)
    row = None
    if message.instance_id is not None:  # whoever holds both takes this one first
        row = instances.locked(context.conn, message.instance_id)
    message = messages.locked(context.conn, message_id)
    if message.state != messages.KEPT:
        return False
    step_id: str | None
    if row is None:
        step_id = _started_by(engine, context, message)
    else:
        step_id = _received(engine, context, message, row)
    if step_id is None:
        return False
    messages.mark(
        context.conn,
        message_id,
        state=messages.TAKEN,
        taken_at=context.at,
        taken_by_step=step_id,
        problem=None,
    )
    return True


def _started_by(engine: Engine, context: Context, message: Row[Any]) -> str:
    business_key = engine.listener.starting(
        context, message.process_key, message.payload
    )
    if business_key is not None:
        found = instances.by_business_key(
            context.conn, business_key, message.process_key
        )
        if found is not None and found.status in ALIVE:
            return "start"
    start(
        engine,
        context,
        message.process_key,
        business_key=business_key,
        data=message.payload,
    )
    return "start"


def _received(
    engine: Engine, context: Context, message: Row[Any], row: Row[Any]
) -> str | None:
    waits = messages.awaited(context.conn, message.instance_id, message.name)
    if waits is None or row.status not in (RUNNING, FAILED):
        return None
    step = load(engine, context, row)
    context.step_id = waits.step_id
    engine.listener.message_taken(context, message.name, message.payload)
    variables = _known(step.version, message.payload)
    if step.run.receive(waits.task_id, message.name, variables) is None:
        return None
    store(engine, context, step)
    return str(waits.step_id)


def suspend(engine: Engine, context: Context, instance_id: str) -> None:
    """Hold an instance: tasks stay open but cannot be done, timers wait."""
    row = instances.running(context.conn, instance_id)
    timers.park(context.conn, instance_id)
    _note(context, row, "suspended")
    instances.save(context.conn, row, at=context.at, status=SUSPENDED)


def resume(engine: Engine, context: Context, instance_id: str) -> None:
    """Let a suspended instance go on; what fell due meanwhile fires."""
    row = instances.locked(context.conn, instance_id)
    if row.status != SUSPENDED:
        raise Conflict("Only a suspended instance can be resumed.")
    timers.unpark(context.conn, instance_id)
    _note(context, row, "resumed")
    instances.save(context.conn, row, at=context.at, status=RUNNING)


def cancel(engine: Engine, context: Context, instance_id: str) -> None:
    """End an instance where it stands: its tasks and timers go."""
    row = instances.locked(context.conn, instance_id)
    if row.status not in ALIVE:
        raise InstanceNotRunning(row.status)
    step = load(engine, context, row)
    step.run.cancel()
    _note(context, row, "cancelled")
    store(engine, context, step, status=CANCELLED)


def move(
    engine: Engine, context: Context, instance_id: str, task_id: str, step_id: str
) -> None:
    """Take an open task's token to another step beside it; noted with the reason."""
    step = load(engine, context, instances.running(context.conn, instance_id))
    step.run.jump(task_id, step_id)
    _note(context, step.row, "moved")
    store(engine, context, step)


def retry(engine: Engine, context: Context, instance_id: str) -> None:
    """Try again what failed unseen: timers and messages become due at once."""
    row = instances.locked(context.conn, instance_id)
    if row.status not in (RUNNING, FAILED):
        raise InstanceNotRunning(row.status)
    _note(context, row, "retried")
    timers.unpark(context.conn, instance_id)
    messages.retry(context.conn, instance_id)
    for kind in ("timer", "message", "task"):
        incidents.resolve(
            context.conn, instance_id, kind=kind, at=context.at, by=context.by
        )
    instances.save(context.conn, row, at=context.at, status=RUNNING)


def fail(context: Context, instance_id: str) -> None:
    """Mark an instance whose step failed again and again; an operator retries it."""
    row = instances.locked(context.conn, instance_id)
    if row.status == RUNNING:
        timers.park(context.conn, instance_id)
        instances.save(context.conn, row, at=context.at, status=FAILED)


def _known(version: Version, variables: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in variables.items() if k in version.variables}


def _expiry(context: Context, declared: Declaration) -> datetime | None:
    return None if declared.expires_in is None else context.at + declared.expires_in


def _stand_in(context: Context, reference: InstanceRef) -> None:
    context.instance = reference
    context.changed()


def _note(context: Context, row: Row[Any], how: str) -> None:
    history.add(
        context.conn,
        [
            history.entry(
                row.id, "", how, at=context.at, by=context.by, note=context.why
            )
        ],
    )
    context.audit("instance", row.id, "status", row.status, how)
