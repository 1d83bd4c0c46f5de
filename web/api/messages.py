"""BPMN messages from outside: to an instance, a release, or to start a process."""

from typing import Any

from flask import Blueprint, Response, jsonify

from tasks import messaging
from web.api.describe import ANY_OBJECT, STRING, body, describe, ref
from web.api.requests import Unprocessable, json_body, object_of, optional_text, text_of
from web.current import application, visitor
from web.policy import SIGNED_IN, allow
from web.texts import locale

bp = Blueprint("api_messages", __name__, url_prefix="/api/v1/messages")


@bp.post("")
@allow(SIGNED_IN)
@describe(
    "Deliver a message that the diagrams declare",
    body=body(
        {"name": STRING},
        payload=ANY_OBJECT,
        instance_id=STRING,
        correlation=ANY_OBJECT,
        idempotency_key=STRING,
    ),
    answers={200: ref("Message"), 202: ref("Message")},
    refuses=(404, 409, 422),
)
def send() -> Any:
    """200 when a step took it, 202 when it is kept for one."""
    sent = json_body()
    name = text_of(sent, "name", most=200)
    correlation = object_of(sent, "correlation")
    instance_id = optional_text(sent, "instance_id")
    release_id = correlation.get("release_id")
    if release_id is not None and not isinstance(release_id, str):
        raise Unprocessable({"correlation": "“release_id” must be a text."})
    if instance_id is None and release_id is None:
        raise Unprocessable(
            {"correlation": "Say to whom: an instance_id, or a correlation."}
        )
    delivered = messaging.deliver(
        application(),
        visitor(),
        name,
        object_of(sent, "payload"),
        instance_id=instance_id,
        release_id=release_id,
        idempotency_key=optional_text(sent, "idempotency_key"),
        language=locale(),
    )
    return _told(name, delivered)


def _told(name: str, delivered: messaging.Delivered) -> tuple[Response, int]:
    status = 200 if delivered.state == "taken" else 202
    told = jsonify(name=name, state=delivered.state, instance_id=delivered.instance_id)
    return told, status
