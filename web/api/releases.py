"""Releases: file, list, read, change, cancel, reopen and close again."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from tasks import by_hand
from tasks.correcting import correct
from tasks.filing import file_release
from tasks.oversight import releases as oversight
from tasks.oversight.access import require_release
from tasks.people.roles import ROLES
from tasks.release.ending import check_cancel, close_again, reopen
from tasks.release.fields import FIELDS
from tasks.release.states import STATUSES
from tasks.release.tables import linked_to
from tasks.repository.related import related_to
from tasks.repository.writer import Writer
from web.api import shapes
from web.api.describe import (
    PAGING,
    STRING,
    Query,
    body,
    describe,
    page_of,
    ref,
)
from web.api.requests import (
    Unprocessable,
    expected_version,
    json_body,
    one_of,
    optional_text,
    paging,
    text_of,
    with_etag,
    yes_or_no,
)
from web.current import application, reading, visitor
from web.policy import SIGNED_IN, allow
from web.texts import locale

bp = Blueprint("api_releases", __name__, url_prefix="/api/v1/releases")

PROCESSES = ("smr", "dcs")


@bp.post("")
@allow(SIGNED_IN)
@describe(
    "File a request; only process and title are needed, the first tasks ask the rest",
    body={
        **body({"process": {"enum": list(PROCESSES)}, "title": STRING}),
        "additionalProperties": True,
    },
    answers={201: ref("Release")},
    refuses=(422,),
)
def file() -> Any:
    """Put it on the record and start its process."""
    sent = json_body()
    process, title = _word(sent, "process", PROCESSES), text_of(sent, "title", most=300)
    fields = _fields(sent)
    with application().command(by=visitor().user_name) as context:
        filed = file_release(
            application(),
            context,
            visitor(),
            process=process,
            title=title,
            fields=fields,
        )
    response = told(filed["id"], 201)
    response.headers["Location"] = f"/api/v1/releases/{filed['id']}"
    return response


def _word(sent: dict[str, Any], name: str, allowed: tuple[str, ...]) -> str:
    word = sent.get(name)
    if word not in allowed:
        raise Unprocessable({name: f"“{name}” must be one of: {', '.join(allowed)}."})
    return str(word)


def _fields(sent: dict[str, Any]) -> dict[str, Any]:
    """The other fields of a request. Raises Unprocessable for what is none."""
    fields = {k: v for k, v in sent.items() if k not in ("process", "title")}
    unknown = {
        name: f"A release has no field “{name}”."
        for name in fields
        if name not in FIELDS and name not in ROLES
    }
    if unknown:
        raise Unprocessable(unknown)
    return fields


@bp.get("")
@allow(SIGNED_IN)
@describe(
    "List the releases one may read",
    query=(
        Query("process", {"enum": list(PROCESSES)}),
        Query("status", {"enum": ["open", *STATUSES]}),
        Query("milestone"),
        Query("organization"),
        Query("mine", {"type": "boolean"}, "only those on which I hold a role"),
        Query("q"),
        Query("sort", {"enum": list(oversight.SORTS)}),
        *PAGING,
    ),
    answers={200: page_of(ref("Release"))},
    refuses=(422,),
)
def index() -> Response:
    """One page of releases."""
    asked = paging()
    wanted = oversight.Wanted(
        process=one_of("process", ("", *PROCESSES), "") or None,
        status=one_of("status", ("", "open", *STATUSES), "") or None,
        milestone=request.args.get("milestone") or None,
        organization=request.args.get("organization") or None,
        mine=yes_or_no("mine"),
        q=request.args.get("q", "").strip()[:100] or None,
        sort=one_of("sort", tuple(oversight.SORTS), "newest"),
        page=asked.page,
        per_page=asked.per_page,
    )
    with reading() as conn:
        page = oversight.releases(conn, visitor(), wanted)
        links = oversight.links_of(conn, [row.id for row in page.items])
    items = [shapes.release(row, links.get(row.id, ())) for row in page.items]
    return jsonify(items=items, total=page.total)


@bp.get("/<release_id>")
@allow(SIGNED_IN)
@describe("Read a release", answers={200: ref("Release")}, refuses=(404,))
def show(release_id: str) -> Response:
    """One release with all its fields; the ETag is for a change."""
    response = told(release_id)
    response.make_conditional(request)
    return response


@bp.patch("/<release_id>")
@allow(SIGNED_IN)
@describe(
    "Change fields of the record by hand; send If-Match with the ETag read",
    body={**body({}, reason=STRING), "additionalProperties": True},
    answers={200: ref("Release")},
    refuses=(404, 409, 412, 422, 428),
)
def change(release_id: str) -> Response:
    """Milestone and status follow from the process alone."""
    sent = json_body()
    reason = optional_text(sent, "reason") or "through the interface"
    values = {k: v for k, v in sent.items() if k != "reason"}
    with reading() as conn:
        _row, standing = require_release(conn, visitor(), release_id)
    expected = expected_version()
    with application().command(by=visitor().user_name) as context:
        writer = Writer(
            application(), context, visitor(), standing, release_id, locale()
        )
        correct(writer, values, reason=reason, expected=expected)
    return told(release_id)


@bp.post("/<release_id>/cancel")
@allow(SIGNED_IN)
@describe(
    "Cancel a release: its process ends it and tells everybody",
    body={**body({"reason": STRING}, next_steps=STRING), "additionalProperties": True},
    answers={200: ref("Release")},
    refuses=(404, 409, 422),
)
def cancel(release_id: str) -> Response:
    """Send the process the message ``cancel_release``."""
    sent = json_body()
    reason = text_of(sent, "reason")
    with reading() as conn:
        row, standing = require_release(conn, visitor(), release_id)
    check_cancel(dict(row._mapping), visitor().roles, reason)
    by_hand.send(
        application(),
        visitor(),
        standing,
        row.instance_id,
        "cancel_release",
        {**sent, "reason": reason},
        language=locale(),
    )
    return told(release_id)


@bp.post("/<release_id>/reopen")
@allow(SIGNED_IN)
@describe(
    "Reopen a closed record, to correct it; its process does not run again",
    body=body({"reason": STRING}),
    answers={200: ref("Release")},
    refuses=(404, 422),
)
def open_again(release_id: str) -> Response:
    """The release manager opens it, with a reason."""
    reason = text_of(json_body(), "reason")
    with reading() as conn:
        require_release(conn, visitor(), release_id)
    with application().command(by=visitor().user_name) as context:
        reopen(context, release_id, visitor().roles, reason)
    return told(release_id)


@bp.post("/<release_id>/close")
@allow(SIGNED_IN)
@describe(
    "Close a record that was reopened",
    body=body({}, reason=STRING),
    answers={200: ref("Release")},
    refuses=(404, 422),
)
def close(release_id: str) -> Response:
    """Read-only again from now on."""
    reason = optional_text(json_body(), "reason") or ""
    with reading() as conn:
        require_release(conn, visitor(), release_id)
    with application().command(by=visitor().user_name) as context:
        close_again(context, release_id, visitor().roles, reason)
    return told(release_id)


def told(release_id: str, status: int = 200) -> Response:
    """A release with its ETag."""
    with reading() as conn:
        row, standing = require_release(conn, visitor(), release_id)
        links = [other.id for other in linked_to(conn, release_id)]
        links += [other.id for other in related_to(conn, release_id)]
    shape = shapes.release(row, list(dict.fromkeys(links)), standing.holders)
    return with_etag(shape, row.lock_version, status)
