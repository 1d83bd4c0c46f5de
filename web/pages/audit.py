"""The audit trail: which field of what was changed by whom, when, at which step."""

from datetime import date, datetime, time, timedelta
from typing import Any

import orjson
from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from tasks.oversight import trail
from web import exports
from web.current import application, reading, visitor
from web.pages.lists import page_number
from web.policy import SIGNED_IN, allow
from web.texts import N_

bp = Blueprint("audit", __name__)

#: What changes are about, by the word that the trail keeps.
ENTITIES = {
    "release": N_("Release"),
    "task": N_("Task"),
    "instance": N_("Process instance"),
    "process": N_("Process"),
    "person": N_("Person"),
    "access request": N_("Request for access"),
    "organization": N_("Organization"),
    "values": N_("Predefined values"),
    "mail": N_("Mail"),
}
#: Filters that are words of the address.
ASKED = ("entity", "entity_id", "field", "by", "release", "step_id")
#: A file has so many changes at most, the newest.
MOST = 50_000
HEADER = ("When", "Who", "What", "Id", "Field", "Before", "After", "Step", "Why")


@bp.get("/audit")
@allow(SIGNED_IN)
def index() -> Any:
    """The changes that this person may see; the filters are in the address."""
    wanted = _wanted(page=page_number())
    given = {name: request.args.get(name, "") for name in (*ASKED, "from", "to")}
    with reading() as conn:
        page = trail.entries(conn, visitor(), wanted)
    return render_template(
        "audit/index.html",
        page=page,
        wanted=wanted,
        given=given,
        asked={name: value for name, value in given.items() if value},
        entities=[(name, _(title)) for name, title in ENTITIES.items()],
    )


@bp.get("/audit.csv")
@allow(SIGNED_IN)
def as_csv() -> Response:
    """The same changes as a file."""
    with reading() as conn:
        page = trail.entries(conn, visitor(), _wanted(per_page=MOST))
    rows = [
        (
            *(row.at, row.by or "", row.entity, row.entity_id, row.field),
            *(_plain(row.old), _plain(row.new), row.step_id or "", row.why or ""),
        )
        for row in page.items
    ]
    return exports.as_csv("audit", HEADER, rows)


def _wanted(page: int = 1, per_page: int = 50) -> trail.Wanted:
    def word(name: str) -> str | None:
        return request.args.get(name, "").strip()[:200] or None

    return trail.Wanted(
        entity=word("entity"),
        entity_id=word("entity_id"),
        field=word("field"),
        by=word("by"),
        release=word("release"),
        step_id=word("step_id"),
        since=_midnight("from"),
        until=_midnight("to", after=True),
        page=page,
        per_page=per_page,
    )


def _midnight(name: str, *, after: bool = False) -> datetime | None:
    """The moment at which a day of the address begins, or is over, in the office."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    begins = datetime.combine(day, time.min, application().zone)
    return begins + timedelta(days=1) if after else begins


def _plain(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return orjson.dumps(value).decode()
