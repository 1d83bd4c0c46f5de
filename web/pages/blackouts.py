"""Blackouts: when nothing may be deployed; the release manager keeps them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tasks.planning import blackouts
from tasks.planning.blackouts import Asked, may_plan
from tasks.planning.errors import PlanningRefused
from tasks.release.columns import moment
from tasks.reports.lines import snapshot
from web.current import application, reading, visitor
from web.policy import SIGNED_IN, allow
from web.report_filters import YEARS

bp = Blueprint("blackouts", __name__, url_prefix="/blackouts")


@bp.get("")
@allow(SIGNED_IN)
def index() -> Any:
    """The blackouts that hold now or later."""
    return _page()


def _page(
    given: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> str:
    with reading() as conn:
        rows = blackouts.between(conn, application().clock.now())
        made = snapshot(conn)
    return render_template(
        "planning/blackouts.html",
        rows=rows,
        may=may_plan(visitor()),
        offers=made.offers if made else {},
        given=given or {},
        errors=errors or {},
        taken_back=request.args.get("taken_back"),
    )


@bp.post("")
@allow(SIGNED_IN)
def add() -> Any:
    """Enter a blackout."""
    given = request.form
    try:
        with application().command(by=visitor().user_name) as context:
            blackouts.add(context, visitor(), read(given))
    except PlanningRefused as refusal:
        return _page(given, {refusal.field: _(str(refusal))}), 422
    flash(_("The blackout is entered. The reports show it when they are made again."))
    return redirect(url_for("blackouts.index"), code=303)


def read(given: Mapping[str, Any]) -> Asked:
    """A blackout as it was sent."""
    scope = {
        name: str(given.get(name) or "").strip()[:200] for name in blackouts.SCOPES
    }
    return Asked(
        starts_at=at(given.get("starts_at")),
        ends_at=at(given.get("ends_at")),
        reason_en=str(given.get("reason_en") or ""),
        reason_fr=str(given.get("reason_fr") or ""),
        **{name: value or None for name, value in scope.items()},
    )


def at(text: Any) -> datetime | None:
    """A moment as a form or a program writes it; nonsense is none."""
    try:
        found = moment(text, application().zone) if text else None
    except (TypeError, ValueError, OverflowError):
        return None
    return found if found is not None and found.year in YEARS else None


@bp.post("/<blackout_id>/take-back")
@allow(SIGNED_IN)
def take_back(blackout_id: str) -> Any:
    """The blackout holds no more; this can be undone."""
    with application().command(by=visitor().user_name) as context:
        blackouts.take_back(context, visitor(), blackout_id)
    flash(_("The blackout is taken back."))
    return redirect(url_for("blackouts.index", taken_back=blackout_id), code=303)


@bp.post("/<blackout_id>/restore")
@allow(SIGNED_IN)
def restore(blackout_id: str) -> Any:
    """It holds again after all."""
    with application().command(by=visitor().user_name) as context:
        blackouts.restore(context, visitor(), blackout_id)
    flash(_("The blackout holds again."))
    return redirect(url_for("blackouts.index"), code=303)
