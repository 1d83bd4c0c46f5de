"""Processes: versions, drafts, publishing."""

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request

from engine import catalogue, drafts
from engine.errors import NotFound, UnsafeDiagram
from engine.model import read
from tasks import publishing
from tasks.changes import submitting
from tasks.rehearsal import results
from web.api import shapes
from web.api.describe import (
    STRING,
    body,
    describe,
    list_of,
    ref,
)
from web.api.requests import json_body, optional_text, with_etag
from web.current import application, reading, visitor
from web.policy import SIGNED_IN, allow, roles

bp = Blueprint("api_processes", __name__, url_prefix="/api/v1/processes")

BPMN = "application/xml"
MAY_DRAW = roles("process_owner", "release_manager")


@bp.get("")
@allow(SIGNED_IN)
@describe(
    "The latest version of every process",
    answers={
        200: body({"items": list_of(ref("Process")), "total": {"type": "integer"}})
    },
)
def index() -> Response:
    """All published processes."""
    with reading() as conn:
        items = [shapes.process(row) for row in publishing.processes(conn)]
    return jsonify(items=items, total=len(items))


@bp.get("/<key>/versions")
@allow(SIGNED_IN)
@describe(
    "All versions of a process, newest first",
    answers={
        200: body({"items": list_of(ref("Process")), "total": {"type": "integer"}})
    },
    refuses=(404,),
)
def versions(key: str) -> Response:
    """Every version that was ever published."""
    with reading() as conn:
        rows = catalogue.versions(conn, key)
    if not rows:
        raise NotFound(f"No process “{key}” is published.")
    return jsonify(items=[shapes.process(row) for row in rows], total=len(rows))


@bp.get("/<key>/versions/<int:number>.bpmn")
@allow(SIGNED_IN)
@describe(
    "The very bytes that were imported",
    answers={200: STRING},
    answer_type=BPMN,
    refuses=(404,),
)
def download(key: str, number: int) -> Response:
    """The BPMN file of a version."""
    with reading() as conn:
        content = publishing.bytes_of(conn, key, number)
    response = make_response(content)
    response.headers["Content-Type"] = BPMN
    return response


@bp.post("/<key>/drafts")
@allow(MAY_DRAW)
@describe(
    "Keep a BPMN file as a draft; 422 only for what is no safe, well-formed BPMN",
    body=STRING,
    body_type=BPMN,
    answers={201: ref("Draft")},
    refuses=(422,),
)
def add_draft(key: str) -> Any:
    """The draft's number, and what is wrong with it."""
    xml = request.get_data(cache=False)
    found = read(xml).process_id
    if found != key:
        raise UnsafeDiagram(f"The file draws the process “{found}”, not “{key}”.")
    with application().command(by=visitor().user_name) as context:
        number, findings = publishing.keep_draft(application(), context, key, xml)
    return jsonify(draft=number, key=key, findings=findings), 201


@bp.get("/<key>/drafts/<int:number>")
@allow(roles("process_owner", "release_manager", "auditor", "admin"))
@describe("Read a draft's findings", answers={200: ref("Draft")}, refuses=(404,))
def draft(key: str, number: int) -> Response:
    """What lint says of a draft."""
    with reading() as conn:
        row = drafts.draft(conn, key, number)
    return with_etag(shapes.draft(row), row.revision)


@bp.post("/<key>/drafts/<int:number>/publish")
@allow(roles("process_owner"))
@describe(
    "Publish a draft without review: new instances start with it",
    body=body({}, reason=STRING, scenarios={"enum": ["known"]}),
    answers={201: ref("Process")},
    refuses=(404, 422),
)
def publish(key: str, number: int) -> Any:
    """The new version; 422 with findings while any is an error.

    While scenarios of the draft fail, or were not run, ``scenarios`` must be ``known``.
    """
    sent = json_body()
    reason = optional_text(sent, "reason")
    with application().command(by=visitor().user_name, why=reason) as context:
        known = sent.get("scenarios") == "known"
        results.require_met(context.conn, key, number, acknowledged=known)
        row = submitting.publish_unreviewed(application(), context, key, number)
    return jsonify(shapes.process(row)), 201
