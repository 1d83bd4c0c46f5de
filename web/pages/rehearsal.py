"""Rehearse a draft: click through it or let it play, and keep that as its test."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from markupsafe import Markup

from engine import drafts
from engine.bundles import unpack
from engine.errors import Conflict, EngineError, NotFound, TaskAlreadyDone
from engine.svg import svg
from tasks import drafting
from tasks.forms.answers import AnswersInvalid
from tasks.forms.posted import posted
from tasks.inbox.desk import Desk, at_desk
from tasks.oversight.live import live
from tasks.people.roles import ROLES
from tasks.rehearsal import results, scenarios
from tasks.rehearsal.kept import Of, Rehearsals
from tasks.rehearsal.playing import play as let_play
from tasks.rehearsal.sandbox import Sandbox
from tasks.rehearsal.stage import Piece, Stages
from web.current import application, reading, visitor
from web.pages.instances import scaled
from web.policy import allow, roles
from web.steps import names_of
from web.texts import N_
from web.uploads import files_sent

bp = Blueprint("rehearsal", __name__, url_prefix="/processes")

MAY_DRAW = roles("process_owner", "release_manager")
#: How far the clock can be moved on with one press, in hours.
STEPS = (
    (1, N_("an hour")),
    (24, N_("a day")),
    (168, N_("a week")),
    (720, N_("30 days")),
)
#: What stopped a rehearsal that played by itself.
STOPPED = {
    "ended": N_("It has come to its end."),
    "enough": N_("It went on for a while; let it play on if you like."),
    "waits": N_("Nobody is asked and no timer helps: it waits for a message."),
    "unanswered": N_("Nobody knows what to answer at %(step)s; answer it yourself."),
}


@bp.get("/<key>/rehearsal")
@allow(MAY_DRAW)
def show(key: str) -> Any:
    """The rehearsal as it stands, or the door to one."""
    number = _number(key)
    with reading() as conn:
        row = drafts.draft(conn, key, number)
        tests = results.shown(conn, key, number)
    sandbox = _kept().find(_of(key, number), application().clock.now())
    more = _view(sandbox, key, number) if sandbox is not None else {}
    return render_template(
        "rehearsal/show.html",
        key=key,
        number=number,
        row=row,
        tests=tests,
        sandbox=sandbox,
        steps=STEPS,
        **more,
    )


def _view(sandbox: Sandbox, key: str, number: int) -> dict[str, Any]:
    with sandbox.lock:
        with sandbox.app.read() as conn:
            seen = live(sandbox.app, conn, sandbox.instance_id)
        tasks = sandbox.open_tasks()
        found = {
            "seen": seen,
            "tasks": tasks,
            "workers": {row.task_id: sandbox.worker_of(row) for row in tasks},
            "data": sandbox.data(),
            "mails": sandbox.mails(),
            "now": sandbox.clock.now(),
        }
    here = {w.step: w.task_id for w in seen.waiting if w.kind == "task"}

    def link(step: str) -> str | None:
        task_id = here.get(step)
        if task_id is None:
            return None
        return url_for("rehearsal.task", key=key, number=number, task_id=task_id)

    drawn = svg(
        seen.version.diagram,
        seen.marks,
        links=link,
        title=seen.version.diagram.name,
        description=_("The same is told as text beside the picture."),
        names=names_of(seen.version.diagram),
        words={
            "done": _("done"),
            "open": _("open"),
            "late": _("overdue"),
            "failed": _("failed"),
        },
    )
    found["picture"] = scaled(Markup(drawn), 60)  # noqa: S704 - ours, texts escaped
    return found


@bp.post("/<key>/rehearsal/<int:number>/begin")
@allow(MAY_DRAW)
def begin(key: str, number: int) -> Any:
    """Set the stage with the draft as it is saved now."""

    def work() -> None:
        at = application().clock.now().replace(microsecond=0)
        sandbox = Sandbox.begun(_stages(), _piece(key, number), at)
        _kept().keep(_of(key, number), sandbox, application().clock.now())

    return _done(key, number, work)


@bp.post("/<key>/rehearsal/<int:number>/end")
@allow(MAY_DRAW)
def end(key: str, number: int) -> Any:
    """Take the stage down."""
    _kept().end(_of(key, number))
    flash(_("The rehearsal is over; nothing of it is left."))
    return _back(key, number)


@bp.post("/<key>/rehearsal/<int:number>/clock")
@allow(MAY_DRAW)
def clock(key: str, number: int) -> Any:
    """Move the stage's clock on: by hours, or to the next timer."""

    def work() -> None:
        with _held(key, number) as sandbox:
            hours = request.form.get("hours", "")
            if hours.isdecimal() and len(hours) < 6:
                sandbox.wait(timedelta(hours=int(hours)))
            elif not sandbox.wait_for_timer():
                flash(_("No timer runs."), "warning")

    return _done(key, number, work)


