"""Reports as files: CSV, Excel and calendar.

A cell that begins like a formula gets an apostrophe, so that a spreadsheet shows it
and does not run it (CWE-1236).
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Response, abort, make_response
from icalendar import Calendar, Event
from openpyxl import Workbook

from tasks.reports import executive_summary, forward_schedule
from tasks.reports.executive_summary import Summary
from web.current import application, settings

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: Any) -> str | int | float:
    """A value as a spreadsheet may show it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return value.astimezone(settings().zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list | tuple):
        value = ", ".join(map(str, value))
    text = value.isoformat() if isinstance(value, date) else str(value)
    return f"'{text}" if text.startswith(DANGEROUS) else text


def as_csv(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A table as CSV with every cell quoted; the mark at its start is for Excel."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([cell(value) for value in row] for row in rows)
    return _file("\ufeff" + text.getvalue(), CSV, f"{name}.csv")


def as_xlsx(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> Response:
    """A table as an Excel workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.append(list(header))
    for row in rows:
        sheet.append([cell(value) for value in row])
    content = io.BytesIO()
    book.save(content)
    return _file(content.getvalue(), XLSX, f"{name}.xlsx")


def schedule(kind: str, rows: Sequence[Any]) -> Response:
    """The forward schedule as ``csv``, ``xlsx`` or ``ics``."""
    if kind == "ics":
        return _calendar(rows)
    names = forward_schedule.COLUMNS
    table = [[getattr(row, name) for name in names] for row in rows]
    return _table(kind, "forward-schedule", names, table)


def summary(kind: str, found: Summary) -> Response:
    """The executive summary as ``csv`` or ``xlsx``."""
    names = executive_summary.COLUMNS
    header = (*names, "overdue_tasks", "open_issues", "status_update")
    table = [
        [
            *(getattr(line.release, name) for name in names),
            line.overdue,
            line.open_issues,
            line.update.status if line.update else None,
        ]
        for line in found.lines
    ]
    return _table(kind, "executive-summary", header, table)


def _table(
    kind: str, name: str, header: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Response:
    if kind == "csv":
        return as_csv(name, header, rows)
    if kind == "xlsx":
        return as_xlsx(name, header, rows)
    abort(404)


def _calendar(rows: Sequence[Any]) -> Response:
    """The deployments as a calendar that others may subscribe to. Source: RFC 5545."""
    calendar = Calendar()
    calendar.add("prodid", "-//eRM//Forward schedule//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Forward schedule")
    now = application().clock.now()
    for row in rows:
        event = Event()
        event.add("uid", f"{row.id}@erm")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("summary", f"{row.id} {row.title}")
        if row.deployment_at is not None:
            event.add("dtstart", row.deployment_at.astimezone(UTC))
            event.add("dtend", (row.deployment_at + timedelta(hours=1)).astimezone(UTC))
        else:
            event.add("dtstart", row.planned_deployment)
            event.add("dtend", row.planned_deployment + timedelta(days=1))
        event.add("url", f"{settings().base_url}/releases/{row.id}")
        calendar.add_component(event)
    return _file(calendar.to_ical(), "text/calendar; charset=utf-8", "schedule.ics")


def _file(content: str | bytes, media_type: str, name: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
