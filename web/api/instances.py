"""Process instances: list, read, start, and what operators do with them."""

from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request

from engine import orchestrator
from engine.outline import outline
from tasks.migrating import one
from tasks.oversight import instances as oversight
from tasks.oversight import operating
from tasks.oversight.access import require_instance
from tasks.oversight.live import Live, live
from web.api import shapes
from web.api.describe import (
    ANY_OBJECT,
    INTEGER,
    PAGING,
    STRING,
    Query,
    body,
    describe,
    list_of,
    page_of,
    ref,
)
from web.api.requests import (
    Unprocessable,
    json_body,
    object_of,
    one_of,
    paging,
    plain,
    text_of,
)
from web.current import application, reading, visitor
from web.pages.instances import picture
from web.policy import SIGNED_IN, allow, roles
from web.steps import kind_of, when_of
from web.texts import locale

bp = Blueprint("api_instances", __name__, url_prefix="/api/v1/instances")
OPERATORS = roles("admin", "process_owner", "release_manager")
DEED = {
    "body": body({"reason": STRING}),
    "answers": {200: ref("Instance")},
    "refuses": (404, 409, 422),
}


@bp.get("")
@allow(SIGNED_IN)
@describe(
    "List instances, newest first",
    query=(
        Query("process"),
        Query("state", {"enum": list(oversight.STATES)}),
        Query("release"),
        Query("q"),
        *PAGING,
    ),
    answers={200: page_of(ref("InstanceLine"))},
    refuses=(422,),
)
def index() -> Response:
    """One page of instances."""
    asked = paging()
    wanted = oversight.Wanted(
        process=request.args.get("process") or None,
        state=one_of("state", ("", *oversight.STATES), "") or None,
        release=request.args.get("release") or None,
        q=request.args.get("q", "").strip()[:100] or None,
        page=asked.page,
        per_page=asked.per_page,
    )
    with reading() as conn:
        page = oversight.instances(conn, visitor(), wanted)
    return jsonify(items=[shapes.instance(r) for r in page.items], total=page.total)


@bp.post("")
@allow(OPERATORS)
@describe(
    "Start any published process",
    body=body({"process": STRING}, version=INTEGER, data=ANY_OBJECT, reason=STRING),
    answers={201: ref("Instance")},
    refuses=(404, 409, 422),
)
def start() -> Any:
    """Start an instance of the latest version, or of the one named."""
    sent = json_body()
    key, data = text_of(sent, "process", most=100), object_of(sent, "data")
    number = sent.get("version")
    if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
        raise Unprocessable({"version": "“version” must be a whole number."})
    instance_id = operating.start(
        application(), key, data, by=visitor().user_name, number=number
    )
    response = jsonify(shapes.live(_seen(instance_id)))
    response.status_code = 201
    response.headers["Location"] = f"/api/v1/instances/{instance_id}"
    return response


@bp.get("/<instance_id>")
@allow(SIGNED_IN)
@describe("Read an instance", answers={200: ref("Instance")}, refuses=(404,))
def show(instance_id: str) -> Response:
    """What it waits for, and the path it took."""
    return jsonify(shapes.live(_seen(instance_id)))


@bp.get("/<instance_id>/diagram.svg")
@allow(SIGNED_IN)
@describe(
    "The live picture",
    answers={200: STRING},
    answer_type="image/svg+xml",
    refuses=(404,),
)
def diagram(instance_id: str) -> Response:
    """The diagram with tokens, done steps and what is late."""
    response = make_response(str(picture(_seen(instance_id), {})))
    response.headers["Content-Type"] = "image/svg+xml; charset=utf-8"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.get("/<instance_id>/outline")
