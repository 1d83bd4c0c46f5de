"""The reports as files: asked for on a page or by a program, the same content."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Response, abort
from sqlalchemy import Connection

from engine.errors import EngineError
from tasks.planning.ical import Feed, calendar_of
from tasks.reports import executive_summary as executive
from tasks.reports import forward_schedule as forward
from tasks.reports import printing, sheets
from tasks.reports.executive_summary import VIEWS
from tasks.reports.papers import Setting
from tasks.reports.wanted import Wanted
from tasks.reports.words import word
from web import exports, report_filters
from web.current import application, reading, settings, visitor
from web.texts import N_, locale

SCHEDULE, SUMMARY = "forward-schedule", "executive-summary"


class TooMany(EngineError):
    """More lines than a file holds."""

    def __init__(self) -> None:
        super().__init__(
            str(N_("The file would be too long. Choose a shorter period."))
        )


def schedule_file(kind: str) -> Response:
    """The forward schedule as ``csv``, ``xlsx``, ``ics`` or ``pdf``."""
    if kind not in ("csv", "xlsx", "ics", "pdf"):
        abort(404)
    taken_at = application().snapshots.ensure()
    asked = report_filters.wanted()
    with reading() as conn:
        if kind == "pdf":
            setting = _setting(conn, asked, taken_at)
            return exports.as_pdf(SCHEDULE, printing.schedule(conn, setting))
        rows = _not_too_many(forward.all_lines(conn, asked), forward.MOST_IN_FILE)
        if kind == "ics":
            feed = feed_named(word("schedule", locale()), taken_at)
            return exports.as_file(
                calendar_of(feed, rows), exports.ICS, f"{SCHEDULE}.ics"
            )
        names = printing.coordinators(conn)
    return exports.as_table(
        kind, SCHEDULE, sheets.HEADER, sheets.table(rows, names, taken_at)
    )


def summary_file(kind: str) -> Response:
    """The executive summary as ``csv``, ``xlsx`` or ``pdf``."""
    if kind not in ("csv", "xlsx", "pdf"):
        abort(404)
    executive.require_internal(visitor())
    taken_at = application().snapshots.ensure()
    asked = report_filters.wanted(report_filters.SUMMARY)
    with reading() as conn:
        if kind == "pdf":
            setting = _setting(conn, asked, taken_at)
            paper = printing.summary(conn, setting, report_filters.today())
            return exports.as_pdf(SUMMARY, paper)
        most = executive.MOST_IN_FILE
        views = {
            view: _not_too_many(
                executive.lines(conn, asked, view, limit=most + 1), most
            )
            for view in VIEWS
        }
        names = printing.coordinators(conn)
    table = [
        [view, *line]
        for view, rows in views.items()
        for line in sheets.table(rows, names, taken_at)
    ]
    return exports.as_table(kind, SUMMARY, ("view", *sheets.HEADER), table)


def feed_named(name: str, taken_at: datetime, language: str | None = None) -> Feed:
    """A calendar of ours."""
    return Feed(
        name,
        language or locale(),
        settings().base_url,
        taken_at,
        application().zone,
    )


def _not_too_many(rows: Sequence[Any], most: int) -> Sequence[Any]:
    if len(rows) > most:
        raise TooMany
    return rows


def _setting(conn: Connection, asked: Wanted, taken_at: datetime) -> Setting:
    return printing.setting_of(conn, asked, taken_at, application().zone, locale())
