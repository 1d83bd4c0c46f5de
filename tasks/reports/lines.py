"""What the reports read: a line for each release, and when the lines were made.

Reports never read the record: a narrow table, made again in the background, answers
within a moment however many releases there are, and every number of one page is of
the same moment.

Source: Release Standard 3.10, "Updated every 30 min"; processes.md AMB-39.
"""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Index,
    Integer,
    String,
    Table,
    Text,
    select,
)
from sqlalchemy.engine import Row

from engine.db import Json, UtcDateTime, metadata

#: Which way a release is looked at: it is still to be deployed, or that is behind it.
AHEAD, BACK = "ahead", "back"

#: How a release stands.  Source: ours, because the standard asks for an "overall
#: status" (3.7.1) of releases that are planned, deployed or over.
LATE, AT_RISK, ON_TRACK = "Late", "At risk", "On track"
SUCCESSFUL, WITH_ISSUES = "Successful", "Successful with issues"
WENT_WRONG, CALLED_OFF = "Went wrong", "Called off"
OVERALL = (
    *(LATE, AT_RISK, ON_TRACK),
    *(WENT_WRONG, WITH_ISSUES, SUCCESSFUL, CALLED_OFF),
)

#: What the volume is counted by: releases alike in all of it are of one kind.
ALIKE = ("process", "service", "jurisdictions", "status", "milestone", "release_type")

report_line = Table(
    "report_line",
    metadata,
    Column("release_id", String(20), primary_key=True),
    Column("kind", Integer, nullable=False),
    Column("process", String(20), nullable=False),
    Column("title", String(500), nullable=False),
    Column("status", String(20), nullable=False),
    Column("milestone", String(60)),
    Column("organization", String(200)),
    Column("portfolio", String(200)),
    Column("service", String(200)),
    Column("application", String(200)),
    Column("release_type", String(100)),
    Column("priority", String(20)),
    Column("jurisdictions", Json),
    Column("coordinator", String(100)),
    Column("director", String(200)),
    Column("crq_no", String(100)),
    Column("crq_state", String(20)),
    Column("deployment_at", UtcDateTime),
    Column("planned_deployment", Date),
    #: The deployment window, with its outage; a whole day where no hour is known.
    Column("starts_at", UtcDateTime),
    Column("ends_at", UtcDateTime),
    Column("has_hour", Boolean, nullable=False),
    Column("outage_start", UtcDateTime),
    Column("outage_end", UtcDateTime),
    Column("outage_text", Text),
    #: The office's day under which it is listed: of its deployment, else of its end.
    Column("on_day", Date),
    Column("side", String(5), nullable=False),
    Column("outcome", String(100)),
    Column("overall", String(30), nullable=False),
    #: Why it is late or at risk, as codes.
    Column("reasons", Json),
    Column("overdue", Integer, nullable=False),
    Column("open_issues", Integer, nullable=False),
    Column("update_status", String(100)),
    Column("update_summary", Text),
    Column("lead_short", Boolean, nullable=False),
    Column("best_effort", Boolean, nullable=False),
    #: Numbers of the configuration items that it is linked with.
    Column("items", Json),
    #: With what others it collides, as codes; None for nothing.
    Column("conflicts", Json),
    #: The blackout that its window touches.
    Column("blackout_id", String(32)),
    #: How often the record changed: the SEQUENCE of its calendar entry.
    Column("version", Integer, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Index("ix_report_line_on_day", "on_day", "starts_at"),
    #: Counting a period reads this index and no line.
    Index("ix_report_line_on_day_kind", "on_day", "kind"),
    Index("ix_report_line_side", "side", "on_day", "process", "overall", "status"),
    Index("ix_report_line_starts_at", "starts_at"),
)

#: There are many releases and few kinds; numbers are never used again.
report_kind = Table(
    "report_kind",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("process", String(20), nullable=False),
    Column("service", String(200)),
    Column("jurisdictions", Json),
    Column("status", String(20), nullable=False),
    Column("milestone", String(60)),
    Column("release_type", String(100)),
)

report_snapshot = Table(
    "report_snapshot",
    metadata,
    Column("id", Integer, primary_key=True),
    #: None while nothing was ever made.
    Column("taken_at", UtcDateTime),
    #: Since when somebody makes the next one; others leave it to them.
    Column("making_since", UtcDateTime),
    Column("lines", Integer, nullable=False),
    #: What the filters offer: values by column.
    Column("offers", Json, nullable=False),
    #: How the lines were made: those of an older way are all made again.
    Column("format", Integer, nullable=False),
)

THE_ONE = 1


#: A line as it is told to programs and in files: name, column.
TOLD = {
    "id": "release_id",
    **{
        name: name
        for name in (
            *("process", "title", "status", "milestone", "organization", "portfolio"),
            *("service", "application", "release_type", "priority", "jurisdictions"),
            *("coordinator", "director", "deployment_at", "planned_deployment"),
        )
    },
    "day": "on_day",
    "window_start": "starts_at",
    "window_end": "ends_at",
    **{
        name: name
        for name in (
            *("outage_start", "outage_end", "outage_text", "crq_no", "crq_state"),
            *("outcome", "overall", "reasons"),
        )
    },
    "overdue_tasks": "overdue",
    "open_issues": "open_issues",
    "status_update": "update_status",
    "update_summary": "update_summary",
    "lead_time_short": "lead_short",
    "best_effort": "best_effort",
    "configuration_items": "items",
    "conflicts": "conflicts",
    "blackout": "blackout_id",
    "changed_at": "changed_at",
}


def told(row: Row[Any]) -> dict[str, Any]:
    """A line under the names that the outside relies on."""
    line = row._mapping
    return {name: line[column] for name, column in TOLD.items()}


def snapshot(conn: Connection) -> Row[Any] | None:
    """When the lines were made, and what the filters offer."""
    return conn.execute(
        select(report_snapshot).where(report_snapshot.c.id == THE_ONE)
    ).one_or_none()


def line_of(conn: Connection, release_id: str) -> Row[Any] | None:
    """The line of a release, or None."""
    return conn.execute(
        select(report_line).where(report_line.c.release_id == release_id)
    ).one_or_none()
