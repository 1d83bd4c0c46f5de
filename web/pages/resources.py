"""The resource schedule: coordinators, what they carry, when they are away."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tasks.planning import absences, capacity, resources
from tasks.planning.blackouts import may_plan
from tasks.planning.errors import PlanningRefused
from web import report_filters
from web.current import application, reading, visitor
from web.pages.blackouts import at
from web.policy import SIGNED_IN, allow

bp = Blueprint("resources", __name__, url_prefix="/resources")


@bp.get("")
@allow(SIGNED_IN)
def index() -> Any:
    """Eight weeks of all coordinators; who is free at a moment, when one is asked."""
    return _page()


def _page(
    given: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> str:
    application().snapshots.ensure()
    asked_at = at(request.args.get("at"))
    day = report_filters.day_of("from", report_filters.today())
    monday = day - timedelta(days=day.weekday())
    with reading() as conn:
        rows = resources.resource_schedule(conn, monday)
        free = resources.free_at(conn, asked_at, application().zone) if asked_at else []
    person = visitor()
    return render_template(
        "planning/resources.html",
        rows=rows,
        monday=monday,
        before=monday - timedelta(weeks=resources.WEEKS),
        after=monday + timedelta(weeks=resources.WEEKS),
        asked_at=asked_at,
        free=free,
        plans=may_plan(person),
        mine=[each for each in rows if absences.may_enter(person, each.user_name)],
        may_enter=lambda name: absences.may_enter(person, name),
        given=given or {},
        errors=errors or {},
        taken_back=request.args.get("taken_back"),
    )


@bp.post("/absences")
@allow(SIGNED_IN)
def enter_absence() -> Any:
    """Somebody is away."""
    given = request.form
    try:
        with application().command(by=visitor().user_name) as context:
            absences.enter(
                context,
                visitor(),
                given.get("user_name", ""),
                _day(given.get("first_on")),
                _day(given.get("last_on")),
                given.get("note", ""),
            )
    except PlanningRefused as refusal:
        return _page(given, {refusal.field: _(str(refusal))}), 422
    flash(_("The absence is entered."))
    return redirect(url_for("resources.index"), code=303)


def _day(text: str | None) -> date | None:
    try:
        found = date.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.year in report_filters.YEARS else None


@bp.post("/absences/<absence_id>/take-back")
@allow(SIGNED_IN)
def take_back(absence_id: str) -> Any:
    """The person is there after all; this can be undone."""
    with application().command(by=visitor().user_name) as context:
        absences.take_back(context, visitor(), absence_id)
    flash(_("The absence is taken back."))
    return redirect(url_for("resources.index", taken_back=absence_id), code=303)


@bp.post("/absences/<absence_id>/restore")
@allow(SIGNED_IN)
def restore(absence_id: str) -> Any:
    """The person is away, as entered."""
    with application().command(by=visitor().user_name) as context:
        absences.restore(context, visitor(), absence_id)
    flash(_("The absence holds again."))
    return redirect(url_for("resources.index"), code=303)


@bp.post("/capacity/<user_name>")
@allow(SIGNED_IN)
def set_capacity(user_name: str) -> Any:
    """How many releases somebody carries at once."""
    text = request.form.get("releases", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
    try:
        with application().command(by=visitor().user_name) as context:
            capacity.set_capacity(context, visitor(), user_name, number)
    except PlanningRefused as refusal:
        return _page({}, {refusal.field: _(str(refusal))}), 422
    flash(_("The capacity is changed."))
    return redirect(url_for("resources.index"), code=303)
