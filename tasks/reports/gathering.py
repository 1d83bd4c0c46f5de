"""Reads what the lines of the reports are computed from: a few statements in all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, or_, select, true
from sqlalchemy.engine import Row

from tasks.inbox.tables import OPEN as OPEN_TASK
from tasks.inbox.tables import human_task
from tasks.people.holders import release_role
from tasks.release.collections import TABLES, collection_named
from tasks.release.states import OPEN
from tasks.release.tables import release

#: What a line takes from the release's row as it is.
TAKEN = (
    *("process", "title", "status", "milestone", "organization", "portfolio"),
    *("service", "application", "release_type", "priority", "director", "crq_no"),
    *("crq_state", "outage_start", "outage_end", "outcome", "changed_at"),
    *("deployment_at", "planned_deployment"),
)
_ASKED = (
    *("id", *TAKEN, "jurisdictions", "outage_text"),
    *("activated_at", "closed_at", "status_reason"),
    *("best_effort", "lock_version", "created_at"),
)
CONFIGURATION_ITEM = "Configuration Item"


@dataclass(frozen=True, slots=True)
class Gathered:
    """The releases looked at, and what is known of each beside its row, by number."""

    releases: Sequence[Row[Any]]
    coordinators: Mapping[str, str]
    overdue: Mapping[str, int]
    issues: Mapping[str, int]
    updates: Mapping[str, Any]
    items: Mapping[str, list[str]]


def gathered(conn: Connection, now: datetime, since: datetime | None) -> Gathered:
    """What is known of open releases and of those changed since; or of all."""
    looked_at = _looked_at(since)
    c = release.c
    return Gathered(
        conn.execute(select(*(c[name] for name in _ASKED)).where(looked_at)).all(),
        _coordinators(conn, looked_at),
        _overdue(conn, now),
        _issues(conn),
        _updates(conn, looked_at),
        _items(conn, looked_at),
    )


def _looked_at(since: datetime | None) -> ColumnElement[bool]:
    if since is None:
        return true()
    return or_(release.c.status.in_(OPEN), release.c.changed_at >= since)


def _coordinators(conn: Connection, looked_at: ColumnElement[bool]) -> dict[str, str]:
    """Who coordinates each release, by its own process; of several the first."""
    found = conn.execute(
        select(release_role.c.release_id, release_role.c.user_name)
        .join(release, release.c.id == release_role.c.release_id)
        .where(looked_at)
        .where(release_role.c.role == "release_coordinator_" + release.c.process)
        .order_by(release_role.c.since.desc(), release_role.c.user_name.desc())
    )
    return dict(found.all())


def _overdue(conn: Connection, now: datetime) -> dict[str, int]:
    found = conn.execute(
        select(human_task.c.release_id, func.count())
        .where(human_task.c.state == OPEN_TASK, human_task.c.due_at < now)
        .where(human_task.c.release_id.is_not(None))
        .group_by(human_task.c.release_id)
    )
    return dict(found.all())


def _issues(conn: Connection) -> dict[str, int]:
    issues = TABLES["issues"]
    found = conn.execute(
        select(issues.c.release_id, func.count())
        .where(issues.c.state.in_(collection_named("issues").open_states))
        .group_by(issues.c.release_id)
    )
    return dict(found.all())


def _updates(conn: Connection, looked_at: ColumnElement[bool]) -> dict[str, Any]:
    """The newest status update of each release that has a status."""
    updates = TABLES["updates"]
    found = conn.execute(
        select(updates.c.release_id, updates.c.status, updates.c.summary)
        .join(release, release.c.id == updates.c.release_id)
        .where(looked_at, updates.c.status.is_not(None))
        .order_by(updates.c.created_at, updates.c.position)
    )
    return {row.release_id: row for row in found}


def _items(conn: Connection, looked_at: ColumnElement[bool]) -> dict[str, list[str]]:
    links = TABLES["links"]
    found = conn.execute(
        select(links.c.release_id, links.c.number)
        .join(release, release.c.id == links.c.release_id)
        .where(looked_at, links.c.type == CONFIGURATION_ITEM)
        .where(links.c.number.is_not(None))
        .order_by(links.c.number)
    )
    items: dict[str, list[str]] = defaultdict(list)
    for release_id, number in found:
        if number not in items[release_id]:
            items[release_id].append(number)
    return items
