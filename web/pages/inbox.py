"""The inbox: what waits for a person, and what they may take."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, request

from tasks.inbox import listing
from tasks.inbox.tables import DONE, OPEN
from tasks.oversight.inbox import inbox_of
from tasks.publishing import processes
from web.current import application, reading, visitor
from web.pages.lists import page_number, word
from web.policy import SIGNED_IN, allow
from web.texts import _

bp = Blueprint("inbox", __name__)

SCOPES = (listing.MINE, listing.ROLES, listing.ALL)
STATES = (OPEN, DONE)


@bp.get("/")
@allow(SIGNED_IN)
def index() -> Any:
    """The tasks of a person; filters are in the address."""
    who, now = visitor(), application().clock.now()
    wanted = listing.Wanted(
        scope=word("scope", SCOPES, listing.ROLES),
        state=word("state", STATES, OPEN),
        release=request.args.get("release") or None,
        process=request.args.get("process") or None,
        overdue=request.args.get("overdue") == "1",
        q=request.args.get("q", "").strip()[:100] or None,
        sort=word("sort", tuple(listing.SORTS), "due"),
        page=page_number(),
    )
    with reading() as conn:
        counts = listing.counts(conn, who.user_name, who.pools, now, scope=who.scope)
        total = wanted.total_in(counts)
        page = inbox_of(conn, who, wanted, now, total)
        if not page.items and wanted.page > 1:
            wanted = replace(wanted, page=1)
            page = inbox_of(conn, who, wanted, now, total)
        known = processes(conn)
    part = "inbox/_list.html" if request.headers.get("HX-Request") else None
    return render_template(
        part or "inbox/index.html",
        page=page,
        wanted=wanted,
        counts=counts,
        processes=[(p.process_key, _(p.name)) for p in known],
        now=now,
    )
