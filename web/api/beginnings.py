"""Other ways to begin a release: recorded after an emergency, copied from another."""

from typing import Any

from flask import Blueprint

from tasks.oversight.access import require_release
from tasks.repository.afterwards import record_afterwards
from tasks.repository.copying import copy_release
from web.api.describe import STRING, body, describe, ref
from web.api.releases import PROCESSES, told
from web.api.requests import json_body, optional_text
from web.current import application, reading, visitor
from web.policy import SIGNED_IN, allow
from web.texts import locale

bp = Blueprint("api_beginnings", __name__, url_prefix="/api/v1/releases")


@bp.post("/afterwards")
@allow(SIGNED_IN)
@describe(
    "Put an emergency deployment on the record afterwards; its process starts",
    body=body(
        {
            "process": {"enum": list(PROCESSES)},
            **dict.fromkeys(("title", "deployed", "deployed_at", "reason"), STRING),
            **dict.fromkeys(("deployed_by", "approved_by", "result"), STRING),
        },
        organization=STRING,
        service=STRING,
        crq_no=STRING,
        incident=STRING,
    ),
    answers={201: ref("Release")},
    refuses=(403, 422),
)
def afterwards() -> Any:
    """The record says that it was made afterwards, and why."""
    sent = json_body()
    with application().command(by=visitor().user_name) as context:
        made = record_afterwards(
            application(), context, visitor(), sent, language=locale()
        )
    return told(made, 201)


@bp.post("/<release_id>/copy")
@allow(SIGNED_IN)
@describe(
    "File a release like this one: record, plan and people, not its history",
    body=body({}, title=STRING),
    answers={201: ref("Release")},
    refuses=(403, 404, 422),
)
def copy(release_id: str) -> Any:
    """The process of the copy starts at its beginning."""
    title = optional_text(json_body(), "title")
    with reading() as conn:
        require_release(conn, visitor(), release_id)
    with application().command(by=visitor().user_name) as context:
        made = copy_release(application(), context, visitor(), release_id, title=title)
    return told(made, 201)
