"""One instance as it stands now: what it waits for, how it came there, its marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlalchemy.engine import Row

from engine import incidents
from engine.catalogue import Version
from engine.errors import NotFound
from engine.svg import Marks
from tasks.oversight import instances
from tasks.oversight.instances import Passed, Waiting

if TYPE_CHECKING:
    from tasks.bootstrap import Application


#: What people do stands before what only time or a message can end.
FIRST = ("task", "timer", "message")


@dataclass(frozen=True, slots=True)
class Live:
    """An instance with everything its page shows."""

    row: Row[Any]
    version: Version
    waiting: Sequence[Waiting]
    passed: Sequence[Passed]
    incidents: Sequence[Row[Any]]
    marks: Marks


def live(app: Application, conn: Connection, instance_id: str) -> Live:
    """The instance. Raises NotFound."""
    row = instances.instance_row(conn, instance_id)
    if row is None:
        raise NotFound("There is no such process instance.")
    version = app.engine.catalogue.version(conn, row.version_id)
    diagram = version.diagram
    waits = instances.waiting(conn, diagram, instance_id)
    waits = sorted(waits, key=lambda wait: FIRST.index(wait.kind))
    passed = instances.path(conn, diagram, instance_id)
    troubles = incidents.open_of(conn, instance_id)
    failed = [trouble.step_id for trouble in troubles]
    marks = instances.marks(version, waits, passed, failed, app.clock.now())
    return Live(row, version, waits, passed, troubles, marks)
