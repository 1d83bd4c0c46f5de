"""Process health as a page, a program or a file asks for it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Response, abort, request
from sqlalchemy import Connection

from engine.catalogue import versions
from engine.model import Diagram
from tasks.reports.health import printing
from tasks.reports.health.days import processes_counted
from tasks.reports.health.report import HEATS, MOST_DAYS, Health, Wanted, health
from web import exports
from web.current import application, reading
from web.pages.lists import word
from web.texts import locale

NAME = "process-health"
#: Without days in the address, a year.
BACK = timedelta(days=364)
FIRST = "smr_release"


@dataclass(frozen=True, slots=True)
class Found:
    """The report, with what the page needs beside it."""

    report: Health
    diagram: Diagram
    heat: str
    taken_at: datetime
    processes: list[tuple[str, str]]
    versions: list[Any]
    number: int | None


def found() -> Found:
    """What the address asks for. Raises NotFound for a process that is none."""
    taken_at = application().counting.ensure()
    with reading() as conn:
        processes = _processes(conn)
        key = _chosen(processes)
        published = list(versions(conn, key))
        number = request.args.get("version", type=int)
        chosen = next((v for v in published if v.number == number), None)
        catalogue = application().engine.catalogue
        version = (
            catalogue.latest(conn, key)
            if chosen is None
            else catalogue.version(conn, chosen.id)
        )
        begins, ends = days()
        wanted = Wanted(key, begins, ends, None if chosen is None else chosen.id)
        report = health(conn, wanted, version.diagram, application().clock)
    return Found(
        report,
        version.diagram,
        word("heat", HEATS, HEATS[0]),
        taken_at,
        processes,
        published,
        None if chosen is None else chosen.number,
    )


def _processes(conn: Connection) -> list[tuple[str, str]]:
    """The processes of which anything was counted, and the first one at least."""
    newest = {row.process_key: row.name for row in reversed(list(versions(conn)))}
    keys = dict.fromkeys([FIRST, *processes_counted(conn)])
    return [(key, newest[key]) for key in keys if key in newest]


def known_processes(conn: Connection) -> list[str]:
    """The keys of the processes that a KPI may be of."""
    return [key for key, _ in _processes(conn)]


def _chosen(processes: list[tuple[str, str]]) -> str:
    known = [key for key, _ in processes]
    if not known:
        abort(404)
    asked = request.args.get("process", known[0])
    return asked if asked in known else known[0]


def days() -> tuple[date, date]:
    """The days that the address asks for, within what one report reads."""
    now = application().clock.now()
    today = now.astimezone(application().zone).date()
    ends = _day("to", today)
    begins = min(_day("from", ends - BACK), ends)
    return max(begins, ends - timedelta(days=MOST_DAYS)), ends


def _day(name: str, default: date) -> date:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return default


def file(kind: str) -> Response:
    """The report as ``csv``, ``xlsx`` or ``pdf``."""
    if kind not in ("csv", "xlsx", "pdf"):
        abort(404)
    asked = found()
    if kind == "pdf":
        paper = printing.paper(
            *(asked.report, asked.diagram, asked.heat, locale(), asked.taken_at),
            *(application().zone, asked.number),
        )
        return exports.as_pdf(NAME, paper)
    rows = printing.table(asked.report, asked.taken_at)
    return exports.as_table(kind, NAME, printing.HEADER, rows)
