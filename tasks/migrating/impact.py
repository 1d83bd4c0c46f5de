"""What a version would mean for each running instance of its process.

Instances that stand alike are looked at once: what can be carried over depends on
where tokens stand, not on what they carry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from engine import codec
from engine.catalogue import process_version
from engine.errors import StateUnreadable
from engine.instances import ALIVE, instance
from engine.migrating.assess import Target, assess
from engine.migrating.reasons import Change, Obstacle
from engine.orchestrator import Engine
from engine.ports import Context
from tasks.migrating.differing import all_changes
from tasks.release.tables import release


@dataclass(frozen=True, slots=True)
class Alike:
    """Instances that stand alike, and what the version means for them."""

    rows: Sequence[Row[Any]]
    version: int
    steps: Sequence[str]
    obstacles: Sequence[Obstacle]
    changes: Sequence[Change]
    #: They run on this very version.
    stays: bool = False

    @property
    def can_move(self) -> bool:
        """Whether they can move."""
        return not self.stays and not self.obstacles


@dataclass(frozen=True, slots=True)
class Impact:
    """The whole: groups of instances, those that cannot move first."""

    groups: Sequence[Alike]

    def count(self, wanted: str) -> int:
        """How many ``stay`` (are there), ``can`` move, or ``cannot``."""
        return sum(len(g.rows) for g in self.groups if _fate(g) == wanted)

    @property
    def total(self) -> int:
        """All running instances."""
        return sum(len(g.rows) for g in self.groups)

    def movable(self) -> list[str]:
        """The ids of the instances that can move."""
        return [row.id for g in self.groups if g.can_move for row in g.rows]


def _fate(group: Alike) -> str:
    if group.stays:
        return "stay"
    return "can" if group.can_move else "cannot"


def impact(engine: Engine, context: Context, target: Target) -> Impact:
    """Look at every running instance of the target's process; nothing is written."""
    found: dict[tuple[str, bytes], list[Row[Any]]] = {}
    for row in running(context.conn, target.version.process_key):
        stays = row.version_id == target.version.id
        shape = b"" if stays else _shape(row)
        found.setdefault((row.version_id, shape), []).append(row)
    groups = [_alike(engine, context, target, rows) for rows in found.values()]
    order = {"cannot": 0, "can": 1, "stay": 2}
    return Impact(sorted(groups, key=lambda g: (order[_fate(g)], -len(g.rows))))


def _shape(row: Row[Any]) -> bytes:
    try:
        return bytes(codec.shape(row.state))
    except StateUnreadable:
        return str(row.id).encode()  # stands alone, and says why


def _alike(
    engine: Engine, context: Context, target: Target, rows: Sequence[Row[Any]]
) -> Alike:
    first = rows[0]
    if first.version_id == target.version.id:
        return Alike(rows, first.version, (), (), (), stays=True)
    try:
        tried = assess(engine, context, first, target)
    except StateUnreadable as error:
        obstacle = Obstacle("unreadable", detail=str(error))
        return Alike(rows, first.version, (), (obstacle,), ())
    steps = dict.fromkeys(t.step_id for t in tried.before.tasks.values())
    return Alike(rows, first.version, tuple(steps), tried.obstacles, all_changes(tried))


def running(conn: Connection, key: str) -> Sequence[Row[Any]]:
    """The running instances of a process with their states, oldest first."""
    return conn.execute(
        select(
            instance,
            process_version.c.number.label("version"),
            release.c.title.label("title"),
        )
        .join(process_version, process_version.c.id == instance.c.version_id)
        .join(release, release.c.id == instance.c.business_key, isouter=True)
        .where(instance.c.process_key == key, instance.c.status.in_(ALIVE))
        .order_by(instance.c.id)
    ).all()
