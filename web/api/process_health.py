"""Process health as JSON; as files under the same name with an ending."""

from typing import Any

from flask import Blueprint, Response, jsonify

from tasks.reports.health.report import Figure, StepLine, Watched
from web import health_report
from web.api.describe import ANY_OBJECT, STRING, Query, body, describe, list_of
from web.api.requests import plain
from web.policy import SIGNED_IN, allow

bp = Blueprint("api_process_health", __name__, url_prefix="/api/v1/reports")

DAY = {"type": "string", "format": "date"}
QUERY = (
    Query("process", STRING, "the key of a process"),
    Query("version", {"type": "integer"}),
    Query("from", DAY),
    Query("to", DAY),
)


@bp.get("/health")
@allow(SIGNED_IN)
@describe(
    "KPIs, measures and steps of a process over some time",
    query=QUERY,
    answers={
        200: body(
            {
                "process": STRING,
                "as_of": STRING,
                "kpis": list_of(ANY_OBJECT),
                "measures": list_of(ANY_OBJECT),
                "steps": list_of(ANY_OBJECT),
            }
        )
    },
)
def index() -> Response:
    """How a process fares."""
    found = health_report.found()
    report = found.report
    return jsonify(
        process=report.wanted.process_key,
        version=found.number,
        **{
            "from": report.wanted.begins.isoformat(),
            "to": report.wanted.ends.isoformat(),
        },
        as_of=plain(found.taken_at),
        open_tasks=report.open_now,
        overdue_tasks=report.overdue_now,
        kpis=[_kpi(each) for each in report.kpis],
        measures=[_figure(each) for each in report.figures],
        steps=[_step(each) for each in report.steps],
    )


def _kpi(each: Watched) -> dict[str, Any]:
    return {
        "id": each.kpi.id,
        "name": each.kpi.name,
        "measure": each.kpi.measure,
        "direction": each.kpi.direction,
        "target": each.kpi.target,
        "value": each.figure.value,
        "met": each.met,
    }


def _figure(each: Figure) -> dict[str, Any]:
    return {
        "measure": each.measure.key,
        "kind": str(each.measure.kind),
        "value": each.value,
        "counted": each.of,
        "months": [
            {"month": month.strftime("%Y-%m"), "value": value}
            for month, value in each.months
        ],
    }


def _step(each: StepLine) -> dict[str, Any]:
    return {
        "step": each.step_id,
        "name": each.name,
        "done": each.done,
        "median_seconds": round(each.median),
        "p90_seconds": round(each.p90),
        "late_percent": round(each.late, 1),
        "again_percent": round(each.again, 1),
    }


@bp.get("/health.<kind>")
@allow(SIGNED_IN)
@describe(
    "The same as csv, xlsx or pdf",
    query=QUERY,
    answers={200: STRING},
    answer_type="text/csv",
    refuses=(404,),
)
def file(kind: str) -> Response:
    """The report as a file."""
    return health_report.file(kind)
