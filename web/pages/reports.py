"""Reports: the forward schedule, and the executive summary."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from sqlalchemy import Connection

from tasks.oversight.access import readable_among
from tasks.people.rights import may_see_executive_summary
from tasks.planning.blackouts import may_plan
from tasks.reports import executive_summary as executive
from tasks.reports import schedule_views
from tasks.reports.lines import AHEAD, BACK, snapshot
from tasks.reports.pictures import schedule_timeline, volume_chart
from tasks.reports.snapshot import refresh
from tasks.reports.wanted import Wanted
from tasks.reports.words import word as report_word
from web import report_files, report_filters
from web.current import application, reading, visitor
from web.login import safe_next
from web.pages.lists import word
from web.policy import SIGNED_IN, allow, roles
from web.texts import locale

bp = Blueprint("reports", __name__, url_prefix="/reports")

#: How many lines of each view of the summary stand on its first page.
TOP = 15
SHOWN = 50


@bp.get("")
@allow(SIGNED_IN)
def index() -> Any:
    """Which reports there are."""
    return render_template(
        "report/index.html",
        internal=may_see_executive_summary(visitor()),
        plans=may_plan(visitor()),
    )


@bp.get("/forward-schedule")
@allow(SIGNED_IN)
def schedule() -> Any:
    """How much is planned and what when; as an overview, a month or a timeline."""
    view = word("view", tuple(_VIEWS), "overview")
    taken_at = application().snapshots.ensure()
    asked = report_filters.wanted(per_page=SHOWN)
    with reading() as conn:
        made = snapshot(conn)
        more = _VIEWS[view](conn, asked)
        ids = [row.release_id for row in more["shown"].rows]
        readable = readable_among(conn, visitor(), ids)
    return render_template(
        f"report/schedule_{view}.html",
        taken_at=taken_at,
        wanted=asked,
        view=view,
        readable=readable,
        choices=report_filters.choices(made.offers if made else {}, asked),
        plans=may_plan(visitor()),
        **more,
    )


def _overview(conn: Connection, asked: Wanted) -> dict[str, Any]:
    found = schedule_views.overview(conn, asked, application().zone)
    said = locale()
    charts = {
        name: volume_chart(
            counted,
            report_word(f"by_{name}", said),
            said,
            partial(report_filters.shown, name),
        )
        for name, counted in found.volume.by.items()
    }
    return {"shown": found, "charts": charts, "filter_of": report_filters.NAMES}


def _month(conn: Connection, asked: Wanted) -> dict[str, Any]:
    first = report_filters.month(asked.begins)
    found = schedule_views.month(conn, asked, first, application().zone)
    return {"shown": found, "today": report_filters.today()}


def _timeline(conn: Connection, asked: Wanted) -> dict[str, Any]:
    lanes = word("lanes", schedule_views.LANES, "service")
    found = schedule_views.timeline(conn, asked, lanes, application().zone)
    named = [
        (report_filters.lane(found.by, value), rows) for value, rows in found.lanes
    ]
    drawn = schedule_timeline(
        _("Timeline"), named, found.shut, asked, application().zone
    )
    options = [(each, report_word(each, locale())) for each in schedule_views.LANES]
    return {"shown": found, "lanes": named, "drawn": drawn, "lane_options": options}


_VIEWS: Mapping[str, Callable[[Connection, Wanted], dict[str, Any]]] = {
    "overview": _overview,
    "month": _month,
    "timeline": _timeline,
}


@bp.get("/forward-schedule.<kind>")
@allow(SIGNED_IN)
def schedule_file(kind: str) -> Response:
    """The deployments ahead, as a file."""
    return report_files.schedule_file(kind)


@bp.get("/executive-summary")
@allow(SIGNED_IN)
def summary() -> Any:
    """The numbers that matter, then what is ahead and what is behind."""
    executive.require_internal(visitor())
    taken_at = application().snapshots.ensure()
    view = word("view", executive.VIEWS, "")
    asked = report_filters.wanted(report_filters.SUMMARY, per_page=SHOWN)
    with reading() as conn:
        made = snapshot(conn)
        numbers = executive.numbers(conn, asked, report_filters.today())
        views = {
            each: executive.lines(
                conn,
                asked,
                each,
                limit=SHOWN if view else TOP,
                offset=asked.offset if view else 0,
            )
            for each in ([view] if view else executive.VIEWS)
        }
        ids = [row.release_id for rows in views.values() for row in rows]
        readable = readable_among(conn, visitor(), ids)
    return render_template(
        "report/executive_summary.html",
        taken_at=taken_at,
        wanted=asked,
        numbers=numbers,
        totals={AHEAD: numbers.ahead, BACK: numbers.back},
        views=views,
        view=view,
        readable=readable,
        choices=report_filters.choices(made.offers if made else {}, asked),
        plans=may_plan(visitor()),
    )


@bp.get("/executive-summary.<kind>")
@allow(SIGNED_IN)
def summary_file(kind: str) -> Response:
    """How the releases of a time stand, as a file."""
    return report_files.summary_file(kind)


@bp.post("/refresh")
@allow(roles("release_manager", "executive", "process_owner", "admin"))
def refreshed() -> Any:
    """Make the snapshot again at once."""
    app = application()
    refresh(app.database, app.zone, app.clock.now())
    flash(_("The reports show the present now."))
    return redirect(safe_next(request.form.get("next") or url_for(".index")), code=303)
