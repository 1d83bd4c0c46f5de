"""Process health: KPIs and measures over some time, the diagram tinted by heat."""

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
from markupsafe import Markup

from tasks.reports.health import kpis
from tasks.reports.health.measures import MEASURES, SECTIONS
from tasks.reports.health.pictures import heat_map, legend, trend
from tasks.reports.health.printing import state, target
from tasks.reports.health.report import HEATS, Figure, Watched
from tasks.reports.health.wording import amount, how_long, number
from tasks.reports.health.wording import word as said
from web import health_report
from web.current import application, reading, visitor
from web.pages.instances import scaled
from web.policy import SIGNED_IN, allow, roles
from web.steps import names_of
from web.texts import locale

bp = Blueprint("process_health", __name__, url_prefix="/reports")
OWNERS = roles("process_owner")


@bp.get("/health")
@allow(SIGNED_IN)
def index() -> Any:
    """How a process fares."""
    found = health_report.found()
    report, language = found.report, locale()
    drawn = heat_map(
        found.diagram, report.steps, found.heat, language, names_of(found.diagram)
    )
    return render_template(
        "health/index.html",
        found=found,
        report=report,
        wanted=report.wanted,
        picture=scaled(Markup(drawn), 60),  # noqa: S704 - ours, texts escaped
        legend=legend(report.steps, found.heat, language),
        heats=[(each, said(each, language)) for each in HEATS],
        sections=SECTIONS,
        may_define=kpis.may_define(visitor()),
        amount=amount_of,
        aim=lambda each: target(each, language),
        stands=lambda each: state(each, language),
        bars=bars,
        long=lambda seconds: how_long(seconds, language),
        percent=lambda value: f"{number(value, language, 0)} %",
    )


def amount_of(figure: Figure, value: float | None) -> str:
    """A value of a measure in the reader's language."""
    return amount(figure.measure, value, locale())


def bars(figure: Figure) -> Markup:
    """How a measure went, month by month."""
    title = _("%(measure)s by month", measure=figure.measure.name[locale()])
    return Markup(trend(title, figure.months))  # noqa: S704 - ours, texts escaped


@bp.get("/health.<kind>")
@allow(SIGNED_IN)
def file(kind: str) -> Response:
    """The report as a file."""
    return health_report.file(kind)


@bp.get("/health/kpis")
@allow(SIGNED_IN)
def definitions() -> Any:
    """The KPIs with their measures and targets, and all that can be measured."""
    return _definitions({}, {})


def _definitions(
    given: dict[str, str], errors: dict[str, str], kpi_id: str | None = None
) -> str:
    found = health_report.found()
    with reading() as conn:
        watched = list(kpis.kpis(conn))
    by_key = {figure.measure.key: figure for figure in found.report.figures}
    told = [
        Watched(row, by_key[row.measure], None)
        for row in watched
        if row.measure in by_key
    ]
    return render_template(
        "health/kpis.html",
        kpis=told,
        figures=found.report.figures,
        processes=found.processes,
        measures=[(key, each.name[locale()]) for key, each in MEASURES.items()],
        directions=[(each, said(each, locale())) for each in kpis.DIRECTIONS],
        given=given,
        errors=errors,
        kpi_id=kpi_id,
        may_define=kpis.may_define(visitor()),
        aim=lambda each: target(each, locale()),
        amount=amount_of,
    )


@bp.post("/health/kpis")
@allow(OWNERS)
def define() -> Any:
    """Add a KPI."""
    return _define(None)


@bp.get("/health/kpis/<kpi_id>")
@allow(OWNERS)
def edit(kpi_id: str) -> Any:
    """The form that changes a KPI."""
    with reading() as conn:
        row = kpis.kpi_with(conn, kpi_id)
    given = {name: str(getattr(row, name) or "") for name in FIELDS}
    given["target"] = f"{row.target:g}"
    return _definitions(given, {}, kpi_id)


@bp.post("/health/kpis/<kpi_id>")
@allow(OWNERS)
def change(kpi_id: str) -> Any:
    """Change a KPI."""
    return _define(kpi_id)


FIELDS = ("name", "measure", "direction", "target", "process_key")


def _define(kpi_id: str | None) -> Any:
    given = {name: request.form.get(name, "").strip() for name in FIELDS}
    with application().read() as conn:
        known = health_report.known_processes(conn)
    try:
        with application().command(by=visitor().user_name) as context:
            kpis.define(context, visitor(), kpis.Given(**given), known, kpi_id)
    except kpis.KpiInvalid as invalid:
        return _definitions(given, invalid.messages, kpi_id), 422
    flash(_("The KPI is kept; the audit trail says what changed."))
    return redirect(url_for("process_health.definitions"), code=303)


@bp.post("/health/kpis/<kpi_id>/end")
@allow(OWNERS)
def end(kpi_id: str) -> Any:
    """Watch a KPI no longer."""
    with application().command(by=visitor().user_name) as context:
        kpis.retire(context, visitor(), kpi_id)
    flash(_("The KPI is no longer watched."))
    return redirect(url_for("process_health.definitions"), code=303)
