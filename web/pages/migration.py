"""What a version means for running instances, and moving them to it in batches."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import catalogue
from engine.errors import EngineError
from engine.migrating.assess import Target
from engine.spiff.specs import NotExecutable
from tasks.migrating import batches, goal, impact
from tasks.migrating.differing import lost_clauses
from tasks.migrating.spoken import obstacles
from tasks.migrating.tables import ITEM_STATES, NOW, WHEN_IT_CAN
from web.current import application, reading, visitor
from web.migration_words import FARES, STATES, change_words, obstacle_words
from web.policy import allow, roles
from web.steps import names_of

bp = Blueprint("migration", __name__, url_prefix="/processes")

LOOKERS = roles("process_owner", "release_manager", "auditor", "admin")
MOVERS = roles("process_owner", "release_manager", "admin")
#: What starts the name of a field that says which step takes another's place.
MAP = "map:"


@bp.get("/<key>/impact")
@allow(LOOKERS)
def show(key: str) -> Any:
    """For each running instance: stays, can move, cannot and why, what changes."""
    return _show(key)


def _show(key: str, *, error: str = "", status: int = 200) -> Any:
    app = application()
    with app.looking(visitor().user_name) as context:
        newest = app.engine.catalogue.latest(context.conn, key)
        draft, number = _number("draft"), _number("version")
        mapping = _mapping(request.args if request.method == "GET" else request.form)
        try:
            if draft is not None:
                target = goal.drafted(app.engine, context.conn, key, draft, mapping)
            else:
                number = number or newest.number
                target = goal.published(app.engine, context.conn, key, number, mapping)
        except NotExecutable as problem:
            return render_template(
                "process/impact_impossible.html", key=key, draft=draft, why=str(problem)
            ), 409
        found = impact.impact(app.engine, context, target)
        rows = catalogue.versions(context.conn, key)
        past = batches.batches(context.conn, key)
    page = render_template(
        "process/impact.html",
        key=key,
        draft=draft,
        number=number,
        name=newest.diagram.name,
        found=found,
        groups=[_group(group, target) for group in found.groups],
        gone=_gone(found, target),
        choices=_choices(target),
        mapping=mapping,
        lost=lost_clauses(newest, target.version) if draft else [],
        versions=[(str(row.number), str(row.number)) for row in rows],
        batches=past,
        states=STATES,
        may_move=visitor().has(*MOVERS.roles) and draft is None,
        error=error,
    )
    return page, status


@bp.post("/<key>/impact")
@allow(MOVERS)
def begin(key: str) -> Any:
    """Begin to move all instances, or those that are chosen."""
    why = request.form.get("why", "").strip()[:500]
    if not why:
        return _show(key, error=_("Say why, so that people understand it."), status=422)
    if request.form.get("confirmed") != "yes":
        return _show(key, error=_("Confirm that you have read it."), status=422)
    number = _number("version") or 0
    later = request.form.get("moment") == "later"
    chosen: Sequence[str] = request.form.getlist("instance")
    if request.form.get("which") != "some":
        with reading() as conn:
            chosen = [row.id for row in impact.running(conn, key)]
    try:
        batch_id = batches.begin(
            application(),
            key,
            number,
            instances=chosen,
            mapping=_mapping(request.form),
            moment=WHEN_IT_CAN if later else NOW,
            by=visitor().user_name,
            why=why,
        )
    except batches.NothingToMove as refusal:
        return _show(key, error=_(str(refusal)), status=422)
    flash(_("The instances are being moved."))
    return redirect(url_for("migration.progress", key=key, batch_id=batch_id), code=303)


@bp.get("/<key>/migrations/<batch_id>")
@allow(LOOKERS)
def progress(key: str, batch_id: str) -> Any:
    """How a batch goes."""
    return render_template("process/migration.html", **_progress(key, batch_id))


@bp.get("/<key>/migrations/<batch_id>/now")
@allow(LOOKERS)
def now(key: str, batch_id: str) -> Any:
    """What the page asks for every few seconds."""
    return render_template("process/_migration.html", **_progress(key, batch_id))


@bp.post("/<key>/migrations/<batch_id>/stop")
@allow(MOVERS)
def stop(key: str, batch_id: str) -> Any:
    """Try no more."""
    return _deed(batches.stop, key, batch_id, _("No more instances are moved."))


@bp.post("/<key>/migrations/<batch_id>/undo")
@allow(MOVERS)
def undo(key: str, batch_id: str) -> Any:
    """Take back what has not gone on."""
    return _deed(batches.undo, key, batch_id, _("The moves are being taken back."))


def _deed(deed: Any, key: str, batch_id: str, done: str) -> Any:
    try:
        deed(application(), batch_id, by=visitor().user_name)
    except EngineError as refusal:
        flash(_(str(refusal)), "error")
    else:
        flash(done)
    return redirect(url_for("migration.progress", key=key, batch_id=batch_id), code=303)


def _progress(key: str, batch_id: str) -> dict[str, Any]:
    with reading() as conn:
        batch = batches.batch(conn, batch_id)
        counts = batches.counts(conn, batch_id)
        rows = batches.items(conn, batch_id)
        version = application().engine.catalogue.version(conn, batch.version_id)
    names = names_of(version.diagram)
    items = [
        (row, [obstacle_words(o, names) for o in obstacles(row.obstacles)])
        for row in rows
    ]
    total = sum(counts.values())
    return {
        "key": key,
        "batch": batch,
        "name": version.diagram.name,
        "counts": [(s, FARES[s], counts[s]) for s in ITEM_STATES if s in counts],
        "total": total,
        "left": counts.get("waiting", 0),
        "moved": counts.get("moved", 0),
        "items": items,
        "fares": FARES,
        "states": STATES,
        "under_way": batch.state in ("running", "undoing"),
        "may_move": visitor().has(*MOVERS.roles),
    }


def _group(group: impact.Alike, target: Target) -> dict[str, Any]:
    names = names_of(target.version.diagram)
    nodes = target.version.diagram.nodes
    gone = {o.step.id: o.step.name for o in group.obstacles if o.step is not None}
    steps = [
        names.get(step)
        or (nodes[step].name if step in nodes else gone.get(step))
        or step
        for step in group.steps
    ]
    return {
        "group": group,
        "steps": steps,
        "obstacles": [obstacle_words(o, names) for o in group.obstacles],
        "changes": [change_words(c, names) for c in group.changes],
    }


def _gone(found: impact.Impact, target: Target) -> list[tuple[str, str]]:
    """The steps that are gone, or were, had the mapping not named another."""
    gone = {
        o.step.id: o.step.name
        for group in found.groups
        for o in group.obstacles
        if o.kind == "step-gone" and o.step is not None
    }
    gone |= {step: "" for step in target.mapping if step not in gone}
    return sorted(gone.items())


def _choices(target: Target) -> list[tuple[str, str]]:
    """The steps that may take the place of another."""
    names = names_of(target.version.diagram)
    return sorted(
        (node.id, f"{node.id} {names.get(node.id) or node.name}")
        for node in target.version.diagram.nodes.values()
        if node.type in ("userTask", "manualTask", "receiveTask", "subProcess")
        or node.type in ("intermediateCatchEvent", "eventBasedGateway")
    )


def _number(name: str) -> int | None:
    text = request.values.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 7 else None


def _mapping(given: Mapping[str, str]) -> dict[str, str]:
    return {
        name.removeprefix(MAP): value
        for name, value in given.items()
        if name.startswith(MAP) and value
    }
