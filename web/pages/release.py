"""One release: where it stands, what it gathers, and what one may do with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from engine.instances import ALIVE
from tasks import by_hand
from tasks.correcting import NotByHand, add_entry, correct, may_add
from tasks.forms.answers import AnswersInvalid
from tasks.forms.offered import offered
from tasks.forms.posted import posted
from tasks.oversight import dossier, mails, trail
from tasks.oversight.access import require_release
from tasks.oversight.live import Live, live
from tasks.people.rights import Deed, Standing, Thing, may, may_reopen
from tasks.release import lifecycle
from tasks.release.errors import ReasonMissing, Stale, ValueRefused
from tasks.release.states import MILESTONES
from tasks.release.tables import linked_to
from tasks.repository.files import FileStore
from web.current import application, reading, settings, visitor
from web.pages.collections import (
    COLUMNS,
    IN_ORDER,
    PARTS,
    SHOWN_IN,
    TITLES,
    sorted_entries,
)
from web.pages.lists import page_number, word
from web.policy import SIGNED_IN, allow
from web.texts import locale

bp = Blueprint("release", __name__, url_prefix="/releases/<release_id>")


@dataclass(frozen=True, slots=True)
class Seen:
    """A release that the visitor may read, with how it stands to them."""

    row: Any
    standing: Standing
    linked: Sequence[Any]
    live: Live | None
    offers: Sequence[by_hand.Offer]


def seen(release_id: str) -> Seen:
    """The release. Raises NoSuchRelease for who may not read it."""
    with reading() as conn:
        row, standing = require_release(conn, visitor(), release_id)
        linked = linked_to(conn, release_id)
        stands = None
        offers: Sequence[by_hand.Offer] = ()
        if row.instance_id:
            stands = live(application(), conn, row.instance_id)
            offers = by_hand.offers(
                application(), conn, visitor(), standing, row.instance_id
            )
    return Seen(row, standing, linked, stands, offers)


@bp.get("")
@allow(SIGNED_IN)
def show(release_id: str) -> Any:
    """The release; ``part`` chooses what of it."""
    part = word("part", tuple(PARTS), "overview")
    return _page(seen(release_id), part)


def _page(found: Seen, part: str, **more: Any) -> str:
    row = found.row
    view: dict[str, Any] = {"mails": None, "versions": {}}
    with reading() as conn:
        view["entries"] = sorted_entries(dossier.entries(conn, row.id, SHOWN_IN[part]))
        if part == "overview":
            view["troubles"] = dossier.open_issues(conn, row.id)
        if part == "documents":
            view["versions"] = dossier.document_versions(conn, row.id)
        if part == "mail":
            wanted = mails.Wanted(release=row.id, page=page_number())
            view["mails"], view["wanted"] = mails.mails(conn, visitor(), wanted), wanted
        if part == "history":
            asked = trail.Wanted("release", row.id, page=page_number())
            view["trail"], view["wanted"] = trail.entries(conn, visitor(), asked), asked
    return render_template(
        f"release/{part}.html",
        found=found,
        release=row,
        part=part,
        parts=PARTS,
        shown_in=SHOWN_IN[part],
        milestones=milestones_of(found),
        may_change=may(visitor(), Deed.UPDATE, Thing.FIELDS, found.standing),
        may_add={name: may_add(visitor(), found.standing, name) for name in ADDED},
        may_reopen=may_reopen(visitor(), found.standing),
        now=application().clock.now(),
        titles=TITLES,
        in_order=IN_ORDER,
        columns=COLUMNS,
        involved=sorted(
            {u for users in found.standing.holders.values() for u in users}
        ),
        **view,
        **more,
    )


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


@bp.get("/messages/<name>")
@allow(SIGNED_IN)
def tell_page(release_id: str, name: str) -> Any:
    """The form of a message to the release's process."""
    found = seen(release_id)
    return _tell(found, _offer(found, name), {}, {})


@bp.post("/messages/<name>")
@allow(SIGNED_IN)
def tell(release_id: str, name: str) -> Any:
    """Send a message to the release's process."""
    found = seen(release_id)
    offer = _offer(found, name)
    answers = posted(offer.form, request.form, {})
    try:
        by_hand.send(
            application(),
            visitor(),
            found.standing,
            offer.instance_id,
            name,
            answers,
            language=locale(),
        )
    except AnswersInvalid as invalid:
        return _tell(found, offer, answers, invalid.messages), 422
    flash(_("Done: the process has taken it."))
    return redirect(url_for("release.show", release_id=release_id), code=303)


def _offer(found: Seen, name: str) -> by_hand.Offer:
    for offer in found.offers:
        if offer.name == name:
            return offer
    raise by_hand.NotOffered(name)


