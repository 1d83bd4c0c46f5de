"""Reports: the forward schedule, and the executive summary."""

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request

from tasks.oversight import releases as oversight
from tasks.oversight.access import readable_among
from tasks.people.rights import may_see_executive_summary
from tasks.reports.executive_summary import executive_summary
from tasks.reports.forward_schedule import Wanted, day_of, forward_schedule
from web import exports
from web.current import application, reading, visitor
from web.pages.lists import word
from web.policy import SIGNED_IN, allow

bp = Blueprint("reports", __name__, url_prefix="/reports")
AHEAD = timedelta(days=180)


@bp.get("")
@allow(SIGNED_IN)
def index() -> Any:
    """Which reports there are."""
    return render_template(
        "report/index.html", internal=may_see_executive_summary(visitor())
    )


def wanted() -> Wanted:
    """Which deployments the address asks for; without days, the next half year."""
    today = application().clock.now().astimezone(application().zone).date()
    begins = _day("from", today)
    return Wanted(
        begins=begins,
        ends=max(begins, _day("to", begins + AHEAD)),
        process=word("process", ("smr", "dcs"), "") or None,
        organization=request.args.get("organization") or None,
    )


def _day(name: str, default: date) -> date:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return default


@bp.get("/forward-schedule")
@allow(SIGNED_IN)
def schedule() -> Any:
    """The deployments ahead, as a list."""
    asked, zone = wanted(), application().zone
    with reading() as conn:
        rows = forward_schedule(conn, asked, zone)
        organizations = oversight.organizations(conn)
        readable = readable_among(conn, visitor(), [row.id for row in rows])
    return render_template(
        "report/forward_schedule.html",
        rows=[(day_of(row, zone), row) for row in rows],
        readable=readable,
        wanted=asked,
        organizations=[(each, each) for each in organizations],
    )


@bp.get("/forward-schedule.<kind>")
@allow(SIGNED_IN)
def schedule_file(kind: str) -> Response:
    """The deployments ahead, as a file."""
    with reading() as conn:
        rows = forward_schedule(conn, wanted(), application().zone)
    return exports.schedule(kind, rows)


@bp.get("/executive-summary")
@allow(SIGNED_IN)
def summary() -> Any:
    """How the open releases stand, as a list."""
    with reading() as conn:
        found = executive_summary(conn, visitor(), application().clock.now())
        ids = [line.release.id for line in found.lines]
        readable = readable_among(conn, visitor(), ids)
    return render_template(
        "report/executive_summary.html", summary=found, readable=readable
    )


@bp.get("/executive-summary.<kind>")
@allow(SIGNED_IN)
def summary_file(kind: str) -> Response:
    """How the open releases stand, as a file."""
    with reading() as conn:
        found = executive_summary(conn, visitor(), application().clock.now())
    return exports.summary(kind, found)