@allow(SIGNED_IN)
@describe(
    "The live picture as text",
    answers={200: body({"steps": list_of(ANY_OBJECT)})},
    refuses=(404,),
)
def told(instance_id: str) -> Response:
    """Every step with its kind, role, state and where it goes on."""
    seen = _seen(instance_id)
    found = seen.version.diagram
    names = oversight.names_in(found, locale())
    steps = [
        {
            "number": step.number,
            "step": step.id,
            "name": step.name,
            "type": step.type,
            "kind": kind_of(step),
            "role": step.role or None,
            "depth": step.depth,
            "states": list(step.status),
            "waits_for": step.waits_for,
            "attached_to": step.attached_to,
            "next": [
                {"step": way.target, "name": way.target_name, "when": when_of(way)}
                for way in step.next
            ],
        }
        for step in outline(found, seen.marks, names=names)
    ]
    return jsonify(
        id=instance_id,
        process=seen.row.process_key,
        version=seen.row.version,
        state=seen.row.status,
        steps=steps,
    )


@bp.post("/<instance_id>/suspend")
@allow(OPERATORS)
@describe("Hold an instance", **DEED)
def suspend(instance_id: str) -> Response:
    """Tasks stay open but cannot be done; timers wait."""
    return _operate(instance_id, "suspend")


@bp.post("/<instance_id>/resume")
@allow(OPERATORS)
@describe("Let a held instance go on", **DEED)
def resume(instance_id: str) -> Response:
    """What fell due meanwhile fires."""
    return _operate(instance_id, "resume")


@bp.post("/<instance_id>/cancel")
@allow(OPERATORS)
@describe("End an instance; a release's is refused: cancel the release", **DEED)
def cancel(instance_id: str) -> Response:
    """Its tasks and timers go."""
    return _operate(instance_id, "cancel")


@bp.post("/<instance_id>/retry")
@allow(OPERATORS)
@describe("Try again what has failed", **DEED)
def retry(instance_id: str) -> Response:
    """Timers and messages that failed become due at once."""
    return _operate(instance_id, "retry")


@bp.post("/<instance_id>/move")
@allow(OPERATORS)
@describe(
    "Take an open task's token to another step",
    body=body({"task_id": STRING, "step": STRING, "reason": STRING}),
    answers={200: ref("Instance")},
    refuses=(404, 409, 422),
)
def move(instance_id: str) -> Response:
    """Move it beside; noted with the reason."""
    sent = json_body()
    task_id, step = text_of(sent, "task_id"), text_of(sent, "step")
    with application().command(
        by=visitor().user_name, why=text_of(sent, "reason")
    ) as context:
        orchestrator.move(application().engine, context, instance_id, task_id, step)
    return jsonify(shapes.live(_seen(instance_id)))


@bp.post("/<instance_id>/migrate")
@allow(OPERATORS)
@describe(
    "Take an instance onto another version; with dry_run only say what would happen",
    body=body(
        {"version": INTEGER},
        dry_run={"type": "boolean"},
        mapping={"type": "object", "additionalProperties": STRING},
        reason=STRING,
    ),
    answers={200: ANY_OBJECT},
    refuses=(404, 409, 422),
)
def migrate(instance_id: str) -> Response:
    """Assess, rehearse, do."""
    sent = json_body()
    number = sent.get("version")
    if isinstance(number, bool) or not isinstance(number, int):
        raise Unprocessable({"version": "“version” must be a whole number."})
    dry_run = sent.get("dry_run") is True
    reason = "" if dry_run else text_of(sent, "reason")
    report = one.migrate(
        application(),
        instance_id,
        number,
        object_of(sent, "mapping"),
        dry_run=dry_run,
        by=visitor().user_name,
        reason=reason,
    )
    return jsonify(plain(report))


def _operate(instance_id: str, deed: str) -> Response:
    reason = text_of(json_body(), "reason")
    operating.operate(
        application(), instance_id, deed, by=visitor().user_name, reason=reason
    )
    return jsonify(shapes.live(_seen(instance_id)))


def _seen(instance_id: str) -> Live:
    with reading() as conn:
        require_instance(conn, visitor(), instance_id)
        return live(application(), conn, instance_id)
