"""Every table of the product: who needs the whole schema imports this.

A table that no module of a running process happens to import would else be missing
from the migrations.
"""

from engine import (
    audit,
    catalogue,
    clock,
    draft_editors,
    draft_saves,
    drafts,
    history,
    incidents,
    instances,
    messages,
    outbox,
    timers,
)
from engine.db import metadata
from engine.migrating import moves
from tasks.changes import table as changes
from tasks.conformance import waivers
from tasks.connectors import follows
from tasks.importing import mapping as import_mappings
from tasks.importing import report as imports
from tasks.inbox import tables as inbox
from tasks.mail import deferred
from tasks.migrating import tables as migrating
from tasks.people import (
    access_requests,
    holders,
    organizations,
    persons,
    sessions,
    tokens,
)
from tasks.planning import absences, blackouts, capacity, feeds
from tasks.rehearsal import results
from tasks.release import records, series, value_lists
from tasks.release import tables as releases
from tasks.reports import lines, mailings
from tasks.reports.health import days, kpis
from tasks.repository import documents, link_addresses

__all__ = [
    "absences",
    "access_requests",
    "audit",
    "blackouts",
    "capacity",
    "catalogue",
    "changes",
    "clock",
    "days",
    "deferred",
    "documents",
    "draft_editors",
    "draft_saves",
    "drafts",
    "feeds",
    "follows",
    "history",
    "holders",
    "import_mappings",
    "imports",
    "inbox",
    "incidents",
    "instances",
    "kpis",
    "lines",
    "link_addresses",
    "mailings",
    "messages",
    "metadata",
    "migrating",
    "moves",
    "organizations",
    "outbox",
    "persons",
    "records",
    "releases",
    "results",
    "series",
    "sessions",
    "timers",
    "tokens",
    "value_lists",
    "waivers",
]
