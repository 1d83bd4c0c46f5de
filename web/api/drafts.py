"""Drafts of a process: read, saved by revision, checked; what the editors call."""

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request
from werkzeug.exceptions import BadRequest

from engine import draft_editors, draft_saves, drafts
from engine.bundles import unpack
from engine.model import read
from engine.ports import Context
from tasks import drafting
from tasks.studio import conflict, expressions, vocabulary
from web.api.describe import ANY_OBJECT, INTEGER, STRING, body, describe, list_of, ref
from web.api.requests import (
    expected_version,
    json_body,
    optional_text,
    plain,
    text_of,
    with_etag,
)
from web.api.shapes import draft as shape
from web.current import application, reading, visitor
from web.policy import allow, roles
from web.texts import locale

bp = Blueprint("api_drafts", __name__, url_prefix="/api/v1/processes/<key>/drafts")

BPMN = "application/xml"
MAY_DRAW = roles("process_owner", "release_manager")
MAY_LOOK = roles("process_owner", "release_manager", "auditor", "admin")


@bp.get("")
@allow(MAY_LOOK)
@describe(
    "Drafts that are not published yet, newest first",
    answers={200: body({"items": list_of(ANY_OBJECT), "total": INTEGER})},
)
def index(key: str) -> Response:
    """The open drafts of a process."""
    with reading() as conn:
        rows = drafts.open_drafts(conn, key)
    return jsonify(items=[shape(row) for row in rows], total=len(rows))


@bp.post("/begin")
@allow(MAY_DRAW)
@describe(
    "Start a draft from the latest version",
    answers={201: ref("Draft")},
    refuses=(404,),
)
def begin(key: str) -> Any:
    """A new draft with the newest version's content."""
    with application().command(by=visitor().user_name) as context:
        number = drafting.begin(application(), context, key)
    return _state(key, number, 201)


@bp.get("/<int:number>.bpmn")
@allow(MAY_LOOK)
@describe(
    "The bytes of a draft as they were saved or imported",
    answers={200: STRING},
    answer_type=BPMN,
    refuses=(404,),
)
def download(key: str, number: int) -> Response:
    """The BPMN file of a draft."""
    with reading() as conn:
        row = drafts.draft(conn, key, number)
    response = make_response(bytes(row.xml))
    response.headers["Content-Type"] = BPMN
    response.set_etag(str(row.revision))
    return response


@bp.put("/<int:number>")
@allow(MAY_DRAW)
@describe(
    "Save the diagram of a draft; If-Match names the revision that was changed",
    body=STRING,
    body_type=BPMN,
    answers={200: ref("Draft")},
    refuses=(404, 409, 412, 422, 428),
)
def save(key: str, number: int) -> Response:
    """The new revision, with what lint finds."""
    saved = drafting.save(
        application(),
        key,
        number,
        by=visitor().user_name,
        revision=expected_version(),
        xml=request.get_data(cache=False),
    )
    return _saved(key, number, saved)


@bp.delete("/<int:number>")
@allow(MAY_DRAW)
@describe("Throw a draft away", answers={204: None}, refuses=(404, 409, 412, 428))
def discard(key: str, number: int) -> Any:
    """The draft and its earlier states are gone."""
    with application().command(by=visitor().user_name) as context:
        drafts.discard(context, key, number, revision=expected_version())
    return "", 204


@bp.post("/<int:number>/copy")
@allow(MAY_DRAW)
@describe(
    "Keep a diagram as a new draft beside this one, with this one's files",
    body=STRING,
    body_type=BPMN,
    answers={201: ref("Draft")},
    refuses=(404, 422),
)
def copy(key: str, number: int) -> Any:
    """The new draft: what was drawn is not lost when somebody else was faster."""
    copied = drafting.copy(
        application(),
        key,
        number,
        by=visitor().user_name,
        xml=request.get_data(cache=False),
    )
    return _state(key, copied, 201)


@bp.post("/<int:number>/difference")
@allow(MAY_LOOK)
@describe(
    "In which elements a diagram differs from this draft",
    body=STRING,
    body_type=BPMN,
    answers={200: body({"changes": list_of(STRING)})},
    refuses=(404, 422),
)
def difference(key: str, number: int) -> Response:
    """A line for each element that differs."""
    with reading() as conn:
        row = drafts.draft(conn, key, number)
    mine = request.get_data(cache=False)
    return jsonify(changes=conflict.differences(bytes(row.xml), mine))


