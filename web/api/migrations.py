"""Moving running instances to another version: the impact, batches, undo."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from tasks.migrating import batches, goal, impact, one
from tasks.migrating.impact import Alike
from tasks.migrating.spoken import as_data
from tasks.migrating.tables import NOW, WHEN_IT_CAN
from web.api.describe import (
    ANY_OBJECT,
    INTEGER,
    STRING,
    Query,
    body,
    describe,
    list_of,
)
from web.api.requests import Unprocessable, json_body, object_of, plain, text_of
from web.current import application, reading, visitor
from web.policy import allow, roles

bp = Blueprint("api_migrations", __name__, url_prefix="/api/v1")

LOOKERS = roles("process_owner", "release_manager", "auditor", "admin")
MOVERS = roles("process_owner", "release_manager", "admin")
BATCH = body({"id": STRING, "state": STRING, "counts": ANY_OBJECT})


@bp.get("/processes/<key>/impact")
@allow(LOOKERS)
@describe(
    "What a version, or a draft, would mean for each running instance",
    query=(Query("version", INTEGER), Query("draft", INTEGER)),
    answers={200: ANY_OBJECT},
    refuses=(404, 422),
)
def show(key: str) -> Response:
    """Instances that stand alike are told together."""
    app = application()
    with app.looking(visitor().user_name) as context:
        draft = request.args.get("draft")
        number = _whole(draft or request.args.get("version"))
        make = goal.drafted if draft else goal.published
        target = make(app.engine, context.conn, key, number)
        found = impact.impact(app.engine, context, target)
    return jsonify(
        total=found.total,
        can_move=found.count("can"),
        cannot_move=found.count("cannot"),
        stays=found.count("stay"),
        groups=[_group(group) for group in found.groups],
    )


@bp.post("/processes/<key>/migrations")
@allow(MOVERS)
@describe(
    "Begin to move all running instances, or those named; it goes on by itself",
    body=body(
        {"version": INTEGER, "reason": STRING},
        instances=list_of(STRING),
        mapping={"type": "object", "additionalProperties": STRING},
        when={"enum": [NOW, WHEN_IT_CAN]},
    ),
    answers={201: BATCH},
    refuses=(404, 422),
)
def begin(key: str) -> Any:
    """A batch; follow it by its id."""
    sent = json_body()
    number, reason = _whole(sent.get("version")), text_of(sent, "reason")
    moment = sent.get("when", NOW)
    if moment not in (NOW, WHEN_IT_CAN):
        raise Unprocessable({"when": f"“when” must be {NOW} or {WHEN_IT_CAN}."})
    chosen = sent.get("instances")
    if chosen is None:
        with reading() as conn:
            chosen = [row.id for row in impact.running(conn, key)]
    if not isinstance(chosen, list):
        raise Unprocessable({"instances": "“instances” must be a list of ids."})
    batch_id = batches.begin(
        application(),
        key,
        number,
        instances=[str(each) for each in chosen],
        mapping=object_of(sent, "mapping"),
        moment=moment,
        by=visitor().user_name,
        why=reason,
    )
    return jsonify(_batch(batch_id)), 201


@bp.get("/migrations/<batch_id>")
@allow(LOOKERS)
@describe("How a batch of moves goes", answers={200: BATCH}, refuses=(404,))
def progress(batch_id: str) -> Response:
    """Its state, counts and every instance in it."""
    return jsonify(_batch(batch_id))


@bp.post("/migrations/<batch_id>/stop")
@allow(MOVERS)
@describe("Try no more", answers={200: BATCH}, refuses=(404, 409))
def stop(batch_id: str) -> Response:
    """What has moved stays moved."""
    batches.stop(application(), batch_id, by=visitor().user_name)
    return jsonify(_batch(batch_id))


@bp.post("/migrations/<move_id>/undo")
@allow(MOVERS)
@describe(
    "Take back a batch, or the move of one instance, while the instances stand",
    body=body({}, reason=STRING),
    answers={200: ANY_OBJECT},
    refuses=(404, 409),
)
def undo(move_id: str) -> Response:
    """Back to the former version and state."""
    app, who = application(), visitor().user_name
    with reading() as conn:
        of_one = batches.is_move(conn, move_id)
    if of_one:
        reason = str((request.get_json(silent=True) or {}).get("reason", ""))[:500]
        one.undo(app, move_id, by=who, reason=reason)
        return jsonify(migration_id=move_id, state="undone")
    batches.undo(app, move_id, by=who)
    return jsonify(_batch(move_id))


def _batch(batch_id: str) -> dict[str, Any]:
    with reading() as conn:
        row = batches.batch(conn, batch_id)
        counts = batches.counts(conn, batch_id)
        items = batches.items(conn, batch_id)
    told: dict[str, Any] = plain(
        {
            "id": row.id,
            "process": row.process_key,
            "version": row.number,
            "state": row.state,
            "when": row.moment,
            "reason": row.why,
            "begun_at": row.begun_at,
            "begun_by": row.begun_by,
            "ended_at": row.ended_at,
            "counts": dict(counts),
            "items": [
                {
                    "instance_id": item.instance_id,
                    "release_id": item.business_key,
                    "state": item.state,
                    "migration_id": item.move_id,
                    "obstacles": item.obstacles or [],
                }
                for item in items
            ],
        }
    )
    return told


def _group(group: Alike) -> dict[str, Any]:
    return {
        "instances": [row.id for row in group.rows],
        "version": group.version,
        "open_steps": list(group.steps),
        "stays": group.stays,
        "can_move": group.can_move,
        "obstacles": as_data(group.obstacles),
        "changes": as_data(group.changes),
    }


def _whole(value: Any) -> int:
    text = "" if isinstance(value, bool) else str(value)
    if not text.isdecimal() or len(text) > 6:
        raise Unprocessable({"version": "“version” must be a whole number."})
    return int(text)
