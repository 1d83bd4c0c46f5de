"""Changes of a process: submitted for review, and going back to an older version."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import drafts
from engine.errors import EngineError, NotPublishable
from tasks.changes import listing, submitting, table
from tasks.changes.submitting import Submission
from tasks.people.rights import Deed, Thing, may
from tasks.rehearsal import results
from web.current import application, reading, visitor
from web.policy import SIGNED_IN, allow, roles

bp = Blueprint("changes", __name__, url_prefix="/processes")

MAY_DRAW = roles("process_owner", "release_manager")


@bp.get("/<key>/versions")
@allow(SIGNED_IN)
def versions(key: str) -> Any:
    """Drafts, reviews and versions: who, when and why."""
    with reading() as conn:
        rows = listing.versions(conn, key)
        if not rows:
            abort(404)
        open_drafts = drafts.open_drafts(conn, key)
        found = table.of_process(conn, key)
    by_draft = {each.draft: each for each in found if each.state in table.OPEN}
    return render_template(
        "changes/versions.html",
        key=key,
        rows=rows,
        name=rows[0].name,
        drafts=open_drafts,
        reviews=by_draft,
        ended=[each for each in found if each.state == table.WITHDRAWN],
        in_force=listing.in_force(rows, application().clock.now()),
        may_draw=may(visitor(), Deed.UPDATE, Thing.DIAGRAMS),
        may_publish=may(visitor(), Deed.PUBLISH, Thing.DIAGRAMS),
    )


@bp.get("/<key>/changes/<change_id>")
@allow(SIGNED_IN)
def show(key: str, change_id: str) -> Any:
    """One change: what it is for, who reviews it, what became of it."""
    with reading() as conn:
        row = listing.change(conn, key, change_id)
        draft = listing.draft_of(conn, row)
        mine = listing.open_task(conn, row)
    return render_template(
        "changes/show.html", key=key, row=row, draft=draft, task=mine
    )


@bp.get("/<key>/drafts/<int:number>/submit")
@allow(MAY_DRAW)
def submission(key: str, number: int) -> Any:
    """The form with which a draft is submitted for review."""
    return _form(key, number)


@bp.post("/<key>/drafts/<int:number>/submit")
@allow(MAY_DRAW)
def submit(key: str, number: int) -> Any:
    """Submit a draft: its review begins."""
    given = request.form.to_dict()
    try:
        with application().command(by=visitor().user_name) as context:
            said = _said(given)
            known = given.get("scenarios") == "known"
            results.require_met(context.conn, key, number, acknowledged=known)
            submitting.submit(application(), context, key, number, said)
            row = table.open_of_draft(context.conn, key, number)
    except EngineError as refusal:
        errors = getattr(refusal, "messages", {"": str(refusal)})
        errors = {name: _(text) for name, text in errors.items()}
        return _form(key, number, errors=errors, given=given), 422
    flash(_("The draft is submitted. A second person reviews it."))
    assert row is not None
    return redirect(url_for("changes.show", key=key, change_id=row.id), code=303)


@bp.post("/<key>/versions/<int:number>/again")
@allow(roles("process_owner"))
def again(key: str, number: int) -> Any:
    """Go back: publish an older version as the newest."""
    why = " ".join(request.form.get("why", "").split())
    try:
        with application().command(by=visitor().user_name, why=why or None) as context:
            version = submitting.publish_again(
                application(),
                context,
                key,
                number,
                request.form.get("announcement", "").strip(),
            )
    except (EngineError, NotPublishable) as refusal:
        flash(_(str(refusal)), "error")
        return redirect(url_for("changes.versions", key=key), code=303)
    flash(
        _("Version %(old)s is published again, as version %(new)s.",
          old=number, new=version.number)
    )  # fmt: skip
    return redirect(url_for("changes.versions", key=key), code=303)


def _form(key: str, number: int, **more: Any) -> str:
    with reading() as conn:
        row = drafts.draft(conn, key, number)
        review = table.open_of_draft(conn, key, number)
        unmet = results.unmet(conn, key, number)
    errors_found = [f for f in row.findings if f["severity"] == "error"]
    return render_template(
        "changes/submit.html",
        **{"errors": {}, "given": {}, **more},
        key=key,
        row=row,
        review=review,
        errors_found=errors_found,
        unmet=unmet,
    )


def _said(given: dict[str, str]) -> Submission:
    return Submission(
        reason=given.get("reason", "").strip(),
        acceptance_test=given.get("acceptance_test", "").strip(),
        announcement=given.get("announcement", "").strip(),
        effective_at=_moment(given.get("effective_at", "")),
    )


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise submitting.SubmissionRefused(
            {"effective_at": "Write a day and a time, such as 2027-01-04 09:00."}
        ) from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=application().zone)
    return found
