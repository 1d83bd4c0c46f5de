"""The improvements that releases have handed to the process owner."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tasks.people.persons import everybody
from tasks.release.errors import ReasonMissing, ValueRefused
from tasks.repository.improving import (
    DECIDED,
    OWNER,
    STATES,
    Wanted,
    decide,
    improvement,
    improvements,
)
from web.current import application, reading, visitor
from web.pages.lists import page_number, word
from web.policy import SIGNED_IN, allow

bp = Blueprint("improvements", __name__, url_prefix="/improvements")


@bp.get("")
@allow(SIGNED_IN)
def index() -> Any:
    """All improvements of the releases one may read."""
    wanted = Wanted(
        state=word("state", ("open", *STATES), "") or None, page=page_number()
    )
    with reading() as conn:
        page = improvements(conn, visitor(), wanted)
    return render_template(
        "improvements/index.html", page=page, wanted=wanted, states=STATES
    )


@bp.get("/<entry_id>")
@allow(SIGNED_IN)
def show(entry_id: str) -> Any:
    """One improvement; the process owner decides here."""
    return _page(entry_id, {})


@bp.post("/<entry_id>")
@allow(SIGNED_IN)
def change(entry_id: str) -> Any:
    """Say what becomes of it."""
    given = request.form
    values = {name: given[name].strip() or None for name in DECIDED if name in given}
    try:
        with application().command(by=visitor().user_name) as context:
            decide(context, visitor(), entry_id, values)
    except ReasonMissing as refusal:
        return _page(entry_id, {"reason": str(refusal)}), 422
    except ValueRefused as refusal:
        return _page(entry_id, {refusal.name: str(refusal)}), 422
    flash(_("The improvement is changed."))
    return redirect(url_for("improvements.show", entry_id=entry_id), code=303)


def _page(entry_id: str, errors: Mapping[str, str]) -> str:
    with reading() as conn:
        row = improvement(conn, visitor(), entry_id)
        people = [(each.user_name, each.name) for each in everybody(conn)]
    return render_template(
        "improvements/show.html",
        row=row,
        states=STATES,
        people=people,
        may_decide=visitor().has(OWNER),
        errors=errors,
        given=request.form,
    )