def _tell(
    found: Seen,
    offer: by_hand.Offer,
    answers: Mapping[str, Any],
    errors: Mapping[str, str],
) -> str:
    with application().looking(by=visitor().user_name) as context:
        by_hand.stand_at(application(), context, offer.instance_id)
        choices = offered(context, offer.form)
    return render_template(
        "release/tell.html",
        found=found,
        release=found.row,
        offer=offer,
        values=answers,
        errors=errors,
        offered=choices,
    )


@bp.get("/edit")
@allow(SIGNED_IN)
def edit(release_id: str) -> Any:
    """The form that corrects fields of the record by hand."""
    found = seen(release_id)
    return render_template(
        "release/edit.html",
        found=found,
        release=found.row,
        fields=EDITED,
        given={},
        errors={},
        may_change=may(visitor(), Deed.UPDATE, Thing.FIELDS, found.standing),
    )


#: What the page lets people correct: field and kind of input.
EDITED = (
    ("title", "text"), ("organization", "text"), ("service", "text"),
    ("application", "text"), ("director", "text"), ("scope", "long"),
    ("impact", "text"), ("urgency", "text"), ("priority", "text"),
    ("deployment_at", "moment"), ("outage_start", "moment"), ("outage_end", "moment"),
    ("outage_text", "long"), ("crq_no", "text"), ("registered_project_no", "text"),
)  # fmt: skip


@bp.post("/edit")
@allow(SIGNED_IN)
def change(release_id: str) -> Any:
    """Correct fields of the record, with a reason."""
    found = seen(release_id)
    given = {k: v.strip() for k, v in request.form.items()}
    values = {name: given.get(name) or None for name, _kind in EDITED if name in given}
    try:
        with application().command(by=visitor().user_name) as context:
            correct(
                context,
                visitor(),
                found.standing,
                release_id,
                values,
                reason=given.get("why"),
                expected=int(given.get("version") or 0),
            )
    except (ReasonMissing, ValueRefused, Stale) as refusal:
        where = getattr(refusal, "name", "why" if _is_reason(refusal) else "")
        return render_template(
            "release/edit.html",
            found=found,
            release=found.row,
            fields=EDITED,
            given=given,
            errors={where: str(refusal)},
            may_change=True,
        ), 422
    flash(_("The record is changed; the audit trail says what and why."))
    return redirect(url_for("release.show", release_id=release_id), code=303)


def _is_reason(refusal: Exception) -> bool:
    return isinstance(refusal, ReasonMissing)


#: Entries that the page lets people add: the fields it asks for.
ADDED = {
    "issues": ("text", "severity", "owner", "due_on"),
    "risks": ("text", "response", "owner"),
    "actions": ("text", "owner", "due_on"),
    "notes": ("text",),
}


@bp.post("/entries/<collection>")
@allow(SIGNED_IN)
def add(release_id: str, collection: str) -> Any:
    """Add an issue, a risk, an action or a note by hand."""
    found = seen(release_id)
    if collection not in ADDED:
        raise NotByHand(collection)
    values = {
        name: request.form.get(name, "").strip() or None for name in ADDED[collection]
    }
    if not values["text"]:
        flash(_("Write what it is about."), "error")
    else:
        with application().command(by=visitor().user_name) as context:
            add_entry(
                context, visitor(), found.standing, release_id, collection, values
            )
        flash(_("Added to the record."))
    part = "overview" if collection == "notes" else "work"
    target = url_for("release.show", release_id=release_id, part=part)
    return redirect(f"{target}#{collection}", code=303)


@bp.post("/reopen")
@allow(SIGNED_IN)
def reopen(release_id: str) -> Any:
    """Make a closed record writable again."""
    seen(release_id)
    with application().command(by=visitor().user_name) as context:
        lifecycle.reopen(
            context, release_id, visitor().roles, request.form.get("reason", "")
        )
    flash(_("The record is open again."))
    return redirect(url_for("release.show", release_id=release_id), code=303)


@bp.get("/documents/<document_id>/<int:number>")
@allow(SIGNED_IN)
def download(release_id: str, document_id: str, number: int) -> Response:
    """One version of a document, as a file that is never shown inline."""
    with reading() as conn:
        _row, standing = require_release(conn, visitor(), release_id)
        document, version = dossier.document(conn, release_id, document_id, number)
    dossier.require_open_to(visitor(), standing, document)
    if version.file_sha256:
        content = FileStore(settings().files).get(version.file_sha256)
        name = version.file_name
    else:
        content = (version.content or "").encode()
        name = f"{document.title or document.type}-{number}.txt"
    response = make_response(content)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def is_alive(found: Seen) -> bool:
    """Whether the release's process still runs."""
    return found.live is not None and found.live.row.status in ALIVE
