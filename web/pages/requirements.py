"""The requirements that a draft has lost, waived by the process owner."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import drafts
from engine.bundles import unpack
from tasks.conformance.version_waivers import version_waivers
from tasks.conformance.waiving import NothingToWaive, lost, waive_in_draft
from tasks.release.errors import ReasonMissing
from web.current import application, reading, visitor
from web.policy import allow, roles

bp = Blueprint(
    "requirements", __name__, url_prefix="/processes/<key>/drafts/<int:number>"
)


@bp.get("/requirements")
@allow(roles("process_owner", "release_manager", "auditor", "admin"))
def show(key: str, number: int) -> Any:
    """What the draft leaves without an element, and what is waived already."""
    return _page(key, number, "", {})


@bp.post("/requirements")
@allow(roles("process_owner"))
def waive(key: str, number: int) -> Any:
    """Waive the chosen requirements for the version that the draft becomes."""
    reason = request.form.get("reason", "")
    chosen = set(request.form.getlist("clause"))
    try:
        with application().command(by=visitor().user_name, why=reason) as context:
            waive_in_draft(
                application(), context, visitor(), key, number, chosen, reason
            )
    except ReasonMissing as missing:
        return _page(key, number, reason, {"reason": str(missing)}, chosen), 422
    except NothingToWaive as nothing:
        return _page(key, number, reason, {"clauses": str(nothing)}, chosen), 422
    flash(_("Waived: the version will carry it with your name and reason."))
    return redirect(url_for("processes.draft", key=key, number=number), code=303)


def _page(
    key: str,
    number: int,
    reason: str,
    errors: dict[str, str],
    chosen: set[str] | None = None,
) -> str:
    with reading() as conn:
        row = drafts.draft(conn, key, number)
    return render_template(
        "process/requirements.html",
        row=row,
        key=key,
        lost=lost(row),
        waived=version_waivers(unpack(row.bundle)),
        reason=reason,
        chosen=chosen or set(),
        errors=errors,
    )
