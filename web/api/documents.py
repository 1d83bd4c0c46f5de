"""Documents of a release: handed in, judged, reviewed, downloaded by programs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, jsonify

from tasks.oversight import dossier
from tasks.oversight.access import require_release
from tasks.release.errors import NoSuchRecord
from tasks.repository import handing_in
from tasks.repository.writer import Writer, entry_of
from web.api import shapes
from web.api.describe import (
    BOOLEAN,
    PAGING,
    STRING,
    body,
    describe,
    page_of,
    ref,
)
from web.api.requests import json_body, text_of
from web.current import application, reading, visitor
from web.downloads import sent_version
from web.policy import SIGNED_IN, allow
from web.texts import locale

bp = Blueprint(
    "api_documents", __name__, url_prefix="/api/v1/releases/<release_id>/documents"
)

_FILE = {"type": "object", "properties": {"name": STRING, "content": STRING}}


@bp.post("")
@allow(SIGNED_IN)
@describe(
    "Hand in a document: a file as {name, content} in base64, or a text",
    body=body(
        {"type": STRING},
        title=STRING,
        file=_FILE,
        text=STRING,
        final=BOOLEAN,
        restricted=BOOLEAN,
    ),
    answers={201: ref("Entry")},
    refuses=(404, 409, 422),
)
def add(release_id: str) -> Any:
    """It waits for the coordinator, unless the coordinator hands it in."""
    return _hand_in(release_id, None)


@bp.post("/<document_id>/versions")
@allow(SIGNED_IN)
@describe(
    "Hand in another version of a document",
    body=body({}, file=_FILE, text=STRING, final=BOOLEAN),
    answers={201: ref("Entry")},
    refuses=(404, 409, 422),
)
def add_version(release_id: str, document_id: str) -> Any:
    """Every version is kept."""
    return _hand_in(release_id, document_id)


@bp.get("/<document_id>/versions")
@allow(SIGNED_IN)
@describe(
    "List the versions of a document",
    query=PAGING,
    answers={200: page_of(ref("Entry"))},
    refuses=(403, 404),
)
def versions(release_id: str, document_id: str) -> Response:
    """Newest first."""
    with reading() as conn:
        _row, standing = require_release(conn, visitor(), release_id)
        document = _document(conn, release_id, document_id)
        found = dossier.document_versions(conn, release_id).get(document_id, ())
    dossier.require_open_to(visitor(), standing, document)
    items = [shapes.entry(version) for version in found]
    return jsonify(items=items, total=len(items))


@bp.get("/<document_id>/versions/<int:number>")
@allow(SIGNED_IN)
@describe(
    "The content of a version, as a file",
    answers={200: {"type": "string", "format": "binary"}},
    answer_type="application/octet-stream",
    refuses=(403, 404),
)
def download(release_id: str, document_id: str, number: int) -> Response:
    """Byte for byte as it was handed in."""
    return sent_version(release_id, document_id, number)


@bp.post("/<document_id>/accept")
@allow(SIGNED_IN)
@describe(
    "Accept a document that was handed in",
    answers={200: ref("Entry")},
    refuses=(404, 409, 422),
)
def accept(release_id: str, document_id: str) -> Response:
    """The coordinator takes it into the record."""
    with _writing(release_id) as writer:
        handing_in.accept(writer, document_id)
    return _told(release_id, document_id)


@bp.post("/<document_id>/send-back")
@allow(SIGNED_IN)
@describe(
    "Send a document back to its owner, with a reason",
    body=body({"reason": STRING}),
    answers={200: ref("Entry")},
    refuses=(404, 409, 422),
)
def send_back(release_id: str, document_id: str) -> Response:
    """Its owner is told why."""
    reason = text_of(json_body(), "reason", most=4000)
    with _writing(release_id) as writer:
        handing_in.send_back(writer, document_id, reason)
    return _told(release_id, document_id)


@bp.post("/<document_id>/reviews")
@allow(SIGNED_IN)
@describe(
    "Say what one thinks of the newest version",
    body=body({"result": {"enum": list(handing_in.REVIEWS)}}, text=STRING),
    answers={201: ref("Entry")},
    refuses=(404, 409, 422),
)
def review(release_id: str, document_id: str) -> Any:
    """A comment, an approval, or what is to change."""
    sent = json_body()
    result, text = str(sent.get("result") or ""), str(sent.get("text") or "")
    with _writing(release_id) as writer:
        made = handing_in.review(writer, document_id, result, text)
    with reading() as conn:
        kept = dossier.entries(conn, release_id, ["reviews"])["reviews"]
    return jsonify(next(shapes.entry(r) for r in kept if r.id == made)), 201


@contextmanager
def _writing(release_id: str) -> Iterator[Writer]:
    """The asker writes; what is written commits at the end."""
    with reading() as conn:
        _row, standing = require_release(conn, visitor(), release_id)
    with application().command(by=visitor().user_name) as context:
        yield _writer(context, standing, release_id)


def _writer(context: Any, standing: Any, release_id: str) -> Writer:
    return Writer(application(), context, visitor(), standing, release_id, locale())


def _hand_in(release_id: str, document_id: str | None) -> Any:
    submitted = json_body()
    with reading() as conn:
        _row, standing = require_release(conn, visitor(), release_id)
    known: Mapping[str, Any] | None = None
    with application().looking(by=visitor().user_name) as context:
        writer = _writer(context, standing, release_id)
        if document_id is not None:
            known = entry_of(writer, handing_in.COLLECTION, document_id)
        handing_in.require_hand(writer, known)
        given = handing_in.read_in(writer, submitted, known)
    with _writing(release_id) as writer:
        made = handing_in.hand_in(writer, given, known)
    return _told(release_id, made), 201


def _told(release_id: str, document_id: str) -> Response:
    with reading() as conn:
        return jsonify(shapes.entry(_document(conn, release_id, document_id)))


def _document(conn: Any, release_id: str, document_id: str) -> Any:
    for row in dossier.entries(conn, release_id, ["documents"])["documents"]:
        if row.id == document_id:
            return row
    raise NoSuchRecord("documents", document_id)
