"""One task: its form, and what may be done with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from engine.errors import StepFailed
from tasks.changes import table as changes
from tasks.forms.answers import AnswersInvalid
from tasks.forms.posted import posted
from tasks.inbox import claiming
from tasks.inbox.completing import complete
from tasks.inbox.desk import Desk, at_desk, keep_draft
from tasks.inbox.tables import OPEN
from tasks.oversight import dossier
from tasks.people.access_requests import PROCESS, request_of
from web.current import application, reading, visitor
from web.policy import SIGNED_IN, allow
from web.texts import locale
from web.uploads import files_sent

bp = Blueprint("task", __name__, url_prefix="/tasks")


@bp.get("/<task_id>")
@allow(SIGNED_IN)
def show(task_id: str) -> Any:
    """The task, with a draft or what the record knows filled in."""
    return _page(_desk(task_id))


@bp.post("/<task_id>")
@allow(SIGNED_IN)
def work(task_id: str) -> Any:
    """Complete the task, keep its draft, or add and remove lines of a table."""
    desk = _desk(task_id)
    answers = posted(desk.form, request.form, files_sent())
    deed, _colon, what = request.form.get("do", "draft").partition(":")
    if deed == "complete":
        return _complete(task_id, answers)
    _keep(task_id, answers)
    if deed == "draft":
        flash(_("Your answers are kept. The task stays open."))
        return redirect(url_for("task.show", task_id=task_id), code=303)
    return _page(_desk(task_id, answers), **_lines(deed, what))


def _complete(task_id: str, answers: Mapping[str, Any]) -> Any:
    try:
        done = complete(
            application(),
            task_id,
            by=visitor().user_name,
            answers=answers,
            language=locale(),
        )
    except AnswersInvalid as invalid:
        return _page(_desk(task_id, answers), errors=invalid.messages), 422
    except StepFailed as fault:
        return _page(_desk(task_id, answers), errors={"": str(fault)}), 409
    flash(_("“%(task)s” is done.", task=done.name))
    for warning in done.warnings:
        flash(warning, "warning")
    if request.form.get("then") == "release" and done.release_id:
        return redirect(url_for("release.show", release_id=done.release_id), code=303)
    return redirect(url_for("inbox.index"), code=303)


@bp.post("/<task_id>/draft")
@allow(SIGNED_IN)
def draft(task_id: str) -> Response:
    """Keep what was written so far, and say which fields it calls for.

    The page asks while a person writes; one who may not work the task keeps nothing.
    """
    desk = _desk(task_id)
    answers = posted(desk.form, request.form, {})
    if desk.may_work and request.form.get("keep") == "1":
        _keep(task_id, answers)
    return jsonify(shown=sorted(_desk(task_id, answers).shown))


@bp.post("/<task_id>/claim")
@allow(SIGNED_IN)
def claim(task_id: str) -> Any:
    """Take the task."""
    who = visitor().user_name
    with application().command(by=who) as context:
        claiming.claim(context, task_id, user=who)
    flash(_("The task is yours."))
    return redirect(url_for("task.show", task_id=task_id), code=303)


@bp.post("/<task_id>/unclaim")
@allow(SIGNED_IN)
def unclaim(task_id: str) -> Any:
    """Give the task back to all who may take it."""
    who = visitor().user_name
    with application().command(by=who) as context:
        claiming.unclaim(context, task_id, user=who)
    flash(_("The task is free for others to take."))
    return redirect(url_for("inbox.index"), code=303)


@bp.post("/<task_id>/delegate")
@allow(SIGNED_IN)
def delegate(task_id: str) -> Any:
    """Pass the task on to somebody else."""
    who = visitor().user_name
    with application().command(by=who) as context:
        claiming.delegate(context, task_id, user=who, to=request.form.get("to", ""))
    flash(_("The task is passed on."))
    return redirect(url_for("inbox.index"), code=303)


def _desk(task_id: str, answers: Mapping[str, Any] | None = None) -> Desk:
    with application().looking(by=visitor().user_name) as context:
        return at_desk(application(), context, visitor(), task_id, answers=answers)


def _keep(task_id: str, answers: Mapping[str, Any]) -> None:
    with application().command(by=visitor().user_name) as context:
        keep_draft(application(), context, visitor(), task_id, answers)


def _lines(deed: str, what: str) -> dict[str, Any]:
    """The page's own wish: one more line in a table, or one less."""
    if deed == "add":
        return {"added": what}
    return {"removed": what} if deed == "remove" else {}


def _troubles(desk: Desk) -> Sequence[Any]:
    """The open issues of a task's release: whoever decides has to know them."""
    if desk.row.state != OPEN or desk.row.release_id is None:
        return ()
    with reading() as conn:
        return dossier.open_issues(conn, desk.row.release_id)


def _asked(desk: Desk) -> Any:
    """Who asks for access, if that is what the task decides on."""
    if desk.row.process_key != PROCESS:
        return None
    with reading() as conn:
        return request_of(conn, desk.row.instance_id)


def _change(desk: Desk) -> Any:
    """The change of a process that the task is about."""
    if desk.row.process_key != changes.PROCESS:
        return None
    with reading() as conn:
        return changes.of_instance(conn, desk.row.instance_id)


def _page(desk: Desk, **more: Any) -> str:
    return render_template(
        "task/show.html",
        desk=desk,
        task=desk.row,
        troubles=_troubles(desk),
        asked=_asked(desk),
        change=_change(desk),
        errors=more.get("errors", {}),
        added=more.get("added"),
        removed=more.get("removed"),
        now=application().clock.now(),
    )
