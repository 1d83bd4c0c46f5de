"""The entries of a release: add one, read one with its history, change it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _

from tasks.correcting import MayNotChange, add_entry, change_entry
from tasks.forms.answers import AnswersInvalid
from tasks.forms.posted import posted
from tasks.forms.shape import Form
from tasks.oversight import trail
from tasks.release.errors import ReasonMissing, Stale
from tasks.repository.writer import Opened, opened, version_of
from web.current import reading, visitor
from web.pages.collections import TITLES, part_of
from web.pages.seen import Seen, address, looking, seen, writing
from web.policy import SIGNED_IN, allow

bp = Blueprint("release_entries", __name__, url_prefix="/releases/<release_id>/entries")


@bp.get("/<collection>/new")
@allow(SIGNED_IN)
def new(release_id: str, collection: str) -> Any:
    """The blank sheet of an entry."""
    found = seen(release_id)
    sheet = _sheet(found, collection)
    if not sheet.columns:
        raise MayNotChange(release_id)
    return _page(found, collection, sheet, {}, sheet.values)


@bp.post("/<collection>")
@allow(SIGNED_IN)
def add(release_id: str, collection: str) -> Any:
    """Add an entry by hand."""
    found = seen(release_id)
    sheet = _sheet(found, collection)
    answers = posted(sheet.form, request.form, {})
    sent = {name: value for name, value in answers.items() if value not in (None, [])}
    try:
        with writing(found) as writer:
            add_entry(writer, collection, sent)
    except AnswersInvalid as invalid:
        return _page(found, collection, sheet, invalid.messages, answers), 422
    flash(_("Added to the record."))
    target = address(release_id, part_of(collection), collection)
    return redirect(target, code=303)


@bp.get("/<collection>/<entry_id>")
@allow(SIGNED_IN)
def show(release_id: str, collection: str, entry_id: str) -> Any:
    """One entry: what it says, how it came to say so, and what one may change."""
    found = seen(release_id)
    sheet = _sheet(found, collection, entry_id)
    return _page(found, collection, sheet, {}, sheet.values)


@bp.post("/<collection>/<entry_id>")
@allow(SIGNED_IN)
def change(release_id: str, collection: str, entry_id: str) -> Any:
    """Change an entry by hand."""
    found = seen(release_id)
    sheet = _sheet(found, collection, entry_id)
    form = _writable(sheet)
    answers = posted(form, request.form, {})
    version = request.form.get("version", "")
    try:
        with writing(found) as writer:
            change_entry(
                writer,
                collection,
                entry_id,
                answers,
                reason=request.form.get("why"),
                expected=int(version) if version.isdecimal() else None,
            )
    except AnswersInvalid as invalid:
        return _page(found, collection, sheet, invalid.messages, answers), 422
    except ReasonMissing as refusal:
        return _page(found, collection, sheet, {"why": str(refusal)}, answers), 422
    except Stale as refusal:
        return _page(found, collection, sheet, {"": str(refusal)}, answers), 422
    flash(_("The entry is changed."))
    target = address(release_id, part_of(collection), collection)
    return redirect(target, code=303)


def _sheet(found: Seen, collection: str, entry_id: str | None = None) -> Opened:
    with looking(found) as writer:
        return opened(writer, collection, entry_id)


def _writable(sheet: Opened) -> Form:
    """The questions that this person may answer."""
    fields = tuple(f for f in sheet.form.fields if f.name in sheet.columns)
    return replace(sheet.form, fields=fields)


def _page(
    found: Seen,
    collection: str,
    sheet: Opened,
    errors: Mapping[str, str],
    values: Mapping[str, Any],
) -> str:
    entry, passed = sheet.entry, None
    if entry is not None:
        with reading() as conn:
            passed = trail.of_entry(conn, found.row.id, f"{collection}/{entry['id']}")
    return render_template(
        "release/entry.html",
        found=found,
        release=found.row,
        collection=collection,
        title=TITLES[collection],
        part=part_of(collection),
        sheet=sheet,
        form=_writable(sheet),
        values={**sheet.values, **values},
        entry=entry,
        version=None if entry is None else version_of(entry),
        trail=passed,
        errors=errors,
        given=request.form,
        visitor_name=visitor().user_name,
    )
