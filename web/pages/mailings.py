"""The executive summary by mail: the release manager says to whom and how often."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tasks.planning.blackouts import may_plan
from tasks.planning.errors import NotYoursToPlan, PlanningRefused
from tasks.reports import mailings
from tasks.reports.mailings import Asked
from web.current import application, reading, visitor
from web.pages.blackouts import at
from web.policy import allow, roles

bp = Blueprint("mailings", __name__, url_prefix="/reports/executive-summary/mailings")
MANAGER = roles("release_manager")


@bp.get("")
@allow(MANAGER)
def index() -> Any:
    """The mailings, and how to begin one."""
    return _page()


def _page(
    given: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> str:
    if not may_plan(visitor()):
        raise NotYoursToPlan
    with reading() as conn:
        rows = mailings.running(conn)
    return render_template(
        "planning/mailings.html", rows=rows, given=given or {}, errors=errors or {}
    )


@bp.post("")
@allow(MANAGER)
def begin() -> Any:
    """Begin a mailing."""
    given = request.form
    try:
        with application().command(by=visitor().user_name) as context:
            mailings.begin(context, visitor(), _read(given))
    except PlanningRefused as refusal:
        return _page(given, {refusal.field: _(str(refusal))}), 422
    flash(_("The summary will be sent."))
    return redirect(url_for("mailings.index"), code=303)


def _read(given: Mapping[str, str]) -> Asked:
    words = given.get("recipients", "").replace(",", " ").replace(";", " ").split()
    return Asked(
        recipients=words,
        every=given.get("every", ""),
        first_at=at(given.get("first_at")),
        days_ahead=_number(given.get("days_ahead")),
        days_back=_number(given.get("days_back")),
        with_pdf=given.get("with_pdf") == "1",
        language=given.get("language", "en"),
    )


def _number(text: str | None) -> int | None:
    fits = bool(text) and str(text).isascii() and str(text).isdigit()
    return int(str(text)[:6]) if fits else None


@bp.post("/<mailing_id>/end")
@allow(MANAGER)
def end(mailing_id: str) -> Any:
    """Send no more of it."""
    with application().command(by=visitor().user_name) as context:
        mailings.end(context, visitor(), mailing_id)
    flash(_("The summary is not sent any more."))
    return redirect(url_for("mailings.index"), code=303)
