"""Running processes: the list, and one with its live picture."""

import re
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from markupsafe import Markup

from engine.outline import OutlineRow, outline
from engine.svg import svg
from tasks.inbox import completing
from tasks.oversight import instances as oversight
from tasks.oversight import operating
from tasks.oversight.access import require_instance
from tasks.oversight.live import Live, live
from tasks.people.rights import may_operate_instances
from tasks.publishing import processes
from web.current import application, reading, visitor
from web.pages.lists import page_number, word
from web.policy import SIGNED_IN, allow, roles
from web.steps import names_of

bp = Blueprint("instances", __name__, url_prefix="/instances")

ZOOMS = ("50", "75", "100", "150")
OPERATORS = roles("admin", "process_owner", "release_manager")


@bp.get("")
@allow(SIGNED_IN)
def index() -> Any:
    """All instances this person may see, newest first."""
    wanted = oversight.Wanted(
        process=request.args.get("process") or None,
        state=word("state", oversight.STATES, "") or None,
        q=request.args.get("q", "").strip()[:100] or None,
        page=page_number(),
    )
    with reading() as conn:
        page = oversight.instances(conn, visitor(), wanted)
        known = [(p.process_key, _(p.name)) for p in processes(conn)]
    return render_template(
        "instance/index.html",
        page=page,
        wanted=wanted,
        processes=known,
        states=[(s, _(s)) for s in oversight.STATES],
    )


@bp.get("/<instance_id>")
@allow(SIGNED_IN)
def show(instance_id: str) -> Any:
    """One instance: the live picture, the same as text, the path it took."""
    seen = _seen(instance_id)
    return render_template("instance/show.html", **_view(seen))


@bp.get("/<instance_id>/live")
@allow(SIGNED_IN)
def now(instance_id: str) -> Any:
    """What the page asks for every few seconds; nothing when nothing changed."""
    seen = _seen(instance_id)
    if request.args.get("seen") == _state(seen):
        return Response(status=204)
    return render_template("instance/_live.html", **_view(seen))


def _seen(instance_id: str) -> Live:
    with reading() as conn:
        require_instance(conn, visitor(), instance_id)
        return live(application(), conn, instance_id)


def _state(seen: Live) -> str:
    late = len(seen.marks.late)
    return f"{seen.row.lock_version}-{len(seen.waiting)}-{late}-{len(seen.incidents)}"


def _view(seen: Live) -> dict[str, Any]:
    zoom = word("zoom", ZOOMS, "75")
    tasks = {w.step: w.task_id for w in seen.waiting if w.kind == oversight.TASK}
    return {
        "live": seen,
        "row": seen.row,
        "state": _state(seen),
        "outline": outline_of(seen),
        "picture": scaled(picture(seen, tasks), int(zoom)),
        "zoom": zoom,
        "zooms": ZOOMS,
        "may_operate": may_operate_instances(visitor()),
    }


def picture(seen: Live, tasks: dict[str, str]) -> Markup:
    """The marked diagram; a step that waits for people leads to its task."""

    def link(step: str) -> str | None:
        task_id = tasks.get(step)
        return url_for("task.show", task_id=task_id) if task_id else None

    diagram = seen.version.diagram
    drawn = svg(
        diagram,
        seen.marks,
        links=link,
        title=seen.row.business_key or diagram.name,
        description=_("The same is told as text beside the picture."),
        names=names_of(diagram),
        words={
            "done": _("done"),
            "open": _("open"),
            "late": _("overdue"),
            "failed": _("failed"),
        },
    )
    return Markup(drawn)  # noqa: S704 - written by us, texts escaped


def scaled(drawn: Markup, percent: int) -> Markup:
    """A picture at another size: only what it says of its own size is changed."""
    head, end, rest = str(drawn).partition(">")

    def smaller(found: re.Match[str]) -> str:
        return f' {found[1]}="{float(found[2]) * percent / 100:.0f}"'

    head = re.sub(r' (width|height)="([\d.]+)"', smaller, head, count=2)
    return Markup(head + end + rest)  # noqa: S704 - numbers were changed, nothing else


def outline_of(seen: Live) -> list[OutlineRow]:
    """The process as a table of steps."""
    diagram = seen.version.diagram
    return outline(diagram, seen.marks, names=names_of(diagram))


@bp.post("/<instance_id>/operate")
@allow(OPERATORS)
def operate(instance_id: str) -> Any:
    """Suspend, resume, retry or cancel, with a reason."""
    deed, reason = request.form.get("deed", ""), request.form.get("reason", "").strip()
    if deed not in operating.DEEDS:
        abort(400)
    if not reason:
        flash(_("Say why: the reason is kept in the audit trail."), "error")
        return _back(instance_id)
    operating.operate(
        application(), instance_id, deed, by=visitor().user_name, reason=reason
    )
    flash(_("Done and noted."))
    return _back(instance_id)


@bp.post("/<instance_id>/retry")
@allow(OPERATORS)
def retry(instance_id: str) -> Any:
    """Try again what an incident stopped."""
    incident_id = request.form.get("incident", "")
    completing.retry(application(), incident_id, by=visitor().user_name)
    flash(_("It was tried again and went through, or will be within seconds."))
    return _back(instance_id)


def _back(instance_id: str) -> Any:
    return redirect(url_for("instances.show", instance_id=instance_id), code=303)
