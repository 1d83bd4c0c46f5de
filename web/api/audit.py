"""The audit trail: who did what, filtered."""

from datetime import datetime

from flask import Blueprint, Response, jsonify, request

from tasks.oversight import trail
from web.api import shapes
from web.api.describe import PAGING, Query, describe, page_of, ref
from web.api.requests import Unprocessable, paging
from web.current import reading, visitor
from web.policy import SIGNED_IN, allow
from web.texts import as_moment

bp = Blueprint("api_audit", __name__, url_prefix="/api/v1/audit")


@bp.get("")
@allow(SIGNED_IN)
@describe(
    "Who did what, newest first",
    query=(
        Query("entity", help="release, task, instance, process, person, mail"),
        Query("entity_id"),
        Query("field"),
        Query("by"),
        Query("release", help="changes of a release, its tasks and its process"),
        Query("instance_id"),
        Query("since", {"type": "string", "format": "date-time"}),
        Query("until", {"type": "string", "format": "date-time"}),
        *PAGING,
    ),
    answers={200: page_of(ref("AuditEntry"))},
    refuses=(422,),
)
def index() -> Response:
    """One page of changes that the asker may see."""
    asked, args = paging(), request.args
    wanted = trail.Wanted(
        entity=args.get("entity") or None,
        entity_id=args.get("entity_id") or None,
        field=args.get("field") or None,
        by=args.get("by") or None,
        instance_id=args.get("instance_id") or None,
        release=args.get("release") or None,
        since=_moment("since"),
        until=_moment("until"),
        page=asked.page,
        per_page=asked.per_page,
    )
    with reading() as conn:
        page = trail.entries(conn, visitor(), wanted)
    return jsonify(items=[shapes.audit(r) for r in page.items], total=page.total)


def _moment(name: str) -> datetime | None:
    text = request.args.get(name)
    if not text:
        return None
    found = as_moment(text.replace(" ", "+"))
    if found is None:
        raise Unprocessable(
            {name: f"“{name}” must be a moment such as 2026-11-23T15:00Z."}
        )
    return found
