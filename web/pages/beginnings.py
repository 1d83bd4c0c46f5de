"""Other ways to begin a release: copied from another, recorded after an emergency."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tasks.filing import MayNotFile, may_file
from tasks.forms.answers import AnswersInvalid
from tasks.forms.offered import offered
from tasks.forms.posted import posted
from tasks.release.lifecycle import process_key_of
from tasks.repository.afterwards import form, record_afterwards
from tasks.repository.copying import copy_release
from web.current import application, visitor
from web.pages.seen import seen
from web.policy import SIGNED_IN, allow
from web.texts import locale

bp = Blueprint("beginnings", __name__, url_prefix="/releases")


@bp.get("/afterwards")
@allow(SIGNED_IN)
def afterwards() -> Any:
    """The form for a deployment that is over."""
    if not may_file(visitor()):
        raise MayNotFile
    return _form({}, {})


@bp.post("/afterwards")
@allow(SIGNED_IN)
def record() -> Any:
    """Put it on the record; its process starts."""
    answers = posted(form(), request.form, {})
    try:
        with application().command(by=visitor().user_name) as context:
            release_id = record_afterwards(
                application(), context, visitor(), answers, language=locale()
            )
    except AnswersInvalid as invalid:
        return _form(answers, invalid.messages), 422
    flash(_("It is on the record; its first tasks are in the inbox."))
    return redirect(url_for("release.show", release_id=release_id), code=303)


@bp.get("/<release_id>/copy")
@allow(SIGNED_IN)
def copy_page(release_id: str) -> Any:
    """What a copy takes along, before it is made."""
    found = seen(release_id)
    if not may_file(visitor()):
        raise MayNotFile
    return render_template("release/copy.html", found=found, release=found.row)


@bp.post("/<release_id>/copy")
@allow(SIGNED_IN)
def copy(release_id: str) -> Any:
    """File a release like this one."""
    seen(release_id)
    with application().command(by=visitor().user_name) as context:
        made = copy_release(
            application(),
            context,
            visitor(),
            release_id,
            title=request.form.get("title"),
        )
    flash(_("%(number)s is filed; its first tasks are in the inbox.", number=made))
    return redirect(url_for("release.show", release_id=made), code=303)


def _form(values: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    with application().looking(by=visitor().user_name) as context:
        latest = application().engine.catalogue.latest
        context.bundle = latest(context.conn, process_key_of("smr")).bundle
        choices = offered(context, form())
    return render_template(
        "release/afterwards.html",
        form=form(),
        values=values,
        errors=errors,
        offered=choices,
    )
