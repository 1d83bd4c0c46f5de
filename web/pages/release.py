"""One release: where it stands and what it gathers, part by part."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template

from tasks.connectors.follows import follow_of
from tasks.filing import may_file
from tasks.oversight import dossier, mails, trail
from tasks.oversight.access import readable_among
from tasks.people.rights import Deed, Thing, may, may_reopen
from tasks.release.states import MILESTONES
from tasks.repository.link_addresses import address_of, addresses
from tasks.repository.related import related_to
from tasks.repository.sheets import sheets
from tasks.repository.writer import may_add
from web.current import application, reading, visitor
from web.pages.collections import (
    IN_ORDER,
    PARTS,
    SHOWN_IN,
    TITLES,
    sorted_entries,
)
from web.pages.columns import COLUMNS
from web.pages.lists import page_number, word
from web.pages.record import record_of
from web.pages.seen import Seen, seen
from web.policy import SIGNED_IN, allow

bp = Blueprint("release", __name__, url_prefix="/releases/<release_id>")


@bp.get("")
@allow(SIGNED_IN)
def show(release_id: str) -> Any:
    """The release; ``part`` chooses what of it."""
    part = word("part", tuple(PARTS), "overview")
    found = seen(release_id)
    return render_template(
        f"release/{part}.html",
        **frame(found, part),
        **_view(found, part),
    )


def frame(found: Seen, part: str) -> dict[str, Any]:
    """What every part of the page needs."""
    names = SHOWN_IN[part]
    return {
        "found": found,
        "release": found.row,
        "part": part,
        "parts": PARTS,
        "shown_in": names,
        "milestones": milestones_of(found),
        "may_change": may(visitor(), Deed.UPDATE, Thing.FIELDS, found.standing),
        "may_add": {n: may_add(visitor(), found.standing, n) for n in names},
        "by_hand": sheets(),
        "may_copy": may_file(visitor()),
        "may_reopen": may_reopen(visitor(), found.standing),
        "now": application().clock.now(),
        "titles": TITLES,
        "in_order": IN_ORDER,
        "address_of": address_of,
        "columns": COLUMNS,
    }


def _view(found: Seen, part: str) -> dict[str, Any]:
    row = found.row
    view: dict[str, Any] = {}
    with reading() as conn:
        view["entries"] = sorted_entries(dossier.entries(conn, row.id, SHOWN_IN[part]))
        if part == "overview":
            view["troubles"] = dossier.open_issues(conn, row.id)
        if part == "record":
            view["record"] = record_of(row)
        if part == "documents":
            view["versions"] = dossier.document_versions(conn, row.id)
            view["may_hand_in"] = may(
                visitor(), Deed.OWN, Thing.DOCUMENTS, found.standing
            )
        if part == "links":
            related = related_to(conn, row.id)
            ids = [other.id for other in related]
            readable = found.readable | readable_among(conn, visitor(), ids)
            view |= {"related": related, "readable": readable}
            view["addresses"] = addresses(conn)
            view["follows"] = follow_of(conn, row.id)
        if part == "mail":
            wanted = mails.Wanted(release=row.id, page=page_number())
            view["mails"], view["wanted"] = mails.mails(conn, visitor(), wanted), wanted
        if part == "history":
            asked = trail.Wanted("release", row.id, page=page_number())
            view["trail"], view["wanted"] = trail.entries(conn, visitor(), asked), asked
    return view


def milestones_of(found: Seen) -> Sequence[dict[str, Any]]:
    """The stepper: each milestone with its state and its dates."""
    row = found.row
    named = MILESTONES.get(row.process, ())
    ended = row.status == "Closed"
    at = named.index(row.milestone) if row.milestone in named else -1
    return [
        {
            "name": name,
            "state": "done" if number < at or (ended and number == at) else
            "now" if number == at else "ahead",
            "planned": getattr(row, f"planned_{_column(name)}", None),
            "actual": getattr(row, f"actual_{_column(name)}", None),
        }
        for number, name in enumerate(named)
    ]  # fmt: skip


def _column(milestone: str) -> str:
    return milestone.lower().replace(" ", "_").replace("/", "_")
