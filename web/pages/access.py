"""Access to the repository: ask for it, see what became of it; who was granted what."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tasks import access
from tasks.forms.answers import AnswersInvalid
from tasks.forms.posted import posted
from tasks.forms.visible import visible
from tasks.oversight import access_requests as oversight
from tasks.people.errors import PersonRefused
from web.current import application, reading, visitor
from web.pages.lists import page_number, word
from web.policy import WAITING, allow, roles
from web.texts import locale

bp = Blueprint("access", __name__)


@bp.get("/access")
@allow(WAITING)
def index() -> Any:
    """What I have asked for, and the form to ask."""
    return _page()


@bp.post("/access")
@allow(WAITING)
def ask() -> Any:
    """Ask for access; whoever decides finds it in the inbox."""
    with application().looking(by=visitor().user_name) as context:
        definition = access.asking(application(), context, visitor()).form
    answers = posted(definition, request.form, {})
    try:
        access.ask(application(), visitor(), answers, language=locale())
    except AnswersInvalid as invalid:
        return _page(answers, invalid.messages), 422
    except PersonRefused as refusal:
        return _page(answers, {"": str(refusal)}), 422
    flash(_("Your request is with those who decide. You will be told by mail."))
    return redirect(url_for("access.index"), code=303)


@bp.get("/admin/access")
@allow(roles("admin", "auditor", "process_owner", "release_manager"))
def granted() -> Any:
    """Who has asked for access, what was decided, by whom and until when."""
    wanted = oversight.Wanted(
        state=word("state", oversight.STATES, "") or None, page=page_number()
    )
    with reading() as conn:
        page = oversight.requests(conn, wanted)
    return render_template(
        "access/granted.html",
        page=page,
        wanted=wanted,
        state_options=[(state, _(state)) for state in oversight.STATES],
    )


def _page(
    answers: Mapping[str, Any] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    app, who = application(), visitor()
    values = dict(answers or {})
    with app.looking(by=who.user_name) as context:
        asking = access.asking(app, context, who)
        shown = visible(
            asking.form,
            values,
            offered=asking.offered,
            functions=app.functions(context),
            zone=context.zone,
        )
    return render_template(
        "access/index.html",
        asking=asking,
        values=values,
        shown=shown,
        errors=errors or {},
    )
