"""Takes an instance onto another version, and back until it has moved on."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Row

from engine import history, instances, messages, timers
from engine.advance import mirror
from engine.catalogue import Version
from engine.db import UtcDateTime, metadata, new_id
from engine.errors import Conflict, NotFound
from engine.instances import RUNNING
from engine.migrating.assess import Assessment, Target, assess
from engine.migrating.reasons import Obstacle
from engine.orchestrator import Engine
from engine.ports import Context, InstanceRef, TaskOpened
from engine.spiff.run import Run
from engine.spiff.waits import Waits

migration = Table(
    "migration",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("instance_id", ForeignKey("instance.id"), nullable=False),
    Column("from_version_id", ForeignKey("process_version.id"), nullable=False),
    Column("to_version_id", ForeignKey("process_version.id"), nullable=False),
    #: The state it had, and the fingerprint of the one it was left with.
    Column("state", LargeBinary, nullable=False),
    Column("left_as", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(100)),
    Column("why", Text),
    Column("undone_at", UtcDateTime),
    Column("undone_by", String(100)),
    Index("ix_migration_instance_id", "instance_id", "id"),
)


class CannotMigrate(Conflict):
    """An instance cannot move to the version.

    Attributes: ``obstacles``, the reasons.
    """

    def __init__(self, number: int, obstacles: Sequence[Obstacle]) -> None:
        self.obstacles = tuple(obstacles)
        reasons = " ".join(map(str, obstacles))
        super().__init__(
            f"The instance cannot move to version {number}. {reasons} "
            "Nothing was changed."
        )


class MovedOn(Conflict):
    """The instance has gone on since it was migrated."""

    def __init__(self) -> None:
        super().__init__(
            "The instance has gone on since it came to this version; "
            "the move cannot be undone any more. Nothing was changed."
        )


def migrate(
    engine: Engine, context: Context, instance_id: str, target: Target
) -> tuple[str, Assessment]:
    """Move an instance; the id of the move, and what has changed.

    Open tasks, timers and awaited messages keep their ids and moments.  Raises:
    NotFound, CannotMigrate, Conflict when somebody else moved it on.
    """
    row = instances.locked(context.conn, instance_id)
    tried = assess(engine, context, row, target)
    if tried.run is None or not tried.can_move:
        raise CannotMigrate(target.version.number, tried.obstacles)
    state = tried.run.state()
    context.step_number = row.lock_version
    _write(
        engine, context, row, tried.before, tried.run, state, target.version, "migrated"
    )
    context.audit(
        "instance", row.id, "version", tried.source.number, target.version.number
    )
    move_id = new_id()
    context.conn.execute(
        insert(migration).values(
            id=move_id,
            instance_id=row.id,
            from_version_id=row.version_id,
            to_version_id=target.version.id,
            state=row.state,
            left_as=_fingerprint(state),
            at=context.at,
            by=context.by,
            why=context.why,
        )
    )
    return move_id, tried


def undo(engine: Engine, context: Context, move_id: str) -> None:
    """Take an instance back to the version and state it had. Raises MovedOn."""
    move = with_id(context.conn, move_id)
    row = instances.locked(context.conn, move.instance_id)
    if move.undone_at is not None or not _stands_as_left(row, move):
        raise MovedOn
    former = engine.catalogue.version(context.conn, move.from_version_id)
    present = engine.catalogue.version(context.conn, row.version_id)
    _stand(context, row, former)
    scripts = engine.scripts(context)
    before = Run.loaded(row.state, present.executable, scripts).waits()
    run = Run.loaded(move.state, former.executable, scripts)
    _write(engine, context, row, before, run, move.state, former, "migration undone")
    context.audit("instance", row.id, "version", present.number, former.number)
    context.conn.execute(
        update(migration)
        .where(migration.c.id == move_id)
        .values(undone_at=context.at, undone_by=context.by)
    )


def _write(
    engine: Engine,
    context: Context,
    row: Row[Any],
    before: Waits,
    run: Run,
    state: bytes,
    version: Version,
    how: str,
) -> None:
    """Write an instance that stands in another version: rows, history, state."""
    conn, after = context.conn, run.waits()
    _stand(context, row, version)
    mirror(context, row.id, before, after)
    _rename(conn, before, after)
    if row.status != RUNNING:
        timers.park(conn, row.id)
    nodes = version.diagram.nodes
    engine.listener.migrated(
        context,
        [
            TaskOpened(t.id, nodes[t.step_id], t.round_id, t.item, t.data)
            for t in after.tasks.values()
        ],
    )
    note = f"version {version.number}" + (f": {context.why}" if context.why else "")
    entry = history.entry(row.id, "", how, at=context.at, by=context.by, note=note)
    history.add(conn, [entry])
    instances.save(conn, row, at=context.at, version_id=version.id, state=state)


def _rename(conn: Connection, before: Waits, after: Waits) -> None:
    """What waits goes on under the id of the step that has taken its place."""
    for table, were, are in (
        (timers.timer, before.timers, after.timers),
        (messages.awaited_message, before.messages, after.messages),
    ):
        for key, wait in are.items():
            if key in were and were[key].step_id != wait.step_id:
                conn.execute(
                    update(table)
                    .where(table.c.task_id == wait.id)
                    .values(step_id=wait.step_id)
                )


def _stand(context: Context, row: Row[Any], version: Version) -> None:
    """Let facts and listener speak of the instance on this version."""
    context.instance = InstanceRef(
        row.id, row.process_key, version.id, row.business_key
    )
    context.diagram, context.bundle = version.diagram, version.bundle
    context.changed()


def _stands_as_left(row: Any, move: Any) -> bool:
    return (
        row.version_id == move.to_version_id
        and row.state is not None
        and _fingerprint(row.state) == move.left_as
    )


def _fingerprint(state: bytes) -> str:
    return hashlib.sha256(state).hexdigest()


def with_id(conn: Connection, move_id: str) -> Row[Any]:
    """A move that was made. Raises NotFound."""
    found = conn.execute(
        select(migration).where(migration.c.id == move_id)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such migration.")
    return found


def may_be_undone(conn: Connection, move_ids: Sequence[str]) -> Mapping[str, bool]:
    """Whether each of these moves can still be undone."""
    rows = conn.execute(
        select(
            migration.c.id,
            migration.c.undone_at,
            migration.c.left_as,
            migration.c.to_version_id,
            instances.instance.c.version_id,
            instances.instance.c.state,
        )
        .join(instances.instance, instances.instance.c.id == migration.c.instance_id)
        .where(migration.c.id.in_(move_ids))
    )
    return {r.id: r.undone_at is None and _stands_as_left(r, r) for r in rows}
