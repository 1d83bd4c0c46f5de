"""The record itself: correct its fields, reopen it, close it again."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _

from tasks.correcting import correct
from tasks.forms.answers import AnswersInvalid
from tasks.forms.posted import posted
from tasks.release.ending import close_again, reopen
from tasks.release.errors import ReasonMissing, Stale
from tasks.repository.writer import Opened, opened_record
from web.current import application, visitor
from web.pages.seen import Seen, address, looking, seen, writing
from web.policy import SIGNED_IN, allow

bp = Blueprint("release_record", __name__, url_prefix="/releases/<release_id>")


@bp.get("/edit")
@allow(SIGNED_IN)
def edit(release_id: str) -> Any:
    """The form that corrects fields of the record by hand."""
    return _form(seen(release_id), {})


@bp.post("/edit")
@allow(SIGNED_IN)
def change(release_id: str) -> Any:
    """Correct fields of the record, with a reason; what is not sent stays."""
    found = seen(release_id)
    given = request.form
    answers = posted(_sheet(found).form, given, {})
    whole = "whole" in given
    sent = {name: v for name, v in answers.items() if whole or name in given}
    version = given.get("version", "")
    try:
        with writing(found) as writer:
            correct(
                writer,
                sent,
                reason=given.get("why", "").strip(),
                expected=int(version) if version.isdecimal() else 0,
            )
    except AnswersInvalid as invalid:
        return _form(found, invalid.messages, sent), 422
    except ReasonMissing as refusal:
        return _form(found, {"why": str(refusal)}, sent), 422
    except Stale as refusal:
        return _form(found, {"": str(refusal)}, sent), 422
    flash(_("The record is changed; the audit trail says what and why."))
    return redirect(address(release_id, "record"), code=303)


@bp.post("/reopen")
@allow(SIGNED_IN)
def open_again(release_id: str) -> Any:
    """Make a closed record writable again."""
    seen(release_id)
    reason = request.form.get("reason", "")
    with application().command(by=visitor().user_name) as context:
        reopen(context, release_id, visitor().roles, reason)
    flash(_("The record is open again."))
    return redirect(address(release_id), code=303)


@bp.post("/close")
@allow(SIGNED_IN)
def close(release_id: str) -> Any:
    """Close a record that was reopened."""
    seen(release_id)
    reason = request.form.get("reason", "")
    with application().command(by=visitor().user_name) as context:
        close_again(context, release_id, visitor().roles, reason)
    flash(_("The record is closed and read-only again."))
    return redirect(address(release_id), code=303)


def _sheet(found: Seen) -> Opened:
    with looking(found) as writer:
        return opened_record(writer)


def _form(
    found: Seen, errors: Mapping[str, str], sent: Mapping[str, Any] | None = None
) -> str:
    sheet = _sheet(found)
    return render_template(
        "release/edit.html",
        found=found,
        release=found.row,
        sheet=sheet,
        values={**sheet.values, **(sent or {})},
        given=request.form,
        errors=errors,
    )
