"""Releases as the reports see them, and a snapshot within the test's transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update

from engine.ports import Context
from tasks.people.holders import assign
from tasks.release.lifecycle import add_request
from tasks.release.records import save
from tasks.release.tables import release
from tasks.reports.computing import computed, offers
from tasks.reports.kinds import Kinds
from tasks.reports.lines import THE_ONE, report_kind, report_line, report_snapshot
from tasks.reports.snapshot import FORMAT


def dated(
    context: Context,
    at: datetime | None,
    *,
    process: str = "smr",
    status: str = "Active",
    coordinator: str | None = None,
    items: tuple[str, ...] | list[str] = (),
    **fields: Any,
) -> str:
    """A release that deploys then; written as its process would have."""
    release_id = add_request(context, process, {"title": "New e-mail"})
    values = {"deployment_at": at, "status": status, **fields}
    context.conn.execute(
        update(release).where(release.c.id == release_id).values(values)
    )
    context.changed()
    if coordinator:
        assign(context, release_id, f"release_coordinator_{process}", coordinator)
    for number in items:
        save(
            context,
            "links",
            release_id,
            {"type": "Configuration Item", "number": number},
        )
    context.settle()
    return release_id


def report(context: Context) -> None:
    """All lines, computed anew."""
    conn = context.conn
    context.settle()
    for table in (report_line, report_kind, report_snapshot):
        conn.execute(delete(table))
    lines = computed(conn, context.zone, context.at, None)
    kinds = Kinds.known(conn)
    kinds.give(lines.values())
    kinds.write(conn)
    if lines:
        conn.execute(insert(report_line), list(lines.values()))
    conn.execute(
        insert(report_snapshot).values(
            id=THE_ONE,
            taken_at=context.at,
            lines=len(lines),
            offers=offers(conn),
            format=FORMAT,
        )
    )
