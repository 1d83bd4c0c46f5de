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
from tasks.inbox import tables as inbox
from tasks.people import holders, persons, sessions, tokens
from tasks.release import records, series
from tasks.release import tables as releases
from tasks.repository import documents

__all__ = [
    "audit",
    "catalogue",
    "clock",
    "documents",
    "draft_editors",
    "draft_saves",
    "drafts",
    "history",
    "holders",
    "inbox",
    "incidents",
    "instances",
    "messages",
    "metadata",
    "outbox",
    "persons",
    "records",
    "releases",
    "series",
    "sessions",
    "timers",
    "tokens",
]
