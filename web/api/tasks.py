"""Tasks: list, read, take, give back, pass on, complete."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Blueprint, Response, jsonify, request, url_for

from engine.errors import EngineError
from tasks.forms.describe import described, options_plain
from tasks.inbox import claiming, listing
from tasks.inbox.completing import complete as complete_task
from tasks.inbox.desk import Desk, at_desk, keep_draft
from tasks.inbox.tables import DONE, OPEN
from tasks.oversight.access import require_task
from tasks.oversight.inbox import inbox_of
from web.api import shapes
from web.api.describe import (
    ANY_OBJECT,
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
    one_of,
    paging,
    plain,
    text_of,
    yes_or_no,
)
from web.current import application, reading, visitor
from web.policy import SIGNED_IN, allow
from web.texts import locale

bp = Blueprint("api_tasks", __name__, url_prefix="/api/v1/tasks")

SCOPES = (listing.MINE, listing.ROLES, listing.ALL)
STATES = (OPEN, DONE, "withdrawn")


@bp.get("")
@allow(SIGNED_IN)
@describe(
    "List tasks: mine, those I hold or may claim, or all I may see",
    query=(
        Query("scope", {"enum": list(SCOPES), "default": "mine"}),
        Query("state", {"enum": list(STATES), "default": "open"}),
        Query("release"),
        Query("process"),
        Query("overdue", {"type": "boolean"}),
        Query("q", help="words in the task's name, the release's number or title"),
        Query("sort", {"enum": list(listing.SORTS), "default": "due"}),
        *PAGING,
    ),
    answers={200: page_of(ref("TaskLine"))},
    refuses=(422,),
)
def index() -> Response:
    """One page of tasks."""
    who, asked = visitor(), paging()
    wanted = listing.Wanted(
        scope=one_of("scope", SCOPES, listing.MINE),
        state=one_of("state", STATES, OPEN),
        release=request.args.get("release") or None,
        process=request.args.get("process") or None,
        overdue=yes_or_no("overdue"),
        q=request.args.get("q", "").strip()[:100] or None,
        sort=one_of("sort", tuple(listing.SORTS), "due"),
        page=asked.page,
        per_page=asked.per_page,
    )
    now = application().clock.now()
    with reading() as conn:
        page = inbox_of(conn, who, wanted, now)
    items = [shapes.task(row) for row in page.items]
    return jsonify(items=items, total=page.total)


@bp.get("/<task_id>")
@allow(SIGNED_IN)
@describe("Read a task with its form", answers={200: ref("Task")}, refuses=(404,))
def show(task_id: str) -> Response:
    """One task."""
    return jsonify(_told(_desk(task_id)))


@bp.get("/<task_id>/options/<path>")
@allow(SIGNED_IN)
@describe(
    "The options of a field with too many to list in the form",
    answers={200: list_of(ref("Option"))},
    refuses=(404,),
)
def options(task_id: str, path: str) -> Response:
    """What may be chosen in a field; ``path`` is ``field`` or ``field.column``."""
    desk = _desk(task_id)
    return jsonify(options_plain(desk.offered.get(path, ()), locale()))


@bp.post("/<task_id>/claim")
@allow(SIGNED_IN)
@describe("Take a task", answers={200: ref("TaskLine")}, refuses=(403, 404, 409))
def claim(task_id: str) -> Response:
    """Make the asker its owner."""
    who = visitor().user_name
    with _hidden(task_id), application().command(by=who) as context:
        return jsonify(shapes.task(claiming.claim(context, task_id, user=who)))


@bp.post("/<task_id>/unclaim")
@allow(SIGNED_IN)
@describe("Give a task back", answers={200: ref("TaskLine")}, refuses=(403, 404, 409))
def unclaim(task_id: str) -> Response:
    """Make it free for all who may take it."""
    who = visitor().user_name
    with _hidden(task_id), application().command(by=who) as context:
        claiming.unclaim(context, task_id, user=who)
        return jsonify(shapes.task(claiming.task_row(context.conn, task_id)))


@bp.post("/<task_id>/delegate")
@allow(SIGNED_IN)
@describe(
    "Pass a task on to somebody who may work it",
    body=body({"to": STRING}),
    answers={200: ref("TaskLine")},
    refuses=(403, 404, 409, 422),
)
def delegate(task_id: str) -> Response:
    """Give it to another person."""
    sent = json_body()
    to = text_of(sent, "user" if "user" in sent and "to" not in sent else "to")
    who = visitor().user_name
    with _hidden(task_id), application().command(by=who) as context:
        claiming.delegate(context, task_id, user=who, to=to)
        return jsonify(shapes.task(claiming.task_row(context.conn, task_id)))


@bp.post("/<task_id>/draft")
@allow(SIGNED_IN)
@describe(
    "Keep answers without completing",
    body=body({"answers": ANY_OBJECT}),
    answers={200: ref("Task")},
    refuses=(403, 404, 409, 422),
)
def draft(task_id: str) -> Response:
    """Keep what was answered so far, right or wrong."""
    answers = _answers()
    with application().command(by=visitor().user_name) as context:
        keep_draft(application(), context, visitor(), task_id, answers)
    return jsonify(_told(_desk(task_id)))


@bp.post("/<task_id>/complete")
@allow(SIGNED_IN)
@describe(
    "Complete a task; on any refusal it stays open and keeps the answers",
    body=body({"answers": ANY_OBJECT}),
    answers={200: ref("Completed")},
    refuses=(403, 404, 409, 422),
)
def complete(task_id: str) -> Response:
    """Complete it, and say what is open next."""
    answers = _answers()
    with _hidden(task_id):
        done = complete_task(
            application(),
            task_id,
            by=visitor().user_name,
            answers=answers,
            language=locale(),
        )
    return jsonify(
        id=done.task_id,
        state="done",
        release_id=done.release_id,
        next=[shapes.task(row) for row in done.next],
        warnings=list(done.warnings),
    )


def _answers() -> dict[str, Any]:
    sent = json_body()
    answers = sent.get("answers", {})
    if not isinstance(answers, dict):
        raise Unprocessable({"answers": "“answers” must be an object."})
    return answers


@contextmanager
def _hidden(task_id: str) -> Iterator[None]:
    """A refusal tells nothing of the task to who may not look at it.

    Who may work a task may look at it, so that only a refusal costs the question.
    Raises NotFound instead of the refusal.
    """
    try:
        yield
    except EngineError:
        with reading() as conn:
            require_task(conn, visitor(), task_id)
        raise


def _desk(task_id: str) -> Desk:
    with application().looking(by=visitor().user_name) as context:
        return at_desk(application(), context, visitor(), task_id)


def _told(desk: Desk) -> dict[str, Any]:
    row, language = desk.row, locale()

    def options_url(path: str) -> str:
        return url_for("api_tasks.options", task_id=row.task_id, path=path)

    fields = described(
        desk.form, offered=desk.offered, language=language, options_url=options_url
    )
    properties = desk.node.properties if desk.node else {}
    return {
        **shapes.task(row, desk.version_number),
        "form": {"name": row.form, "fields": fields},
        "values": plain(desk.values),
        "draft": plain(row.draft),
        "answers": plain(row.answers),
        "instructions": properties.get(f"help_{language}")
        or (desk.node.documentation if desk.node else ""),
        "missing": [each.in_language(language) for each in desk.missing],
        "consulted": list(desk.duties.consulted) if desk.duties else [],
        "informed": list(desk.duties.informed) if desk.duties else [],
        "may_complete": desk.may_work,
    }
