"""How the columns and values of an export become ours; kept under a name.

The default reads the release record of BMC Remedy, whose users the standard knows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, String, Table, delete, insert, select

from engine.db import Json, UtcDateTime, metadata
from engine.errors import EngineError
from engine.ports import Context
from tasks.release.errors import ValueRefused
from tasks.release.fields import FIELDS
from tasks.release.states import MILESTONES, STATUSES

DEFAULT = "remedy"
MOST_NAME = 60
#: Columns that are no field of a release: its number there, what it stands at, notes.
OWN = (
    *("external_no", "process", "status", "milestone", "created_at", "closed_at"),
    *("coordinator", "notes"),
)
LINK = "link:"

import_mapping = Table(
    "import_mapping",
    metadata,
    Column("name", String(MOST_NAME), primary_key=True),
    Column("mapping", Json, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(100)),
)


class NoSuchMapping(EngineError):
    """No mapping is kept under this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"No mapping is called “{name}”.")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Our fields by the columns of an export, and our values by theirs.

    ``columns``: our field → their column; ``link:Incident`` is a column of numbers to
    link.  ``values``: our field → their value → ours.  ``process`` is that of rows that
    name none.  ``date_format`` is tried before the usual ways to write a date.
    """

    columns: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    process: str = "smr"
    date_format: str | None = None

    def plain(self) -> dict[str, Any]:
        """As data, to keep and to send."""
        return {
            "columns": dict(self.columns),
            "values": {name: dict(known) for name, known in self.values.items()},
            "process": self.process,
            "date_format": self.date_format,
        }


REMEDY = ColumnMapping(
    columns={
        "external_no": "Release ID",
        "title": "Summary",
        "scope": "Notes",
        "organization": "Company",
        "portfolio": "Portfolio",
        "service": "Service",
        "application": "Application",
        "coordinator": "Release Coordinator",
        "impact": "Impact",
        "urgency": "Urgency",
        "priority": "Priority",
        "risk_level": "Risk Level",
        "status": "Status",
        "status_reason": "Status Reason",
        "milestone": "Milestone",
        "objectives": "Business Justification",
        "deployment_at": "Deployment Start Date",
        "activated_at": "Actual End Date",
        "planned_initiate": "Scheduled Start Date",
        "planned_close_down": "Scheduled End Date",
        "actual_initiate": "Actual Start Date",
        "closed_at": "Completed Date",
        "created_at": "Submit Date",
        "notes": "Work Info",
        "crq_no": "Change ID",
        "link:Incident": "Incident ID",
        "link:Known Error": "Known Error ID",
        "link:Configuration Item": "CI Name",
        "link:Problem": "Problem ID",
    },
    values={
        "status": {
            "Closed": "Closed",
            "Completed": "Closed",
            "Cancelled": "Cancelled",
            "Rejected": "Not required",
        },
        "status_reason": {
            "Successful with Issues": "Successful with issues",
            "Backed Out": "Backed out",
            "Automatically Closed": "Successful",
        },
        "risk_level": {
            "Risk Level 1": "Low",
            "Risk Level 2": "Low",
            "Risk Level 3": "Medium",
            "Risk Level 4": "High",
            "Risk Level 5": "High",
        },
        "milestone": {"Close Down": "Close down"},
    },
)


def read_mapping(data: Any) -> ColumnMapping:
    """A mapping that somebody sends. Raises ValueRefused."""
    if not isinstance(data, Mapping) or not isinstance(data.get("columns"), Mapping):
        raise ValueRefused("mapping", "must have “columns”")
    process = data.get("process") or "smr"
    if process not in MILESTONES:
        raise ValueRefused("mapping", "must be for smr or dcs")
    return ColumnMapping(
        _columns(data["columns"]),
        _values(data.get("values") or {}),
        process,
        data.get("date_format") or None,
    )


def _columns(given: Mapping[str, Any]) -> dict[str, str]:
    columns = {str(name): str(theirs).strip() for name, theirs in given.items()}
    columns = {name: theirs for name, theirs in columns.items() if theirs}
    for name in columns:
        if name not in FIELDS and name not in OWN and not name.startswith(LINK):
            raise ValueRefused("mapping", f"names no field of ours: “{name}”")
    for needed in ("external_no", "title"):
        if needed not in columns:
            raise ValueRefused("mapping", f"must say which column is “{needed}”")
    return columns


def _values(given: Any) -> dict[str, dict[str, str]]:
    tables = given.values() if isinstance(given, Mapping) else [None]
    if not all(isinstance(known, Mapping) for known in tables):
        raise ValueRefused("mapping", "must have “values” by field")
    unknown = set((given.get("status") or {}).values()) - set(STATUSES)
    if unknown:
        raise ValueRefused("mapping", f"names no status of ours: “{min(unknown)}”")
    return {
        str(name): {str(theirs): str(ours) for theirs, ours in known.items()}
        for name, known in given.items()
    }


def mappings(conn: Connection) -> dict[str, ColumnMapping]:
    """All mappings by name, the default too."""
    kept = conn.execute(select(import_mapping).order_by(import_mapping.c.name))
    return {DEFAULT: REMEDY, **{row.name: read_mapping(row.mapping) for row in kept}}


def mapping_named(conn: Connection, name: str) -> ColumnMapping:
    """The mapping of a name. Raises NoSuchMapping."""
    found = mappings(conn).get(name)
    if found is None:
        raise NoSuchMapping(name)
    return found


def keep_mapping(context: Context, name: str, data: Any) -> ColumnMapping:
    """Keep a mapping under a name. Raises ValueRefused."""
    if not 0 < len(name.strip()) <= MOST_NAME:
        raise ValueRefused("name", f"must have from 1 to {MOST_NAME} characters")
    mapping = read_mapping(data)
    context.conn.execute(delete(import_mapping).where(import_mapping.c.name == name))
    context.conn.execute(
        insert(import_mapping).values(
            name=name,
            mapping=mapping.plain(),
            changed_at=context.at,
            changed_by=context.by,
        )
    )
    context.audit("import mapping", name, "mapping", None, mapping.plain())
    return mapping
