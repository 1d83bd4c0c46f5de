"""The enterprise release calendar: a month, a week or a day of everything dated."""

import calendar as months
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request

from tasks.oversight import calendar as oversight
from tasks.oversight.access import readable_among
from tasks.oversight.holidays import holiday_on
from tasks.reports.lines import snapshot
from web import report_filters
from web.current import application, reading, visitor
from web.pages.lists import word
from web.policy import SIGNED_IN, allow
from web.texts import locale

bp = Blueprint("calendar", __name__, url_prefix="/calendar")

VIEWS = ("month", "week", "day")
#: As many events as a day shows in each view; the rest is one step away.
IN_A_DAY = {"month": 3, "week": 12, "day": 1000}
SUNDAY = 6
FILTERS = ("kind", "process", "organization", "service")


@bp.get("")
@allow(SIGNED_IN)
def index() -> Any:
    """One view; the address names its day as ``on=2026-11-25`` or ``month=2026-11``."""
    view = word("view", VIEWS, "month")
    today = report_filters.today()
    day = _day(today)
    rows = _rows(view, day)
    first, last = rows[0][0], rows[-1][-1]
    wanted = _wanted(first, last)
    with reading() as conn:
        days = oversight.by_day(conn, visitor(), wanted, application().zone)
        made = snapshot(conn)
        shown = {e.release_id for each in days.values() for e in each if e.release_id}
        readable = readable_among(conn, visitor(), sorted(shown))
    said = locale()
    return render_template(
        f"calendar/{view}.html",
        view=view,
        day=day,
        today=today,
        rows=rows,
        days=days,
        most=IN_A_DAY[view],
        readable=readable,
        holidays={
            each: holiday_on(each, said)
            for row in rows
            for each in row
            if holiday_on(each, said)
        },
        before=_step(view, day, -1),
        after=_step(view, day, 1),
        wanted=wanted,
        kinds=oversight.KINDS,
        offers=made.offers if made else {},
        kept={name: request.args[name] for name in FILTERS if request.args.get(name)},
    )


def _day(today: date) -> date:
    if request.args.get("month"):
        return report_filters.month(today)
    return report_filters.day_of("on", today)


def _rows(view: str, day: date) -> list[list[date]]:
    """The days that are shown, in weeks that begin on Sunday."""
    if view == "day":
        return [[day]]
    if view == "week":
        sunday = day - timedelta(days=(day.weekday() + 1) % 7)
        return [[sunday + timedelta(days=n) for n in range(7)]]
    return months.Calendar(SUNDAY).monthdatescalendar(day.year, day.month)


def _step(view: str, day: date, by: int) -> date:
    if view == "day":
        return day + timedelta(days=by)
    if view == "week":
        return day + timedelta(weeks=by)
    first = day.replace(day=1)
    other = first - timedelta(days=1) if by < 0 else first + timedelta(days=31)
    return other.replace(day=1)


def _wanted(first: date, last: date) -> oversight.Wanted:
    return oversight.Wanted(
        first,
        last,
        kind=word("kind", oversight.KINDS, "") or None,
        process=word("process", ("smr", "dcs"), "") or None,
        organization=request.args.get("organization") or None,
        service=request.args.get("service") or None,
    )
