"""The sweep's part: moves what waits in a batch, takes back what is being undone."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.exc import OperationalError

from engine.clock import Clock
from engine.db import Database
from engine.errors import Conflict, EngineError
from engine.instances import ALIVE, instance
from engine.migrating import moves
from engine.migrating.moves import CannotMigrate, MovedOn
from engine.migrating.reasons import Obstacle
from engine.orchestrator import Engine
from engine.ports import Context
from engine.unit import unit
from tasks.migrating import batches, goal
from tasks.migrating.spoken import as_data
from tasks.migrating.tables import (
    DONE,
    ENDED,
    MOVED,
    NOW,
    REFUSED,
    RUNNING,
    STAYED,
    UNDOING,
    UNDONE,
    WAITING,
    migration_batch,
    migration_item,
)

log = structlog.get_logger()

#: So many instances are moved in one sweep; other work is done in between.
AT_ONCE = 40


class Migrating:
    """A piece of the background's work, asked once a sweep."""

    def __init__(
        self, database: Database, clock: Clock, zone: ZoneInfo, engine: Engine
    ) -> None:
        self._database, self._clock = database, clock
        self._zone, self._engine = zone, engine

    def _unit(
        self, by: str | None = None, why: str | None = None
    ) -> AbstractContextManager[Context]:
        at = self._clock.now()
        return unit(self._database, at=at, zone=self._zone, by=by, why=why)

    def work(self, now: datetime) -> int:
        """Move and take back what can be now; how many instances it were."""
        with self._database.read() as conn:
            under_way = conn.execute(
                select(migration_batch).where(
                    migration_batch.c.state.in_((RUNNING, UNDOING))
                )
            ).all()
        return sum(self._go_on(batch) for batch in under_way)

    def _go_on(self, batch: Row[Any]) -> int:
        one = self._move if batch.state == RUNNING else self._take_back
        with self._database.read() as conn:
            wanted = _to_do(conn, batch)
        done = 0
        for row in wanted:
            try:
                done += one(batch, row.instance_id)
            except OperationalError as problem:
                log.warning("move put off", instance=row.instance_id, why=str(problem))
        with self._database.read() as conn:
            over = not _left(conn, batch)
        if over:
            with self._unit() as context:
                _close(context, batch)
        return done

    def _move(self, batch: Row[Any], instance_id: str) -> int:
        try:
            with self._unit(by=batch.begun_by, why=batch.why) as context:
                if not _held(context.conn, batch.id, instance_id, WAITING):
                    return 0
                number = batches.batch(context.conn, batch.id).number
                target = goal.published(
                    self._engine, context.conn, batch.process_key, number, batch.mapping
                )
                move_id, _ = moves.migrate(self._engine, context, instance_id, target)
                _settle(context, batch, instance_id, state=MOVED, move_id=move_id)
            return 1
        except CannotMigrate as refused:
            return self._refuse(batch, instance_id, refused.obstacles)
        except Conflict:
            return 0  # somebody moved it on at this moment; at the next sweep, then
        except EngineError as problem:
            obstacle = Obstacle("unreadable", detail=str(problem))
            return self._refuse(batch, instance_id, [obstacle])

    def _refuse(self, batch: Row[Any], instance_id: str, obstacles: Any) -> int:
        ended = any(o.kind == "not-running" for o in obstacles)
        state = ENDED if ended else REFUSED if batch.moment == NOW else WAITING
        with self._unit(by=batch.begun_by) as context:
            step = context.conn.scalar(
                select(instance.c.lock_version).where(instance.c.id == instance_id)
            )
            _settle(
                context,
                batch,
                instance_id,
                state=state,
                obstacles=as_data(obstacles),
                tried_at_step=step,
            )
        return 0 if state == WAITING else 1

    def _take_back(self, batch: Row[Any], instance_id: str) -> int:
        try:
            with self._unit(by=batch.undone_by, why=batch.why) as context:
                move_id = _held(context.conn, batch.id, instance_id, MOVED)
                if not move_id:
                    return 0
                moves.undo(self._engine, context, move_id.move_id)
                _settle(context, batch, instance_id, state=UNDONE)
        except MovedOn:
            with self._unit(by=batch.undone_by) as context:
                _settle(context, batch, instance_id, state=STAYED)
        except Conflict:
            return 0
        return 1


def _to_do(conn: Connection, batch: Row[Any]) -> list[Row[Any]]:
    """The instances to look at now; one that could not move only after a step."""
    c = migration_item.c
    wanted = MOVED if batch.state == UNDOING else WAITING
    again = or_(
        c.tried_at_step.is_(None),
        c.tried_at_step != instance.c.lock_version,
        instance.c.status.not_in(ALIVE),
    )
    query = (
        select(c.instance_id)
        .join(instance, instance.c.id == c.instance_id)
        .where(c.batch_id == batch.id, c.state == wanted)
        .order_by(c.instance_id)
        .limit(AT_ONCE)
    )
    if wanted == WAITING:
        query = query.where(again)
    return list(conn.execute(query).all())


def _held(conn: Connection, batch_id: str, instance_id: str, state: str) -> Any:
    """The line of an instance in this state, held; None if another worker has it."""
    return conn.execute(
        select(migration_item)
        .where(
            migration_item.c.batch_id == batch_id,
            migration_item.c.instance_id == instance_id,
            migration_item.c.state == state,
        )
        .with_for_update(skip_locked=True)
    ).one_or_none()


def _settle(context: Context, batch: Row[Any], instance_id: str, **values: Any) -> None:
    values.setdefault("obstacles", None)
    context.conn.execute(
        update(migration_item)
        .where(
            migration_item.c.batch_id == batch.id,
            migration_item.c.instance_id == instance_id,
        )
        .values(changed_at=context.at, **values)
    )


def _left(conn: Connection, batch: Row[Any]) -> bool:
    """Whether anything in a batch is still to do."""
    state = MOVED if batch.state == UNDOING else WAITING
    return (
        conn.execute(
            select(migration_item.c.instance_id)
            .where(
                migration_item.c.batch_id == batch.id, migration_item.c.state == state
            )
            .limit(1)
        ).first()
        is not None
    )


def _close(context: Context, batch: Row[Any]) -> None:
    """A batch in which nothing is left to do is over."""
    context.conn.execute(
        update(migration_batch)
        .where(migration_batch.c.id == batch.id, migration_batch.c.state == batch.state)
        .values(state=DONE, ended_at=context.at)
    )
