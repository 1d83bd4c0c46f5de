"""Move the latest instance of a small world to another version of its process."""

from collections.abc import Mapping

from engine import catalogue
from engine.migrating.assess import Assessment, assess, target_of
from engine.migrating.moves import migrate, undo
from tests.engine.world import World


def goal(world: World, conn, number: int, mapping: Mapping[str, str] | None = None):
    row = catalogue.version_row(conn, "P", number)
    version = world.engine.catalogue.version(conn, row.id)
    return target_of(world.engine, version, bytes(row.xml), mapping)


def move(
    world: World, number: int, mapping: Mapping[str, str] | None = None
) -> tuple[str, Assessment]:
    """Do it; the id of the move and what has changed."""
    with world.unit("owner") as context:
        context.why = "the process is better now"
        target = goal(world, context.conn, number, mapping)
        return migrate(world.engine, context, world.only_instance(), target)


def look(
    world: World, number: int, mapping: Mapping[str, str] | None = None
) -> Assessment:
    """Only assess."""
    with world.unit("owner") as context:
        target = goal(world, context.conn, number, mapping)
        return assess(world.engine, context, world.row(), target)


def take_back(world: World, move_id: str) -> None:
    with world.unit("owner") as context:
        undo(world.engine, context, move_id)


def kinds(assessment: Assessment) -> list[str]:
    """What speaks against it, in short."""
    return [f"{o.kind} {o.step.id}" if o.step else o.kind for o in assessment.obstacles]


def told(assessment: Assessment) -> list[str]:
    """What changes, in short."""
    return [f"{c.kind} {c.step.id}" if c.step else c.kind for c in assessment.changes]
