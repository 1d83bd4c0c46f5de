"""The forward schedule of change: which releases deploy when.

Source: Release Standard 3.10, "Forward Schedule"; processes.md E.2: everybody reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, or_, select
from sqlalchemy.engine import Row

from tasks.release.states import CLOSED, OPEN
from tasks.release.tables import release

MOST = 1000
COLUMNS = (
    *("id", "process", "title", "organization", "service", "release_type", "status"),
    *("milestone", "deployment_at", "planned_deployment", "outage_start"),
    *("outage_end", "outage_text", "crq_no", "crq_state"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deployments: from and to a day, both included."""

    begins: date
    ends: date
    process: str | None = None
    organization: str | None = None


def forward_schedule(
    conn: Connection, wanted: Wanted, zone: ZoneInfo
) -> Sequence[Row[Any]]:
    """The releases that deploy within the days, by date."""
    c = release.c
    first = datetime.combine(wanted.begins, time.min, zone)
    last = datetime.combine(wanted.ends, time.max, zone)
    where = [
        c.status.in_((*OPEN, CLOSED)),
        or_(
            c.deployment_at.between(first, last),
            and_(
                c.deployment_at.is_(None),
                c.planned_deployment.between(wanted.begins, wanted.ends),
            ),
        ),
    ]
    if wanted.process:
        where.append(c.process == wanted.process)
    if wanted.organization:
        where.append(c.organization == wanted.organization)
    rows = conn.execute(
        select(*(c[name] for name in COLUMNS)).where(*where).limit(MOST)
    ).all()
    return sorted(rows, key=lambda row: _order(row, zone))


def _order(row: Row[Any], zone: ZoneInfo) -> tuple[date, datetime, str]:
    """By day, then by hour; what has no hour yet comes last in its day."""
    day = day_of(row, zone)
    return day, row.deployment_at or datetime.combine(day, time.max, zone), row.id


def day_of(row: Row[Any], zone: ZoneInfo) -> date:
    """The day a release deploys, by the office's calendar."""
    if row.deployment_at is not None:
        moment: datetime = row.deployment_at
        return moment.astimezone(zone).date()
    planned: date = row.planned_deployment
    return planned
