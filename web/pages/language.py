"""The language of the pages: a person's choice."""

from typing import Any

from flask import Blueprint, abort, redirect, request, session

from tasks.people.admission import change_person
from web.current import application, visitor_or_none
from web.login import safe_next
from web.policy import PUBLIC, allow
from web.texts import LANGUAGES

bp = Blueprint("language", __name__)


@bp.get("/language/<to>")
@allow(PUBLIC)
def choose(to: str) -> Any:
    """Show pages in this language from now on; mails follow for whoever is known."""
    if to not in LANGUAGES:
        abort(404)
    session["language"] = to
    who = visitor_or_none()
    if who is not None and who.language != to:
        with application().command(by=who.user_name) as context:
            change_person(context, who.user_name, language=to)
    target = (request.args.get("next") or "/").rstrip("?")
    if target.split("?")[0] == "/login":
        return redirect(target if target.startswith("/login") else "/", code=303)
    return redirect(safe_next(target), code=303)
