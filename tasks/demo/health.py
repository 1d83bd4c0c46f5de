"""What the demonstration's process owner watches, and papers its coordinators kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.errors import EngineError
from engine.ports import OperatorRefused
from tasks.collateral.offers import keep, standing_at
from tasks.oversight.access import standing_of
from tasks.people.persons import person_named
from tasks.release.states import ENDED
from tasks.release.tables import release
from tasks.reports.health.kpis import AT_LEAST, AT_MOST, Given, define
from tasks.reports.health.measures import MEASURES

if TYPE_CHECKING:
    from tasks.bootstrap import Application

_OWNER, _MANAGER = "process_owner", "release_manager"
_KPIS = (
    ("deployed_on_time", AT_LEAST, "85"),
    ("first_time", AT_LEAST, "90"),
    ("backouts", AT_MOST, "5"),
    ("no_go", AT_MOST, "20"),
    ("late_tasks", AT_MOST, "15"),
    ("rating", AT_LEAST, "4"),
)
#: Which papers of a release somebody kept, by its process.
_PAPERS = {
    "smr": ("announcement", "kick-off", "go-no-go"),
    "dcs": ("dcs-kick-off", "mop", "contacts"),
}
_MOST = 12


def watch(app: Application) -> None:
    """Define KPIs with targets."""
    with app.command(by=_OWNER, why="demonstration") as context:
        owner = person_named(context.conn, _OWNER)
        if owner is None:
            return
        for measure, direction, target in _KPIS:
            name = MEASURES[measure].name["en"]
            define(context, owner, Given(name, measure, direction, target), [])


def keep_papers(app: Application) -> None:
    """Keep papers of some releases that are under way."""
    with app.read() as conn:
        running = conn.execute(
            select(release.c.id, release.c.process)
            .where(release.c.status.not_in(ENDED), release.c.milestone.is_not(None))
            .order_by(release.c.id.desc())
            .limit(_MOST)
        ).all()
    for row in running:
        for key in _PAPERS.get(row.process, ()):
            _keep(app, row.id, key)


def _keep(app: Application, release_id: str, key: str) -> None:
    """Keep one, unless the record has not yet what it is about."""
    try:
        with app.command(by=_MANAGER) as context:
            manager = person_named(context.conn, _MANAGER)
            row = context.conn.execute(
                select(release).where(release.c.id == release_id)
            ).one()
            if manager is None:
                return
            with standing_at(app, context, release_id):
                standing = standing_of(context.conn, row)
                keep(context, manager, standing, release_id, key, "en")
    except (EngineError, OperatorRefused):
        return