@bp.post("/<key>/rehearsal/<int:number>/play")
@allow(MAY_DRAW)
def play(key: str, number: int) -> Any:
    """Let it go on by itself for a while."""

    def work() -> None:
        with _held(key, number) as sandbox:
            played = let_play(sandbox)
        words = STOPPED.get(played.why)
        flash(_(words, step=played.step) if words else played.why)

    return _done(key, number, work)


@bp.post("/<key>/rehearsal/<int:number>/send")
@allow(MAY_DRAW)
def send(key: str, number: int) -> Any:
    """A message comes from outside."""

    def work() -> None:
        with _held(key, number) as sandbox:
            sandbox.send(request.form.get("message", ""))

    return _done(key, number, work)


@bp.get("/<key>/rehearsal/<int:number>/tasks/<task_id>")
@allow(MAY_DRAW)
def task(key: str, number: int, task_id: str) -> Any:
    """An open task with its real form, as whoever works it or as another role."""
    try:
        with _held(key, number) as sandbox:
            return _task(key, number, sandbox, task_id)
    except EngineError as refusal:
        flash(_(str(refusal)), "error")
        return _back(key, number)


@bp.post("/<key>/rehearsal/<int:number>/tasks/<task_id>")
@allow(MAY_DRAW)
def work(key: str, number: int, task_id: str) -> Any:
    """Complete the task on the stage, or add and remove lines of a table."""
    try:
        with _held(key, number) as sandbox:
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
    return _back(key, number)


@bp.post("/<key>/rehearsal/<int:number>/tasks/<task_id>/draft")
@allow(MAY_DRAW)
def shown(key: str, number: int, task_id: str) -> Any:
    """Which fields the answers so far call for; nothing is kept."""
    try:
        with _held(key, number) as sandbox:
            desk = _desk(sandbox, task_id)
            answers = posted(desk.form, request.form, {})
            return jsonify(shown=sorted(_desk(sandbox, task_id, answers).shown))
    except Conflict as over:
        abort(410, str(over))  # the page's script leaves the fields as they are


@bp.post("/<key>/rehearsal/<int:number>/scenarios")
@allow(MAY_DRAW)
def keep(key: str, number: int) -> Any:
    """Save what was done, with what it led to, as a test of the draft."""
    name = request.form.get("name", "").strip().lower()
    if scenarios.NAME.fullmatch(name) is None:
        flash(_("A name has small letters, digits, hyphens and _."), "error")
        return _back(key, number)

    def work() -> None:
        title = request.form.get("title", "").strip()[:200] or name
        with _held(key, number) as sandbox:
            content = scenarios.recorded(sandbox, name, title).as_bytes()
        with reading() as conn:
            revision = drafts.draft(conn, key, number).revision
        drafting.save(
            application(),
            key,
            number,
            by=visitor().user_name,
            revision=revision,
            bundle_changes={f"{scenarios.FOLDER}{name}.json": content},
            what=f"scenario {name}",
        )
        flash(_("The scenario is saved with the draft."))

    return _done(key, number, work)


@bp.post("/<key>/rehearsal/<int:number>/scenarios/run")
@allow(MAY_DRAW)
def run(key: str, number: int) -> Any:
    """Run all scenarios of the draft, each on a stage of its own."""

    def work() -> None:
        found = results.run_all(
            application(), _stages(), key, number, by=visitor().user_name
        )
        failed = [each.name for each in found if not each.passed]
        if failed:
            flash(_("Failed: %(names)s", names=", ".join(failed)), "warning")
        else:
            flash(_("All scenarios pass."))

    return _done(key, number, work)


def _done(key: str, number: int, work: Callable[[], None]) -> Any:
    """Do it, or say why not; then the rehearsal again."""
    try:
        work()
    except EngineError as refusal:
        flash(_(str(refusal)), "error")
    return _back(key, number)


def _back(key: str, number: int) -> Any:
    there = url_for("rehearsal.show", key=key, draft=number)
    return redirect(there, code=303)


def _number(key: str) -> int:
    text = request.args.get("draft", "")
    if text.isdecimal() and len(text) < 7:
        return int(text)
    with reading() as conn:
        newest = drafts.newest_draft(conn, key)
    if newest is None:
        raise NotFound(f"“{key}” has no draft to rehearse.")
    return newest


@contextmanager
def _held(key: str, number: int) -> Iterator[Sandbox]:
    """The rehearsal under way, for this request alone. Raises Conflict."""
    sandbox = _kept().find(_of(key, number), application().clock.now())
    if sandbox is None:
        raise Conflict("The rehearsal is over; begin it anew.")
    with sandbox.lock:
        yield sandbox


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


def _piece(key: str, number: int) -> Piece:
    with reading() as conn:
        row = drafts.draft(conn, key, number)
    return key, bytes(row.xml), unpack(row.bundle)


def _of(key: str, number: int) -> Of:
    return visitor().user_name, key, number


def _kept() -> Rehearsals:
    found: Rehearsals = current_app.extensions.setdefault(
        "erm_rehearsals", Rehearsals()
    )
    return found


def _stages() -> Stages:
    found: Stages = current_app.extensions.setdefault(
        "erm_stages", Stages(application())
    )
    return found
