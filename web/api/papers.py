"""The papers of a release: list them, take one as a file, keep one as a version."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from tasks.collateral.offers import Offer, keep, offers, preview, standing_at
from tasks.oversight.access import require_release
from web.api.describe import (
    BOOLEAN,
    INTEGER,
    STRING,
    Query,
    body,
    describe,
    list_of,
    page_of,
)
from web.api.requests import Unprocessable, json_body, one_of, optional_text
from web.current import application, reading, visitor
from web.pages.papers import asked, entry_id
from web.papers import paper_file
from web.policy import SIGNED_IN, allow
from web.texts import LANGUAGES, locale

bp = Blueprint(
    "api_papers", __name__, url_prefix="/api/v1/releases/<release_id>/papers"
)

LANGUAGE = Query("language", {"enum": list(LANGUAGES)})
PAPER = body(
    {"name": STRING, "title": STRING, "document": STRING, "formats": list_of(STRING)},
    ready=BOOLEAN,
    missing=list_of(STRING),
    about=STRING,
    entries=list_of(body({"id": STRING, "title": STRING})),
)


@bp.get("")
@allow(SIGNED_IN)
@describe(
    "List the papers that can be written from the record, and what others wait for",
    query=(LANGUAGE,),
    answers={200: page_of(PAPER)},
    refuses=(404, 422),
)
def index(release_id: str) -> Response:
    """The papers of the release's process."""
    language = one_of("language", LANGUAGES, locale())
    with asked(release_id) as found:
        items = [_shape(o) for o in offers(found.context, release_id, language)]
    return jsonify(items=items, total=len(items))


def _shape(offer: Offer) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": offer.key,
        "title": offer.name,
        "document": offer.document,
        "formats": list(offer.formats),
        "ready": offer.is_ready,
        "missing": list(offer.missing),
    }
    if offer.about is not None:
        entries = [{"id": key, "title": title} for key, title in offer.entries]
        told |= {"about": offer.about, "entries": entries}
    return told


@bp.get("/<name>.<kind>")
@allow(SIGNED_IN)
@describe(
    "A paper as pdf, docx or pptx, as the record stands",
    query=(LANGUAGE, Query("of", STRING, "the entry that the paper is about")),
    answers={200: STRING},
    answer_type="application/pdf",
    refuses=(404, 422),
)
def download(release_id: str, name: str, kind: str) -> Response:
    """One paper as a file."""
    language = one_of("language", LANGUAGES, locale())
    with asked(release_id) as found:
        paper = preview(found.context, release_id, name, language, entry_id())
    return paper_file(paper, kind, f"{release_id}-{name}")


@bp.post("/<name>")
@allow(SIGNED_IN)
@describe(
    "Keep a paper as a new version of its document",
    body=body({}, language={"enum": list(LANGUAGES)}, of=STRING),
    answers={201: body({"document_id": STRING, "version": INTEGER})},
    refuses=(403, 404, 422),
)
def keep_it(release_id: str, name: str) -> Any:
    """Keep it as the record stands."""
    sent = json_body() if request.data else {}
    language = optional_text(sent, "language") or locale()
    if language not in LANGUAGES:
        allowed = ", ".join(LANGUAGES)
        raise Unprocessable({"language": f"“language” must be one of: {allowed}."})
    with reading() as conn:
        _row, standing = require_release(conn, visitor(), release_id)
    with (
        application().command(by=visitor().user_name) as context,
        standing_at(application(), context, release_id),
    ):
        document_id, number = keep(
            *(context, visitor(), standing, release_id, name, language),
            optional_text(sent, "of"),
        )
    return jsonify(document_id=document_id, version=number), 201
