"""The calendar: a month of deployments, outages and meetings as a table."""

import calendar as months
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, render_template, request

from tasks.oversight.calendar import Event, events
from web.current import application, reading, visitor
from web.policy import SIGNED_IN, allow

bp = Blueprint("calendar", __name__, url_prefix="/calendar")


@bp.get("")
@allow(SIGNED_IN)
def index() -> Any:
    """One month; the address names it as ``month=2026-11``."""
    today = application().clock.now().astimezone(application().zone).date()
    first = _month(today)
    weeks = months.Calendar(firstweekday=6).monthdatescalendar(first.year, first.month)
    with reading() as conn:
        found = events(conn, visitor(), weeks[0][0], weeks[-1][-1], application().zone)
    return render_template(
        "report/calendar.html",
        first=first,
        today=today,
        weeks=weeks,
        days=_by_day(found),
        before=_step(first, -1),
        after=_step(first, 1),
    )


def _month(today: date) -> date:
    try:
        return date.fromisoformat(request.args.get("month", "")[:7] + "-01")
    except ValueError:
        return today.replace(day=1)


def _step(first: date, by: int) -> str:
    other = first - timedelta(days=1) if by < 0 else first + timedelta(days=31)
    return other.strftime("%Y-%m")


def _by_day(found: Sequence[Event]) -> Mapping[date, list[Event]]:
    days: dict[date, list[Event]] = defaultdict(list)
    for event in found:
        days[event.day].append(event)
    return days
