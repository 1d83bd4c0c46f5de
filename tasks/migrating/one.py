"""One instance onto another version, tried or done at once, and taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engine import instances
from engine.migrating import moves
from engine.migrating.assess import Assessment, assess
from engine.migrating.moves import CannotMigrate
from tasks.migrating import goal
from tasks.migrating.differing import all_changes
from tasks.migrating.spoken import as_data

if TYPE_CHECKING:
    from tasks.bootstrap import Application


def migrate(
    app: Application,
    instance_id: str,
    number: int,
    mapping: Mapping[str, str],
    *,
    dry_run: bool,
    by: str,
    reason: str,
) -> Mapping[str, Any]:
    """Take an instance onto another version, or only say what would happen.

    Raises: NotFound, CannotMigrate, Conflict when somebody moved it on meanwhile.
    """
    if dry_run:
        with app.looking(by) as context:
            row = instances.with_id(context.conn, instance_id)
            target = goal.published(
                app.engine, context.conn, row.process_key, number, mapping
            )
            tried = assess(app.engine, context, row, target)
        if not tried.can_move:
            raise CannotMigrate(number, tried.obstacles)
        return _told(instance_id, None, tried)
    with app.command(by=by, why=reason) as context:
        row = instances.with_id(context.conn, instance_id)
        target = goal.published(
            app.engine, context.conn, row.process_key, number, mapping
        )
        move_id, tried = moves.migrate(app.engine, context, instance_id, target)
        return _told(instance_id, move_id, tried)


def undo(app: Application, move_id: str, *, by: str, reason: str) -> None:
    """Take a move back. Raises NotFound, MovedOn."""
    with app.command(by=by, why=reason) as context:
        moves.undo(app.engine, context, move_id)


def _told(instance_id: str, move_id: str | None, tried: Assessment) -> dict[str, Any]:
    return {
        "instance_id": instance_id,
        "migration_id": move_id,
        "dry_run": move_id is None,
        "from_version": tried.source.number,
        "to_version": tried.target.number,
        "changes": as_data(all_changes(tried)),
    }
