"""The process owner's list of improvements, for programs."""

from flask import Blueprint, Response, jsonify

from tasks.repository.improving import (
    STATES,
    Wanted,
    decide,
    improvement,
    improvements,
)
from web.api import shapes
from web.api.describe import ANY_OBJECT, PAGING, Query, describe, page_of, ref
from web.api.requests import json_body, one_of, paging
from web.current import application, reading, visitor
from web.policy import SIGNED_IN, allow

bp = Blueprint("api_improvements", __name__, url_prefix="/api/v1/improvements")


@bp.get("")
@allow(SIGNED_IN)
@describe(
    "The improvements of the releases one may read",
    query=(Query("state", {"enum": ["open", *STATES]}), *PAGING),
    answers={200: page_of(ref("Entry"))},
    refuses=(422,),
)
def index() -> Response:
    """Newest first."""
    asked = paging()
    state = one_of("state", ("", "open", *STATES), "") or None
    wanted = Wanted(state, asked.page, asked.per_page)
    with reading() as conn:
        page = improvements(conn, visitor(), wanted)
    return jsonify(items=[shapes.entry(row) for row in page.items], total=page.total)


@bp.patch("/<entry_id>")
@allow(SIGNED_IN)
@describe(
    "Say what becomes of an improvement; for the process owner",
    body=ANY_OBJECT,
    answers={200: ref("Entry")},
    refuses=(403, 404, 422),
)
def change(entry_id: str) -> Response:
    """State, action, owner, due date, and the reason of a rejection."""
    sent = json_body()
    with application().command(by=visitor().user_name) as context:
        decide(context, visitor(), entry_id, sent)
    with reading() as conn:
        return jsonify(shapes.entry(improvement(conn, visitor(), entry_id)))
