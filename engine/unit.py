"""One unit of work: a transaction, its audit entries and its mails, one commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from engine import audit, outbox
from engine.db import Database
from engine.ports import Context


@contextmanager
def unit(
    database: Database,
    *,
    at: datetime,
    zone: ZoneInfo,
    by: str | None = None,
    why: str | None = None,
) -> Iterator[Context]:
    """Everything within commits together or not at all."""
    with database.transaction() as conn:
        context = Context(conn=conn, at=at, zone=zone, by=by, why=why)
        yield context
        context.settle()
        audit.add(conn, context.audits)
        outbox.flush(context)
