"""What a release gathers: lists of entries, one entry, adding and changing by hand."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from tasks.connectors.follows import follow_of
from tasks.correcting import add_entry, change_entry
from tasks.forms.describe import described
from tasks.oversight import dossier, mails
from tasks.oversight import releases as oversight
from tasks.oversight.access import require_release
from tasks.people.rights import Standing
from tasks.release.errors import NoSuchRecord
from tasks.repository.documents import CONTENT
from tasks.repository.sheets import added_by_hand
from tasks.repository.writer import Writer, opened, version_of
from web.api import shapes
from web.api.describe import ANY_OBJECT, PAGING, describe, page_of, ref
from web.api.requests import (
    expected_version,
    json_body,
    optional_text,
    paging,
    plain,
    with_etag,
)
from web.current import application, reading, visitor
from web.policy import SIGNED_IN, allow
from web.texts import locale

bp = Blueprint("api_entries", __name__, url_prefix="/api/v1/releases/<release_id>")

#: Path of the interface → collection of the record.
COLLECTIONS = {
    "documents": "documents",
    "deliverables": "deliverables",
    "stakeholders": "stakeholders",
    "contacts": "contacts",
    "meetings": "meetings",
    "issues": "issues",
    "risks": "risks",
    "deviations": "deviations",
    "actions": "actions",
    "mop": "mop_steps",
    "updates": "updates",
    "decisions": "decisions",
    "links": "links",
    "notes": "notes",
    "feedback": "feedback",
    "approvals": "approvals",
    "resources": "resources",
    "communications": "communications",
    "training": "training",
    "checks": "checks",
    "activities": "activities",
    "statuses": "statuses",
    "questions": "questions",
    "recommendations": "recommendations",
    "attempts": "attempts",
    "tests": "tests",
    "validations": "validations",
    "lessons": "lessons",
    "improvements": "improvements",
    "extensions": "extensions",
    "scorecards": "scorecards",
    "esa": "esa_requests",
    "safeguards": "safeguards",
    "reviews": "reviews",
}
_PATHS = {name: path for path, name in COLLECTIONS.items()}
_BY_HAND = ", ".join(_PATHS[name] for name in added_by_hand())


@bp.get("/<collection>")
@allow(SIGNED_IN)
@describe(
    "List what a release has gathered: " + ", ".join(COLLECTIONS)
    + ", follows, mail, messages, audit",
    query=PAGING,
    answers={200: page_of(ref("Entry"))},
    refuses=(404, 422),
)  # fmt: skip
def index(release_id: str, collection: str) -> Response:
    """One page of one kind of entry, oldest first."""
    asked = paging(per_page=200)
    with reading() as conn:
        row, standing = require_release(conn, visitor(), release_id)
        items = _items(conn, row, collection)
    if collection == "documents":
        items = [_without_secrets(standing, item) for item in items]
    page = items[asked.offset : asked.offset + asked.per_page]
    return jsonify(items=page, total=len(items))


@bp.post("/<collection>")
@allow(SIGNED_IN)
@describe(
    f"Add an entry by hand: {_BY_HAND}",
    body=ANY_OBJECT,
    answers={201: ref("Entry")},
    refuses=(404, 409, 422),
)
def add(release_id: str, collection: str) -> Any:
    """Add it in the asker's name."""
    name, values = _collection(collection), json_body()
    with reading() as conn:
        _row, standing = require_release(conn, visitor(), release_id)
    with application().command(by=visitor().user_name) as context:
        writer = Writer(
            application(), context, visitor(), standing, release_id, locale()
        )
        entry_id = add_entry(writer, name, values)
    return _told(release_id, name, entry_id, 201)


@bp.get("/<collection>/form")
@allow(SIGNED_IN)
@describe(
    f"The fields of an entry that is written by hand: {_BY_HAND}",
    answers={200: ref("Fields")},
    refuses=(404, 422),
)
def form(release_id: str, collection: str) -> Response:
    """What the sheet asks, with what may be chosen now."""
    with reading() as conn:
        _row, standing = require_release(conn, visitor(), release_id)
    with application().looking(by=visitor().user_name) as context:
        writer = Writer(
            application(), context, visitor(), standing, release_id, locale()
        )
        sheet = opened(writer, _collection(collection))
    fields = described(sheet.form, offered=sheet.offered, language=locale())
    return jsonify(fields=fields)


@bp.get("/<collection>/<entry_id>")
@allow(SIGNED_IN)
@describe("Read one entry", answers={200: ref("Entry")}, refuses=(404,))
def show(release_id: str, collection: str, entry_id: str) -> Response:
    """One entry; the ETag is for a change."""
    name = _collection(collection)
    with reading() as conn:
        _row, standing = require_release(conn, visitor(), release_id)
        if name == "documents":
            kept = dossier.entries(conn, release_id, [name])[name]
            found = [row for row in kept if row.id == entry_id]
            for document in found:
                dossier.require_open_to(visitor(), standing, document)
    return _told(release_id, name, entry_id)


@bp.patch("/<collection>/<entry_id>")
@allow(SIGNED_IN)
@describe(
    "Change an entry by hand; `why` is kept in the history, If-Match guards it",
    body=ANY_OBJECT,
    answers={200: ref("Entry")},
    refuses=(404, 409, 412, 422),
)
def change(release_id: str, collection: str, entry_id: str) -> Response:
    """Only what is named changes."""
    name, sent = _collection(collection), json_body()
    why = optional_text(sent, "why")
    values = {k: v for k, v in sent.items() if k != "why"}
    expected = expected_version() if "If-Match" in request.headers else None
    with reading() as conn:
        _row, standing = require_release(conn, visitor(), release_id)
    with application().command(by=visitor().user_name) as context:
        writer = Writer(
            application(), context, visitor(), standing, release_id, locale()
        )
        change_entry(writer, name, entry_id, values, reason=why, expected=expected)
    return _told(release_id, name, entry_id)


def _collection(path: str) -> str:
    if path not in COLLECTIONS:
        raise dossier.NoSuchCollection(path)
    return COLLECTIONS[path]


def _items(conn: Any, row: Any, collection: str) -> list[dict[str, Any]]:
    if collection == "audit":
        return [shapes.audit(a) for a in dossier.audit_of(conn, row.id, limit=10_000)]
    if collection == "follows":
        return [plain(dict(f._mapping)) for f in follow_of(conn, row.id)]
    if collection == "messages":
        found = dossier.messages_of(conn, oversight.instances_of(conn, row.id))
        return [shapes.message(m) for m in found]
    if collection == "mail":
        wanted = mails.Wanted(release=row.id, per_page=1000)
        return [shapes.mail(m) for m in mails.mails(conn, visitor(), wanted).items]
    name = _collection(collection)
    return [shapes.entry(e) for e in dossier.entries(conn, row.id, [name])[name]]


def _without_secrets(standing: Standing, item: dict[str, Any]) -> dict[str, Any]:
    """A document that is listed; of a restricted one not what it says."""
    if dossier.may_open(visitor(), standing, item["restricted"]):
        return item
    return {**item, **dict.fromkeys(CONTENT)}


def _told(release_id: str, name: str, entry_id: str, status: int = 200) -> Response:
    with reading() as conn:
        rows = dossier.entries(conn, release_id, [name])[name]
    for row in rows:
        if row.id == entry_id:
            return with_etag(shapes.entry(row), version_of(dict(row._mapping)), status)
    raise NoSuchRecord(name, entry_id)
