"""The documents of a release: hand in, read, judge, download."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from tasks.correcting import change_entry
from tasks.forms.answers import AnswersInvalid
from tasks.forms.posted import posted
from tasks.oversight import dossier
from tasks.release.errors import ReasonMissing, Stale, ValueRefused
from tasks.repository import handing_in
from tasks.repository.writer import Opened, opened, version_of
from web.current import reading, visitor
from web.downloads import sent_version
from web.pages.seen import Seen, looking, seen, writing
from web.policy import SIGNED_IN, allow
from web.uploads import files_sent

bp = Blueprint(
    "release_documents", __name__, url_prefix="/releases/<release_id>/documents"
)


@bp.get("/new")
@allow(SIGNED_IN)
def new(release_id: str) -> Any:
    """The form that hands in a document."""
    found = seen(release_id)
    with looking(found) as writer:
        handing_in.require_hand(writer)
    return _handing(found, {}, {})


@bp.post("")
@allow(SIGNED_IN)
def add(release_id: str) -> Any:
    """Hand in a document."""
    return _hand_in(seen(release_id), None)


@bp.get("/<document_id>")
@allow(SIGNED_IN)
def show(release_id: str, document_id: str) -> Any:
    """A document: what is said of it, its versions and what people think of them."""
    return _page(seen(release_id), document_id, {})


@bp.post("/<document_id>/versions")
@allow(SIGNED_IN)
def add_version(release_id: str, document_id: str) -> Any:
    """Hand in another version."""
    return _hand_in(seen(release_id), document_id)


@bp.post("/<document_id>")
@allow(SIGNED_IN)
def change(release_id: str, document_id: str) -> Any:
    """Change what is said of a document: its state, owner, reviewer."""
    found = seen(release_id)
    sheet = _look(found, document_id).sheet
    answers = {
        name: value
        for name, value in posted(sheet.form, request.form, {}).items()
        if name in sheet.columns
    }
    why = request.form.get("why")
    try:
        with writing(found) as writer:
            change_entry(
                writer, handing_in.COLLECTION, document_id, answers, reason=why
            )
    except AnswersInvalid as invalid:
        return _page(found, document_id, invalid.messages, answers), 422
    except ReasonMissing as refusal:
        return _page(found, document_id, {"why": str(refusal)}, answers), 422
    except Stale as refusal:
        return _page(found, document_id, {"": str(refusal)}, answers), 422
    flash(_("The document is changed."))
    return _back(release_id, document_id)


@bp.post("/<document_id>/judge")
@allow(SIGNED_IN)
def judge(release_id: str, document_id: str) -> Any:
    """Accept a document that was handed in, or send it back with a reason."""
    found = seen(release_id)
    try:
        with writing(found) as writer:
            if request.form.get("do") == "accept":
                handing_in.accept(writer, document_id)
                said = _("The document is accepted.")
            else:
                reason = request.form.get("reason", "")
                handing_in.send_back(writer, document_id, reason)
                said = _("The document is sent back; its owner is told why.")
    except ReasonMissing as refusal:
        return _page(found, document_id, {"reason": str(refusal)}), 422
    flash(said)
    return _back(release_id, document_id)


@bp.post("/<document_id>/reviews")
@allow(SIGNED_IN)
def review(release_id: str, document_id: str) -> Any:
    """Say what one thinks of the newest version."""
    found = seen(release_id)
    result, text = request.form.get("result", ""), request.form.get("text", "")
    try:
        with writing(found) as writer:
            handing_in.review(writer, document_id, result, text)
    except ValueRefused as refusal:
        return _page(found, document_id, {refusal.name: str(refusal)}), 422
    flash(_("Your review is kept."))
    return _back(release_id, document_id)


@bp.get("/<document_id>/<int:number>")
@allow(SIGNED_IN)
def download(release_id: str, document_id: str, number: int) -> Response:
    """One version of a document, as a file that is never shown inline."""
    return sent_version(release_id, document_id, number)


@dataclass(frozen=True, slots=True)
class _Look:
    """A document before somebody: its sheet, and what they may do with it."""

    sheet: Opened
    form: Opened
    may_hand_in: bool
    may_judge: bool

    @property
    def document(self) -> Mapping[str, Any]:
        """The document itself."""
        return self.sheet.entry or {}


def _look(found: Seen, document_id: str) -> _Look:
    with looking(found) as writer:
        sheet = opened(writer, handing_in.COLLECTION, document_id)
        document = sheet.entry or {}
        return _Look(
            sheet,
            handing_in.opened_form(writer, document),
            handing_in.may_hand_in(writer, document),
            handing_in.may_judge(writer, document),
        )


def _hand_in(found: Seen, document_id: str | None) -> Any:
    with looking(found) as writer:
        known = None
        if document_id is not None:
            known = opened(writer, handing_in.COLLECTION, document_id).entry
        handing_in.require_hand(writer, known)
        form = handing_in.opened_form(writer, known).form
    answers = posted(form, request.form, files_sent())
    try:
        with looking(found) as writer:
            given = handing_in.read_in(writer, answers, known)
        with writing(found) as writer:
            made = handing_in.hand_in(writer, given, known)
    except AnswersInvalid as invalid:
        return _refused(found, document_id, answers, invalid.messages)
    except ValueRefused as refusal:
        messages = {refusal.name: str(refusal)}
        return _refused(found, document_id, answers, messages)
    flash(_("The document is on the record."))
    return _back(found.row.id, made)


def _refused(
    found: Seen,
    document_id: str | None,
    answers: Mapping[str, Any],
    messages: Mapping[str, str],
) -> Any:
    if document_id is not None:
        return _page(found, document_id, messages), 422
    return _handing(found, answers, messages), 422


def _handing(found: Seen, values: Mapping[str, Any], errors: Mapping[str, str]) -> str:
    with looking(found) as writer:
        sheet = handing_in.opened_form(writer, None)
    return render_template(
        "release/document_new.html",
        found=found,
        release=found.row,
        sheet=sheet,
        values={k: v for k, v in values.items() if k != "file"},
        errors=errors,
    )


def _page(
    found: Seen,
    document_id: str,
    errors: Mapping[str, str],
    answers: Mapping[str, Any] | None = None,
) -> str:
    look = _look(found, document_id)
    with reading() as conn:
        kept = dossier.entries(conn, found.row.id, ("documents", "reviews"))
        versions = dossier.document_versions(conn, found.row.id).get(document_id, ())
    document = next(row for row in kept["documents"] if row.id == document_id)
    dossier.require_open_to(visitor(), found.standing, document)
    return render_template(
        "release/document.html",
        found=found,
        release=found.row,
        look=look,
        document=look.document,
        version=version_of(look.document),
        versions=versions,
        reviews=[r for r in kept["reviews"] if r.document_id == document_id],
        values={**look.sheet.values, **(answers or {})},
        errors=errors,
        given=request.form,
    )


def _back(release_id: str, document_id: str) -> Any:
    target = url_for(
        "release_documents.show", release_id=release_id, document_id=document_id
    )
    return redirect(target, code=303)
