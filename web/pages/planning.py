"""The next free slot: a page that finds when a release can deploy."""

from datetime import time
from typing import Any

from flask import Blueprint, render_template, request

from tasks.oversight.access import readable_among
from tasks.people.persons import people_with_roles
from tasks.planning.absences import COORDINATORS
from tasks.planning.free_slots import MOST_HOURS, Asked, Found, asked_of, free_slots
from tasks.reports.lines import line_of, snapshot
from web import report_filters
from web.current import application, reading, visitor
from web.policy import SIGNED_IN, allow

bp = Blueprint("planning", __name__, url_prefix="/reports")

CLOCK, HOURS = time(19, 0), 2.0


@bp.get("/free-slot")
@allow(SIGNED_IN)
def free_slot() -> Any:
    """The first slots in which a release collides with nothing."""
    application().snapshots.ensure()
    with reading() as conn:
        row = line_of(conn, request.args.get("release", "").strip()[:20])
        if row is not None and not readable_among(conn, visitor(), [row.release_id]):
            row = None
        asked = question(row)
        found = answer(conn, asked) if request.args else None
        made = snapshot(conn)
        coordinators = people_with_roles(conn, COORDINATORS)
    return render_template(
        "planning/free_slot.html",
        release=row,
        asked=asked,
        found=found,
        offers=made.offers if made else {},
        coordinators=[(each.user_name, each.name) for each, _ in coordinators],
        most_hours=MOST_HOURS,
        zone=application().zone,
    )


def question(row: Any) -> Asked:
    """What the address asks; of a release, what its record says."""
    after = report_filters.day_of("after", report_filters.today())
    weekends = request.args.get("weekends") == "1"
    if row is not None:
        return asked_of(row, after, _clock(), _hours(), weekends=weekends)
    given: dict[str, Any] = {
        name: request.args.get(name, "").strip()[:200] or None
        for name in ("process", "service", "organization", "coordinator")
    }
    return Asked(
        after,
        _clock(),
        _hours(),
        weekends=weekends,
        release_type=request.args.get("type") or None,
        items=tuple(request.args.get("items", "").split()[:20]),
        with_outage=request.args.get("outage") == "1",
        **given,
    )


def answer(conn: Any, asked: Asked) -> Found:
    """The slots."""
    return free_slots(conn, asked, application().zone, application().clock.now())


def _clock() -> time:
    try:
        return time.fromisoformat(request.args.get("at", "")).replace(tzinfo=None)
    except ValueError:
        return CLOCK


def _hours() -> float:
    try:
        hours = float(request.args.get("hours", ""))
    except ValueError:
        return HOURS
    return hours if 0 < hours <= MOST_HOURS else HOURS
