"""A year of an office, on a database that has no release yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.clock import FixedClock
from engine.errors import EngineError
from tasks.demo.deployments import DEPLOYMENTS
from tasks.demo.health import keep_papers, watch
from tasks.demo.office import Office, planned
from tasks.demo.planning import plan
from tasks.demo.readiness import READINESS
from tasks.people.demonstration import seed_colleagues, seed_demonstration
from tasks.release.tables import release
from tasks.reports.snapshot import forget

if TYPE_CHECKING:
    from tasks.bootstrap import Application

YEAR = timedelta(days=365)
#: A year has thousands of commits; should the machine fail meanwhile, it is made again.
_HURRIED = "PRAGMA synchronous=NORMAL"


class HasReleases(EngineError):
    """A demonstration is made on a database without releases."""

    def __init__(self) -> None:
        super().__init__(
            "This database has releases already. "
            "Make the demonstration in a fresh one (ERM_DATABASE_URL)."
        )


def require_fresh(app: Application) -> None:
    """Raises HasReleases."""
    with app.read() as conn:
        if conn.scalar(select(func.count()).select_from(release)):
            raise HasReleases


def make_demo(
    app: Application,
    clock: FixedClock,
    today: datetime,
    *,
    size: str = "large",
    seed: int = 240,
) -> int:
    """Let the office live until ``today``; how many releases it has then.

    ``clock`` is the application's own and stands in the past; ``size`` is ``large`` or
    ``small``.  The same day and seed give the same year.  Raises HasReleases.
    """
    require_fresh(app)
    _hurry(app)
    with app.command(why="demonstration") as context:
        seed_demonstration(context)
        seed_colleagues(context)
        # Its snapshot is younger than the year that comes.
        forget(context.conn)
    stories = [s for s in (*READINESS, *DEPLOYMENTS) if size == "large" or s.small]
    office = Office(app, clock, today, seed)
    planned(office, stories)
    # Nobody reads the reports of the past.
    reports = {name: app.jobs.also.pop(name) for name in ("reports", "health")}
    office.live()
    plan(app, today)
    watch(app)
    keep_papers(app)
    app.jobs.also = {**reports, **app.jobs.also}
    app.work_due()
    return len(office.stories)


def _hurry(app: Application) -> None:
    """Let SQLite not wait for the disk after each commit."""
    writer = app.database.writer
    if writer.dialect.name == "sqlite":
        connection = writer.raw_connection()  # the pool gives the same one again
        connection.cursor().execute(_HURRIED)
        connection.close()
