"""Reports as files: CSV, Excel, calendar and PDF.

A cell that begins like a formula gets an apostrophe, so that a spreadsheet shows it
and does not run it (CWE-1236).
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from flask import Response, abort, make_response
from openpyxl import Workbook

from tasks.paper.blocks import Paper
from tasks.paper.pdf import pdf
from web.current import settings

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ICS = "text/calendar; charset=utf-8"
PDF = "application/pdf"
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
    return as_file("\ufeff" + text.getvalue(), CSV, f"{name}.csv")


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
    return as_file(content.getvalue(), XLSX, f"{name}.xlsx")


def as_table(
    kind: str, name: str, header: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Response:
    """A table as ``csv`` or ``xlsx``; nothing else there is."""
    if kind == "csv":
        return as_csv(name, header, rows)
    if kind == "xlsx":
        return as_xlsx(name, header, rows)
    abort(404)


def as_pdf(name: str, paper: Paper) -> Response:
    """A paper as PDF."""
    return as_file(pdf(paper), PDF, f"{name}.pdf")


def as_file(content: str | bytes, media_type: str, name: str) -> Response:
    """Something to be kept under a name."""
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
