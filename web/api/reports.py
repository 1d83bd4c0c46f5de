"""Reports as JSON; as files under the same names with an ending."""

from flask import Blueprint, Response, jsonify

from tasks.reports import executive_summary as executive
from tasks.reports import forward_schedule as forward
from web import exports
from web.api.describe import ANY_OBJECT, STRING, Query, body, describe, list_of
from web.api.requests import plain
from web.current import application, reading, visitor
from web.pages.reports import wanted
from web.policy import SIGNED_IN, allow

bp = Blueprint("api_reports", __name__, url_prefix="/api/v1/reports")

DAY = {"type": "string", "format": "date"}
SCHEDULE = (
    Query("from", DAY),
    Query("to", DAY),
    Query("process"),
    Query("organization"),
)
TABLE = body({"as_of": STRING, "items": list_of(ANY_OBJECT)})


@bp.get("/forward-schedule")
@allow(SIGNED_IN)
@describe("Which releases deploy when", query=SCHEDULE, answers={200: TABLE})
def schedule() -> Response:
    """The deployments of some days, by date."""
    with reading() as conn:
        rows = forward.forward_schedule(conn, wanted(), application().zone)
    zone = application().zone
    items = [
        {"day": forward.day_of(row, zone).isoformat()}
        | {k: plain(v) for k, v in row._mapping.items()}
        for row in rows
    ]
    asked = wanted()
    return jsonify(
        as_of=plain(application().clock.now()),
        **{"from": asked.begins.isoformat(), "to": asked.ends.isoformat()},
        items=items,
        total=len(items),
    )


@bp.get("/forward-schedule.<kind>")
@allow(SIGNED_IN)
@describe(
    "The same as csv, xlsx or ics",
    query=SCHEDULE,
    answers={200: STRING},
    answer_type="text/csv",
    refuses=(404,),
)
def schedule_file(kind: str) -> Response:
    """The deployments as a file."""
    with reading() as conn:
        rows = forward.forward_schedule(conn, wanted(), application().zone)
    return exports.schedule(kind, rows)


@bp.get("/executive-summary")
@allow(SIGNED_IN)
@describe("How every open release stands", answers={200: TABLE})
def summary() -> Response:
    """A line for each open release, and how many stand at which milestone."""
    with reading() as conn:
        found = executive.executive_summary(conn, visitor(), application().clock.now())
    items = [
        {k: plain(v) for k, v in line.release._mapping.items()}
        | {
            "overdue_tasks": line.overdue,
            "open_issues": line.open_issues,
            "status_update": line.update.status if line.update else None,
        }
        for line in found.lines
    ]
    by_milestone = [
        {"process": process, "milestone": milestone or None, "releases": number}
        for (process, milestone), number in found.by_milestone.items()
    ]
    return jsonify(
        as_of=plain(found.at), by_milestone=by_milestone, items=items, total=len(items)
    )


@bp.get("/executive-summary.<kind>")
@allow(SIGNED_IN)
@describe(
    "The same as csv or xlsx",
    answers={200: STRING},
    answer_type="text/csv",
    refuses=(404,),
)
def summary_file(kind: str) -> Response:
    """The summary as a file."""
    with reading() as conn:
        found = executive.executive_summary(conn, visitor(), application().clock.now())
    return exports.summary(kind, found)
