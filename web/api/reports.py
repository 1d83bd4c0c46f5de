"""Reports as JSON; as files under the same names with an ending."""

from typing import Any

from flask import Blueprint, Response, jsonify

from tasks.reports import executive_summary as executive
from tasks.reports import forward_schedule as forward
from tasks.reports.colliding import collisions_of
from tasks.reports.lines import told
from web import report_files, report_filters
from web.api.describe import (
    ANY_OBJECT,
    INTEGER,
    PAGING,
    STRING,
    Query,
    body,
    describe,
    list_of,
)
from web.api.requests import one_of, paging, plain
from web.current import application, reading, visitor
from web.policy import SIGNED_IN, allow

bp = Blueprint("api_reports", __name__, url_prefix="/api/v1/reports")

DAY = {"type": "string", "format": "date"}
FILTERS = (
    Query("from", DAY),
    Query("to", DAY),
    Query("process"),
    Query("organization"),
    Query("portfolio"),
    Query("service"),
    Query("jurisdiction"),
    Query("status"),
    Query("type"),
    Query("coordinator"),
    Query("overall"),
    Query("q", help="Words in number, title, service, application, CRQ or director"),
    Query("troubled", help="1: only those in conflict or in a blackout"),
)
VIEW = Query(
    "view",
    {"type": "string", "enum": list(executive.VIEWS)},
    help="Looking forward or looking back; without it, both",
)
TABLE = body(
    {"as_of": STRING, "items": list_of(ANY_OBJECT), "total": INTEGER},
    volume=ANY_OBJECT,
    numbers=ANY_OBJECT,
)


@bp.get("/forward-schedule")
@allow(SIGNED_IN)
@describe(
    "Which releases deploy when, and how many of each kind",
    query=(*FILTERS, *PAGING),
    answers={200: TABLE},
    refuses=(422,),
)
def schedule() -> Response:
    """The volumes of a period, and its deployments by date."""
    wants = paging()
    taken_at = application().snapshots.ensure()
    asked = report_filters.wanted(page=wants.page, per_page=wants.per_page)
    with reading() as conn:
        volume = forward.volume(conn, asked)
        rows = forward.page(conn, asked)
        colliding = collisions_of(conn, rows)
    items = [
        _item(row)
        | {
            "conflicts": [
                {"release_id": each.release_id, "kinds": list(each.kinds)}
                for each in colliding.get(row.release_id, ())
            ]
        }
        for row in rows
    ]
    return jsonify(
        as_of=plain(taken_at),
        **{"from": asked.begins.isoformat(), "to": asked.ends.isoformat()},
        volume=_volume(volume),
        items=items,
        total=volume.total,
    )


def _item(row: Any) -> dict[str, Any]:
    line = {name: plain(value) for name, value in told(row).items()}
    return line | {"blackout": line["blackout"] is not None}


def _volume(found: forward.Volume) -> dict[str, Any]:
    by = {
        f"by_{name}": [{name: value, "releases": number} for value, number in counted]
        for name, counted in found.by.items()
    }
    by["by_milestone"] = [
        {"process": process, "milestone": milestone, "releases": number}
        for (process, milestone), number in found.by_milestone.items()
    ]
    return {"total": found.total, "undated": found.undated, **by}


@bp.get("/forward-schedule.<kind>")
@allow(SIGNED_IN)
@describe(
    "The same as csv, xlsx, ics or pdf",
    query=FILTERS,
    answers={200: STRING},
    answer_type="text/csv",
    refuses=(404, 422),
)
def schedule_file(kind: str) -> Response:
    """The deployments as a file."""
    return report_files.schedule_file(kind)


@bp.get("/executive-summary")
@allow(SIGNED_IN)
@describe(
    "How the releases of a time stand: looking forward and looking back",
    query=(VIEW, *FILTERS, *PAGING),
    answers={200: TABLE},
    refuses=(403, 422),
)
def summary() -> Response:
    """The numbers that matter, and the releases of one view or both."""
    executive.require_internal(visitor())
    wants = paging()
    view = one_of("view", ("", *executive.VIEWS), "")
    taken_at = application().snapshots.ensure()
    asked = report_filters.wanted(
        report_filters.SUMMARY, page=wants.page, per_page=wants.per_page
    )
    with reading() as conn:
        numbers = executive.numbers(conn, asked, report_filters.today())
        rows = executive.both(conn, asked, view or None)
    totals = {executive.VIEWS[0]: numbers.ahead, executive.VIEWS[1]: numbers.back}
    return jsonify(
        as_of=plain(taken_at),
        **{"from": asked.begins.isoformat(), "to": asked.ends.isoformat()},
        numbers=_numbers(numbers),
        items=[{"view": row.side, **_item(row)} for row in rows],
        total=totals[view] if view else sum(totals.values()),
    )


def _numbers(found: executive.Numbers) -> dict[str, Any]:
    return {
        "this_week": found.this_week,
        "at_risk": found.at_risk,
        "late": found.late,
        "on_track": found.on_track,
        "went_wrong": found.went_wrong,
        "successful_with_issues": found.with_issues,
        "successful": found.successful,
        "called_off": found.called_off,
        "success_percent": found.success,
        "by": [
            {"process": process, "overall": overall, "releases": number}
            for (process, overall), number in sorted(found.by.items())
        ],
    }


@bp.get("/executive-summary.<kind>")
@allow(SIGNED_IN)
@describe(
    "The same as csv, xlsx or pdf",
    query=FILTERS,
    answers={200: STRING},
    answer_type="text/csv",
    refuses=(403, 404, 422),
)
def summary_file(kind: str) -> Response:
    """The summary as a file."""
    return report_files.summary_file(kind)
