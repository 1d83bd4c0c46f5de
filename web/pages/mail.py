"""Mail: what was written to people, whether a mail server is set or not."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from tasks.mail.message import with_base
from tasks.oversight import mails
from web.current import reading, settings, visitor
from web.pages.lists import page_number, word
from web.policy import SIGNED_IN, allow

bp = Blueprint("mail", __name__, url_prefix="/mail")


@bp.get("")
@allow(SIGNED_IN)
def index() -> Any:
    """The mail this person may read, newest first."""
    wanted = mails.Wanted(
        state=word("state", mails.STATES, "") or None,
        release=request.args.get("release") or None,
        mine=request.args.get("mine") == "1",
        q=request.args.get("q", "").strip()[:100] or None,
        page=page_number(),
    )
    with reading() as conn:
        page = mails.mails(conn, visitor(), wanted)
    return render_template(
        "mail/index.html",
        mails=page,
        wanted=wanted,
        state_options=[(s, _(s)) for s in mails.STATES],
        leaves=settings().smtp_url is not None,
    )


@bp.get("/<mail_id>")
@allow(SIGNED_IN)
def show(mail_id: str) -> Any:
    """One mail."""
    with reading() as conn:
        row = mails.mail(conn, visitor(), mail_id)
    body = with_base(row.body, row.headers, settings().base_url)
    return render_template("mail/show.html", mail=row, body=body)
