"""Open tasks of a rehearsal: their real forms, worked as any role."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, jsonify, render_template, request
from flask_babel import gettext as _

from engine.errors import Conflict, EngineError, NotFound, TaskAlreadyDone
from tasks.forms.answers import AnswersInvalid
from tasks.forms.posted import posted
from tasks.inbox.desk import Desk, at_desk
from tasks.people.roles import ROLES
from tasks.rehearsal.sandbox import Sandbox
from web.policy import allow
from web.rehearsing import MAY_DRAW, back, held
from web.uploads import files_sent

bp = Blueprint("rehearsal_tasks", __name__, url_prefix="/processes")


@bp.get("/<key>/rehearsal/<int:number>/tasks/<task_id>")
@allow(MAY_DRAW)
def task(key: str, number: int, task_id: str) -> Any:
    """An open task with its real form, as whoever works it or as another role."""
    try:
        with held(key, number) as sandbox:
            return _task(key, number, sandbox, task_id)
    except EngineError as refusal:
        flash(_(str(refusal)), "error")
        return back(key, number)


@bp.post("/<key>/rehearsal/<int:number>/tasks/<task_id>")
@allow(MAY_DRAW)
def work(key: str, number: int, task_id: str) -> Any:
    """Complete the task on the stage, or add and remove lines of a table."""
    try:
        with held(key, number) as sandbox:
            desk = _desk(sandbox, task_id)
            answers = posted(desk.form, request.form, files_sent())
            deed, _colon, what = request.form.get("do", "").partition(":")
            if deed != "complete":
                lines = {"added" if deed == "add" else "removed": what}
                return _task(key, number, sandbox, task_id, answers, **lines)
            try:
                sandbox.complete(task_id, answers, by=_user(sandbox, task_id))
            except AnswersInvalid as invalid:
                errors = dict(invalid.messages)
                page = _task(key, number, sandbox, task_id, answers, errors=errors)
                return page, 422
    except EngineError as refusal:
        flash(_(str(refusal)), "error")
    return back(key, number)


@bp.post("/<key>/rehearsal/<int:number>/tasks/<task_id>/draft")
@allow(MAY_DRAW)
def shown(key: str, number: int, task_id: str) -> Any:
    """Which fields the answers so far call for; nothing is kept."""
    try:
        with held(key, number) as sandbox:
            desk = _desk(sandbox, task_id)
            answers = posted(desk.form, request.form, {})
            return jsonify(shown=sorted(_desk(sandbox, task_id, answers).shown))
    except Conflict as over:
        abort(410, str(over))  # the page's script leaves the fields as they are


def _task(
    key: str,
    number: int,
    sandbox: Sandbox,
    task_id: str,
    answers: Any = None,
    **more: Any,
) -> str:
    desk = _desk(sandbox, task_id, answers)
    return render_template(
        "rehearsal/task.html",
        key=key,
        number=number,
        desk=desk,
        task=desk.row,
        user=_user(sandbox, task_id),
        roles=ROLES,
        now=sandbox.clock.now(),
        errors=more.get("errors", {}),
        added=more.get("added"),
        removed=more.get("removed"),
    )


def _desk(sandbox: Sandbox, task_id: str, answers: Any = None) -> Desk:
    """The task as the chosen person sees it; who may not see it may not work it."""
    try:
        return _desk_of(sandbox, _user(sandbox, task_id), task_id, answers)
    except NotFound:
        row = _open(sandbox, task_id)
        desk = _desk_of(sandbox, sandbox.worker_of(row), task_id, answers)
        return replace(desk, may_work=False)


def _desk_of(sandbox: Sandbox, user: str, task_id: str, answers: Any) -> Desk:
    person = sandbox.person(user)
    with sandbox.app.looking(by=user) as context:
        return at_desk(sandbox.app, context, person, task_id, answers=answers)


def _user(sandbox: Sandbox, task_id: str) -> str:
    """In whose name: as chosen, else whoever works the task."""
    chosen = request.values.get("as", "")
    if chosen in ROLES:
        return chosen
    return sandbox.worker_of(_open(sandbox, task_id))


def _open(sandbox: Sandbox, task_id: str) -> Any:
    """An open task of the stage. Raises TaskAlreadyDone."""
    found = next((r for r in sandbox.open_tasks() if r.task_id == task_id), None)
    if found is None:
        raise TaskAlreadyDone
    return found