@bp.get("/<int:number>/words")
@allow(MAY_LOOK)
@describe(
    "What an editor may offer: roles, forms, operators, functions, variables",
    answers={200: ANY_OBJECT},
    refuses=(404,),
)
def words(key: str, number: int) -> Response:
    """The vocabulary of a draft."""
    with reading() as conn:
        row = drafts.draft(conn, key, number)
        found = vocabulary.vocabulary(
            application(),
            conn,
            key,
            read(row.xml),
            unpack(row.bundle),
            language=locale(),
        )
    return jsonify(found)


@bp.post("/<int:number>/check")
@allow(MAY_LOOK)
@describe(
    "Check one expression while it is typed",
    body=body({"text": STRING, "place": STRING}, type=STRING),
    answers={200: body({"problems": list_of(ANY_OBJECT)})},
    refuses=(404, 422),
)
def check(key: str, number: int) -> Response:
    """What is wrong with it, and where."""
    sent = json_body()
    text = text_of(sent, "text", most=10_000)
    with reading() as conn:
        row = drafts.draft(conn, key, number)
    names = vocabulary.known_names(read(row.xml), unpack(row.bundle))
    found = expressions.problems(
        text,
        text_of(sent, "place"),
        names=names,
        facts=application().engine.facts.signatures,
        wanted=optional_text(sent, "type"),
    )
    return jsonify(problems=[{"at": at, "message": says} for at, says in found])


@bp.post("/<int:number>/presence")
@allow(MAY_DRAW)
@describe(
    "Say that one has the draft open (or `closed`), and learn who else has",
    body=body({}, closed={"type": "boolean"}),
    answers={200: ANY_OBJECT},
    refuses=(404,),
)
def presence(key: str, number: int) -> Response:
    """Where the draft stands, and who has it open."""
    closed = json_body().get("closed") is True
    with application().command(by=visitor().user_name) as context:
        row = drafts.draft(context.conn, key, number)
        _note(context, key, number, closed=closed)
        others = draft_editors.editors(context.conn, key, number, at=context.at)
    return jsonify(
        revision=row.revision,
        changed_at=plain(row.changed_at),
        changed_by=row.changed_by,
        published_as=row.published_as,
        editors=[
            {"user": each.user_name, "since": plain(each.since)}
            for each in others
            if each.user_name != visitor().user_name
        ],
    )


@bp.get("/<int:number>/saves")
@allow(MAY_LOOK)
@describe(
    "Earlier states of a draft, newest first",
    answers={200: body({"items": list_of(ANY_OBJECT), "total": INTEGER})},
    refuses=(404,),
)
def saves(key: str, number: int) -> Response:
    """What the saves of a draft replaced."""
    with reading() as conn:
        drafts.draft(conn, key, number)
        rows = draft_saves.saves(conn, key, number)
    items = [plain(dict(row._mapping)) for row in rows]
    return jsonify(items=items, total=len(items))


@bp.post("/<int:number>/restore")
@allow(MAY_DRAW)
@describe(
    "Make an earlier state the draft's state again, as a new revision",
    body=body({"revision": INTEGER}),
    answers={200: ref("Draft")},
    refuses=(404, 409, 412, 422, 428),
)
def restore(key: str, number: int) -> Response:
    """The draft as it was."""
    to = json_body().get("revision")
    if not isinstance(to, int):
        raise BadRequest("“revision” must be a number.")
    saved = drafting.restore(
        application(),
        key,
        number,
        by=visitor().user_name,
        revision=expected_version(),
        to=to,
    )
    return _saved(key, number, saved)


def _note(context: Context, key: str, number: int, *, closed: bool) -> None:
    by = visitor().user_name
    if closed:
        draft_editors.gone(context.conn, key, number, by=by)
    else:
        draft_editors.seen(context.conn, key, number, by=by, at=context.at)


def _saved(key: str, number: int, saved: drafting.Saved) -> Response:
    told = {"draft": number, "key": key, "findings": saved.findings}
    return with_etag({**told, "revision": saved.revision}, saved.revision)


def _state(key: str, number: int, status: int = 200) -> Response:
    with reading() as conn:
        row = drafts.draft(conn, key, number)
    return with_etag(shape(row), row.revision, status)
