"""Access to the repository: ask for it, see what became of it."""

from typing import Any

from flask import Blueprint, Response, abort, jsonify, request

from tasks import access
from tasks.oversight import access_requests as oversight
from tasks.people.access_requests import requests_of
from tasks.people.rights import may_see_access_requests
from web.api.describe import (
    MOMENT,
    PAGING,
    STRING,
    Query,
    body,
    describe,
    nullable,
    page_of,
)
from web.api.requests import json_body, one_of, paging, plain
from web.current import application, reading, visitor
from web.policy import WAITING, allow
from web.texts import locale

bp = Blueprint("api_access", __name__, url_prefix="/api/v1/access-requests")

DAY = {"type": "string", "format": "date"}
LEVEL = {"enum": ["view", "update"]}
SHOWN = (
    *("id", "state", "level", "role", "organization", "until", "reason"),
    *("requested_at", "decided_at", "decided_by", "decision_reason", "ends_at"),
)
REQUEST = body(
    {
        "id": STRING,
        "person": STRING,
        "state": {"enum": list(oversight.STATES)},
        "level": LEVEL,
        "role": STRING,
        "reason": STRING,
        "requested_at": MOMENT,
    },
    organization=nullable(STRING),
    until=nullable(DAY),
    decided_at=nullable(MOMENT),
    decided_by=nullable(STRING),
    decision_reason=nullable(STRING),
    ends_at=nullable(MOMENT),
    instance_id=nullable(STRING),
)


@bp.get("")
@allow(WAITING)
@describe(
    "List requests for access: one's own, or those of all for who decides",
    query=(
        Query("scope", {"enum": ["mine", "all"]}),
        Query("state", {"enum": list(oversight.STATES)}),
        *PAGING,
    ),
    answers={200: page_of(REQUEST)},
    refuses=(403, 422),
)
def mine() -> Response:
    """Newest first."""
    asked, who = paging(), visitor()
    state = one_of("state", ("", *oversight.STATES), "") or None
    if one_of("scope", ("mine", "all"), "mine") == "all":
        if not may_see_access_requests(who):
            abort(403)
        wanted = oversight.Wanted(state, asked.page, asked.per_page)
        with reading() as conn:
            page = oversight.requests(conn, wanted)
        return jsonify(items=[_shown(r) for r in page.items], total=page.total)
    with reading() as conn:
        own = requests_of(conn, who.user_name)
    found = [_shown(row) for row in own if state in (None, row.state)]
    first = (asked.page - 1) * asked.per_page
    return jsonify(items=found[first : first + asked.per_page], total=len(found))


@bp.post("")
@allow(WAITING)
@describe(
    "Ask for access; a process decides",
    body=body(
        {"level": LEVEL, "role": STRING, "reason": STRING},
        organization=nullable(STRING),
        until=nullable(DAY),
    ),
    answers={201: REQUEST},
    refuses=(403, 422),
)
def ask() -> Any:
    """The request as it stands now."""
    who = visitor()
    request_id = access.ask(application(), who, json_body(), language=locale())
    with reading() as conn:
        [row] = [r for r in requests_of(conn, who.user_name) if r.id == request_id]
    response = jsonify(_shown(row))
    response.status_code = 201
    response.headers["Location"] = request.path
    return response


def _shown(row: Any) -> dict[str, Any]:
    told = {name: plain(getattr(row, name)) for name in SHOWN}
    return told | {"person": row.user_name, "instance_id": row.instance_id}
