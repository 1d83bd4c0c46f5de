"""Rehearse a draft: click through it, move its clock on, or let it play."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from engine import drafts
from engine.errors import NotFound
from engine.svg import svg
from tasks.oversight.live import live
from tasks.rehearsal import results
from tasks.rehearsal.playing import play as let_play
from tasks.rehearsal.sandbox import Sandbox
from web.current import application, reading
from web.pages.instances import scaled
from web.policy import allow
from web.rehearsing import MAY_DRAW, back, done, held, kept, of, piece, stages
from web.steps import names_of
from web.texts import N_

bp = Blueprint("rehearsal", __name__, url_prefix="/processes")

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
    sandbox = kept().find(of(key, number), application().clock.now())
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
        return url_for("rehearsal_tasks.task", key=key, number=number, task_id=task_id)

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
        sandbox = Sandbox.begun(stages(), piece(key, number), at)
        kept().keep(of(key, number), sandbox, application().clock.now())

    return done(key, number, work)


@bp.post("/<key>/rehearsal/<int:number>/end")
@allow(MAY_DRAW)
def end(key: str, number: int) -> Any:
    """Take the stage down."""
    kept().end(of(key, number))
    flash(_("The rehearsal is over; nothing of it is left."))
    return back(key, number)


@bp.post("/<key>/rehearsal/<int:number>/clock")
@allow(MAY_DRAW)
def clock(key: str, number: int) -> Any:
    """Move the stage's clock on: by hours, or to the next timer."""

    def work() -> None:
        with held(key, number) as sandbox:
            hours = request.form.get("hours", "")
            if hours.isdecimal() and len(hours) < 6:
                sandbox.wait(timedelta(hours=int(hours)))
            elif not sandbox.wait_for_timer():
                flash(_("No timer runs."), "warning")

    return done(key, number, work)


@bp.post("/<key>/rehearsal/<int:number>/play")
@allow(MAY_DRAW)
def play(key: str, number: int) -> Any:
    """Let it go on by itself for a while."""

    def work() -> None:
        with held(key, number) as sandbox:
            played = let_play(sandbox)
        words = STOPPED.get(played.why)
        flash(_(words, step=played.step) if words else played.why)

    return done(key, number, work)


@bp.post("/<key>/rehearsal/<int:number>/send")
@allow(MAY_DRAW)
def send(key: str, number: int) -> Any:
    """A message comes from outside."""

    def work() -> None:
        with held(key, number) as sandbox:
            sandbox.send(request.form.get("message", ""))

    return done(key, number, work)


def _number(key: str) -> int:
    text = request.args.get("draft", "")
    if text.isdecimal() and len(text) < 7:
        return int(text)
    with reading() as conn:
        newest = drafts.newest_draft(conn, key)
    if newest is None:
        raise NotFound(f"“{key}” has no draft to rehearse.")
    return newest
