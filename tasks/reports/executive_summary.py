"""The executive summary: every open release in a line, and how many stand where.

Source: Release Standard 3.10, "Executive Summary"; processes.md E.2: internal.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import Row

from engine.errors import EngineError
from tasks.inbox.tables import OPEN as OPEN_TASK
from tasks.inbox.tables import human_task
from tasks.people.persons import Person
from tasks.people.rights import may_see_executive_summary
from tasks.release.collections import TABLES
from tasks.release.states import ACTIVE, DRAFT, MILESTONES
from tasks.release.tables import release

MOST = 1000
COLUMNS = (
    *("id", "process", "title", "organization", "director", "release_type", "status"),
    *("milestone", "priority", "deployment_at", "planned_deployment", "outcome"),
    "stabilization_end",
)


class InternalReport(EngineError):
    """The summary is for those who run releases and for executives."""

    def __init__(self) -> None:
        super().__init__(
            "The executive summary is internal. "
            "The forward schedule is open to everybody."
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One release of the summary."""

    release: Row[Any]
    overdue: int
    open_issues: int
    update: Any


@dataclass(frozen=True, slots=True)
class Summary:
    """The whole report at a moment."""

    at: datetime
    lines: Sequence[Line]
    by_milestone: Mapping[tuple[str, str], int]


def executive_summary(conn: Connection, person: Person, now: datetime) -> Summary:
    """How the open releases stand now. Raises InternalReport."""
    if not may_see_executive_summary(person):
        raise InternalReport
    c = release.c
    rows = conn.execute(
        select(*(c[name] for name in COLUMNS))
        .where(c.status.in_((DRAFT, ACTIVE)))
        .order_by(c.deployment_at.is_(None), c.deployment_at, c.id)
        .limit(MOST)
    ).all()
    overdue, issues, updates = _overdue(conn, now), _issues(conn), _updates(conn)
    lines = [
        Line(row, overdue.get(row.id, 0), issues.get(row.id, 0), updates.get(row.id))
        for row in rows
    ]
    return Summary(now, lines, _counted(rows))


def _counted(rows: Sequence[Row[Any]]) -> Mapping[tuple[str, str], int]:
    """How many stand at which milestone, in the order of each process."""
    counted = Counter((row.process, row.milestone or "") for row in rows)
    order = [(p, m) for p, names in MILESTONES.items() for m in ("", *names)]
    return {key: counted[key] for key in order if key in counted}


def _overdue(conn: Connection, now: datetime) -> dict[str, int]:
    found = conn.execute(
        select(human_task.c.release_id, func.count())
        .where(human_task.c.state == OPEN_TASK, human_task.c.due_at < now)
        .group_by(human_task.c.release_id)
    )
    return {release_id: number for release_id, number in found if release_id}


def _issues(conn: Connection) -> dict[str, int]:
    issues = TABLES["issues"]
    found = conn.execute(
        select(issues.c.release_id, func.count())
        .where(issues.c.state != "Closed")
        .group_by(issues.c.release_id)
    )
    return {row[0]: row[1] for row in found}


def _updates(conn: Connection) -> dict[str, Any]:
    """The newest status update of each open release."""
    updates = TABLES["updates"]
    newest = (
        select(updates.c.release_id, func.max(updates.c.created_at).label("at"))
        .join(release, release.c.id == updates.c.release_id)
        .where(release.c.status.in_((DRAFT, ACTIVE)))
        .group_by(updates.c.release_id)
        .subquery()
    )
    found = conn.execute(
        select(updates.c.release_id, updates.c.status, updates.c.summary).join(
            newest,
            (newest.c.release_id == updates.c.release_id)
            & (newest.c.at == updates.c.created_at),
        )
    )
    return {row.release_id: row for row in found}
