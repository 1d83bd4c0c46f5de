"""Planning: blackouts, the next free slot, who of the coordinators is free."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from tasks.oversight.access import readable_among
from tasks.planning import blackouts, resources
from tasks.planning.blackouts import BLACKOUT_COLUMNS
from tasks.planning.errors import PlanningRefused
from tasks.release.errors import NoSuchRelease
from tasks.reports.lines import line_of
from web.api.describe import (
    ANY_OBJECT,
    MOMENT,
    STRING,
    Query,
    body,
    describe,
    list_of,
    nullable,
)
from web.api.requests import Unprocessable, json_body, plain
from web.current import application, reading, visitor
from web.pages import planning
from web.pages.blackouts import at, read
from web.policy import SIGNED_IN, allow

bp = Blueprint("api_planning", __name__, url_prefix="/api/v1")

LISTED = body({"items": list_of(ANY_OBJECT), "total": {"type": "integer"}})
DAY = {"type": "string", "format": "date"}
QUESTION = (
    Query("release", help="A release's number; else what is to be deployed:"),
    *(Query(n) for n in ("process", "type", "service", "organization", "coordinator")),
    Query("items", help="Configuration items, with spaces between"),
    Query("after", DAY),
    Query("at", help="The hour at which it begins, such as 19:00"),
    Query("hours", {"type": "number"}),
    Query("weekends", help="1: weekends and holidays too"),
    Query("outage", help="1: with an outage"),
)


@bp.get("/reports/free-slot")
@allow(SIGNED_IN)
@describe(
    "The next slots in which a release collides with nothing",
    query=QUESTION,
    answers={200: body({"slots": list_of(ANY_OBJECT), "passed": list_of(ANY_OBJECT)})},
    refuses=(404,),
)
def free_slot() -> Response:
    """The first free slots, and why the days before will not do."""
    taken_at = application().snapshots.ensure()
    release_id = request.args.get("release", "").strip()[:20]
    with reading() as conn:
        row = line_of(conn, release_id) if release_id else None
        if release_id and not readable_among(conn, visitor(), [release_id]):
            raise NoSuchRelease(release_id)
        if release_id and row is None:
            raise NoSuchRelease(release_id)
        found = planning.answer(conn, planning.question(row))
    return jsonify(
        as_of=plain(taken_at),
        slots=[
            {"starts_at": plain(each.starts_at), "ends_at": plain(each.ends_at)}
            for each in found.slots
        ],
        passed=[
            {
                "day": plain(each.day),
                "reasons": list(each.reasons),
                "blackout": each.blackout.id if each.blackout else None,
                "conflicts": [
                    {"release_id": other.release_id, "kinds": list(other.kinds)}
                    for other in each.collisions
                ],
            }
            for each in found.passed
        ],
    )


@bp.get("/blackouts")
@allow(SIGNED_IN)
@describe("When nothing may be deployed, now and later", answers={200: LISTED})
def listed() -> Response:
    """The blackouts that hold now or later."""
    with reading() as conn:
        rows = blackouts.between(conn, application().clock.now())
    return jsonify(items=[_shown(row) for row in rows], total=len(rows))


def _shown(row: Any) -> dict[str, Any]:
    return {name: plain(getattr(row, name)) for name in BLACKOUT_COLUMNS}


@bp.post("/blackouts")
@allow(SIGNED_IN)
@describe(
    "Enter a blackout",
    body=body(
        {"starts_at": MOMENT, "ends_at": MOMENT, "reason_en": STRING},
        reason_fr=STRING,
        process=nullable(STRING),
        organization=nullable(STRING),
        service=nullable(STRING),
    ),
    answers={201: body({"id": STRING})},
    refuses=(403, 422),
)
def add() -> tuple[Response, int]:
    """A new blackout, by who keeps them."""
    given = json_body()
    try:
        with application().command(by=visitor().user_name) as context:
            blackout_id = blackouts.add(context, visitor(), read(given))
    except PlanningRefused as refusal:
        raise Unprocessable({refusal.field: str(refusal)}) from refusal
    return jsonify(id=blackout_id), 201


@bp.post("/blackouts/<blackout_id>/take-back")
@allow(SIGNED_IN)
@describe("Take a blackout back", answers={204: None}, refuses=(403, 404))
def take_back(blackout_id: str) -> tuple[str, int]:
    """It holds no more."""
    with application().command(by=visitor().user_name) as context:
        blackouts.take_back(context, visitor(), blackout_id)
    return "", 204


@bp.get("/resources")
@allow(SIGNED_IN)
@describe(
    "The coordinators: what they carry, whether they are free at a moment",
    query=(Query("at", MOMENT, help="Now, when it is left out"),),
    answers={200: LISTED},
    refuses=(422,),
)
def coordinators() -> Response:
    """Who is free comes first."""
    asked = request.args.get("at")
    moment = at(asked.replace(" ", "+")) if asked else application().clock.now()
    if moment is None:
        raise Unprocessable({"at": "“at” must be a date and time (RFC 3339)."})
    application().snapshots.ensure()
    with reading() as conn:
        rows = resources.free_at(conn, moment, application().zone)
    items = [
        {
            "user_name": each.user_name,
            "name": each.name,
            "roles": sorted(each.roles),
            "free": each.is_free,
            "carries": each.standing.carries,
            "capacity": each.standing.capacity,
            "away": [plain(day) for day in each.standing.away or ()],
            "deploys": list(each.deploys),
        }
        for each in rows
    ]
    return jsonify(at=plain(moment), items=items, total=len(items))
