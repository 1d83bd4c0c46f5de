"""Batches of moves: begun by a person, carried out by the sweep, stopped, undone.

Each instance is moved in a transaction of its own together with its line in the
batch: whenever the process of the operating system ends, the batch goes on where it
was.  Somebody who is completing a task at the same moment wins; the instance is tried
again at the next sweep.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.engine import Row

from engine import catalogue
from engine.catalogue import process_version
from engine.db import new_id
from engine.errors import Conflict, EngineError, NotFound
from engine.instances import ALIVE, instance
from engine.migrating import moves
from engine.ports import Context
from tasks.migrating import goal
from tasks.migrating.tables import (
    DROPPED,
    RUNNING,
    STOPPED,
    UNDOING,
    WAITING,
    migration_batch,
    migration_item,
)

if TYPE_CHECKING:
    from tasks.bootstrap import Application


class NothingToMove(EngineError):
    """No instance was chosen, or none of them runs any more."""

    def __init__(self) -> None:
        super().__init__("No running instance was chosen. Nothing was changed.")


class BatchOver(Conflict):
    """A batch that has ended is not stopped, one that was undone not undone again."""

    def __init__(self) -> None:
        super().__init__("This batch is no longer under way. Nothing was changed.")


def begin(
    app: Application,
    key: str,
    number: int,
    *,
    instances: Sequence[str],
    mapping: Mapping[str, str],
    moment: str,
    by: str,
    why: str,
) -> str:
    """Begin to move these instances; returns the id of the batch.

    Raises: NotFound, NothingToMove.
    """
    with app.command(by=by, why=why) as context:
        version = catalogue.version_row(context.conn, key, number)
        goal.published(app.engine, context.conn, key, number, mapping)
        chosen = _running_among(context.conn, key, version.id, instances)
        if not chosen:
            raise NothingToMove
        batch_id = new_id()
        context.conn.execute(
            insert(migration_batch).values(
                id=batch_id,
                process_key=key,
                version_id=version.id,
                mapping=dict(mapping),
                moment=moment,
                state=RUNNING,
                why=why,
                begun_at=context.at,
                begun_by=by,
            )
        )
        context.conn.execute(
            insert(migration_item),
            [
                {
                    "batch_id": batch_id,
                    "instance_id": each,
                    "state": WAITING,
                    "changed_at": context.at,
                }
                for each in chosen
            ],
        )
        context.audit("migration", batch_id, "instances", None, len(chosen))
        return batch_id


def _running_among(
    conn: Connection, key: str, version_id: str, ids: Sequence[str]
) -> list[str]:
    """Those of the ids that run on another version of the process."""
    found = conn.scalars(
        select(instance.c.id)
        .where(
            instance.c.process_key == key,
            instance.c.status.in_(ALIVE),
            instance.c.version_id != version_id,
        )
        .order_by(instance.c.id)
    )
    wanted = set(ids)
    return [each for each in found if each in wanted]


def stop(app: Application, batch_id: str, *, by: str) -> None:
    """Try no more; what has moved stays moved. Raises NotFound, BatchOver."""
    with app.command(by=by) as context:
        _change_state(context, batch_id, RUNNING, STOPPED, ended_at=context.at)
        _drop_waiting(context, batch_id)


def undo(app: Application, batch_id: str, *, by: str) -> None:
    """Begin to take back what has moved and has not gone on since.

    Raises: NotFound, BatchOver.
    """
    with app.command(by=by) as context:
        state = batch(context.conn, batch_id).state
        _change_state(context, batch_id, state, UNDOING, undone_by=by, ended_at=None)
        _drop_waiting(context, batch_id)


def _change_state(
    context: Context, batch_id: str, old: str, new: str, **values: Any
) -> None:
    row = batch(context.conn, batch_id)
    if row.state != old or row.state == UNDOING or row.undone_by is not None:
        raise BatchOver
    changed = context.conn.execute(
        update(migration_batch)
        .where(migration_batch.c.id == batch_id, migration_batch.c.state == old)
        .values(state=new, **values)
    )
    if changed.rowcount != 1:
        raise BatchOver
    context.audit("migration", batch_id, "state", old, new)


def _drop_waiting(context: Context, batch_id: str) -> None:
    context.conn.execute(
        update(migration_item)
        .where(migration_item.c.batch_id == batch_id, migration_item.c.state == WAITING)
        .values(state=DROPPED, changed_at=context.at)
    )


def batch(conn: Connection, batch_id: str) -> Row[Any]:
    """A batch with its version's number. Raises NotFound."""
    found = conn.execute(
        select(migration_batch, process_version.c.number)
        .join(process_version, process_version.c.id == migration_batch.c.version_id)
        .where(migration_batch.c.id == batch_id)
    ).one_or_none()
    if found is None:
        raise NotFound("There is no such migration.")
    return found


def batches(conn: Connection, key: str, limit: int = 20) -> Sequence[Row[Any]]:
    """The latest batches of a process, newest first."""
    return conn.execute(
        select(migration_batch, process_version.c.number)
        .join(process_version, process_version.c.id == migration_batch.c.version_id)
        .where(migration_batch.c.process_key == key)
        .order_by(migration_batch.c.id.desc())
        .limit(limit)
    ).all()


def counts(conn: Connection, batch_id: str) -> Mapping[str, int]:
    """How many instances of a batch are in each state."""
    found = conn.execute(
        select(migration_item.c.state, func.count())
        .where(migration_item.c.batch_id == batch_id)
        .group_by(migration_item.c.state)
    )
    return {row[0]: row[1] for row in found}


def items(conn: Connection, batch_id: str, limit: int = 1000) -> Sequence[Row[Any]]:
    """The instances of a batch and how each fares, those with a reason first."""
    return conn.execute(
        select(
            migration_item,
            instance.c.business_key,
            instance.c.status.label("instance_status"),
        )
        .join(instance, instance.c.id == migration_item.c.instance_id)
        .where(migration_item.c.batch_id == batch_id)
        .order_by(migration_item.c.obstacles.is_(None), migration_item.c.instance_id)
        .limit(limit)
    ).all()


def is_move(conn: Connection, move_id: str) -> bool:
    """Whether an id is that of one instance's move, and not of a batch."""
    found = conn.scalar(
        select(moves.migration.c.id).where(moves.migration.c.id == move_id)
    )
    return found is not None
