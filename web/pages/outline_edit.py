"""The outline editor: a process changed as text, in plain forms."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import drafts
from engine.bundles import unpack
from engine.drafts import DraftChanged
from engine.editing.document import EditRefused
from engine.model import Diagram, Node, read
from engine.outline import OutlineRow, outline
from engine.svg import Marks
from tasks import drafting
from tasks.outlining import saving
from tasks.outlining.checks import OutlineRefused
from tasks.outlining.offers import offers
from web.current import application, reading, visitor
from web.policy import allow, roles
from web.steps import names_of
from web.texts import N_

bp = Blueprint("outline_edit", __name__, url_prefix="/processes")

MAY_DRAW = roles("process_owner", "release_manager")

#: What was done, for the line that tells it.
DONE = {
    "change": N_("The step is changed."),
    "way": N_("The way is changed."),
    "add": N_("The step is added."),
    "decide": N_("The decision is added."),
    "parallel": N_("The parallel tasks are added."),
    "interrupt": N_("The interruption is added."),
    "connect": N_("The way is added."),
    "disconnect": N_("The way is taken out."),
    "remove": N_("The step is taken out."),
}

#: What may be added after a step, in the order of the page.
ADDABLE = {
    "user": N_("Task for people"),
    "service": N_("Automatic step"),
    "decide": N_("Decision"),
    "parallel": N_("Two tasks at the same time"),
    "timer": N_("Wait for a time"),
    "message": N_("Wait for a message"),
    "interrupt": N_("Interruption of this step"),
    "end": N_("End"),
    "connect": N_("Way to another step"),
}


@bp.get("/<key>/outline-edit")
@allow(MAY_DRAW)
def show(key: str) -> Any:
    """The draft as an outline, and one step of it with its forms."""
    number = request.args.get("draft", type=int)
    with reading() as conn:
        if number is None:
            number = drafts.newest_draft(conn, key)
        if number is None:
            known = application().engine.catalogue.latest(conn, key)
            return render_template("outline/begin.html", key=key, version=known.number)
    return _page(key, number, request.args)


@bp.post("/<key>/outline-edit/begin")
@allow(MAY_DRAW)
def begin(key: str) -> Any:
    """Start a draft from the newest version."""
    with application().command(by=visitor().user_name) as context:
        number = drafting.begin(application(), context, key)
    flash(_("Draft %(number)s is started.", number=number))
    return redirect(url_for("outline_edit.show", key=key, draft=number), code=303)


@bp.post("/<key>/outline-edit/undo")
@allow(MAY_DRAW)
def undo(key: str) -> Any:
    """Go back to an earlier state of the draft, or forth again."""
    number, step = request.form.get("draft", 0, type=int), request.form.get("step", "")
    saved = drafting.restore(
        application(),
        key,
        number,
        by=visitor().user_name,
        revision=request.form.get("revision", 0, type=int),
        to=request.form.get("to", 0, type=int),
    )
    flash(_("The draft is as it was. This is revision %(n)s.", n=saved.revision))
    return redirect(_at(key, number, step), code=303)


@bp.post("/<key>/outline-edit/<deed>")
@allow(MAY_DRAW)
def change(key: str, deed: str) -> Any:
    """Make one change and show what it did."""
    number = request.form.get("draft", 0, type=int)
    fields = request.form.to_dict()
    try:
        done = saving.change(
            application(),
            key,
            number,
            deed,
            fields,
            by=visitor().user_name,
            revision=request.form.get("revision", 0, type=int),
        )
    except (OutlineRefused, EditRefused) as refused:
        errors = getattr(refused, "messages", {"": str(refused)})
        return _page(key, number, fields, errors=errors, deed=deed), 422
    except DraftChanged as changed:
        return _page(key, number, fields, errors={"": str(changed)}, deed=deed), 409
    flash(_(DONE[deed]))
    return redirect(_at(key, number, done.step), code=303)


def _at(key: str, number: int, step: str) -> str:
    return url_for(
        "outline_edit.show", key=key, draft=number, step=step or None, _anchor="step"
    )


def _page(
    key: str,
    number: int,
    given: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    deed: str = "",
) -> str:
    with reading() as conn:
        row = drafts.draft(conn, key, number)
        diagram = read(row.xml)
        lanes = {lane.name for lane in diagram.lanes}
        chosen = offers(application(), conn, key, unpack(row.bundle), lanes)
        back = saving.steps_back(conn, key, number)
    rows = outline(diagram, Marks(), names=names_of(diagram))
    node = _found(diagram, rows, given.get("step", ""))
    adding = given.get("adding", "")
    return render_template(
        "outline/edit.html",
        key=key,
        row=row,
        diagram=diagram,
        outline=rows,
        node=node,
        here=next((each for each in rows if node and each.id == node.id), None),
        others=[each for each in rows if node and _reachable(diagram, node, each)],
        offers=chosen,
        back=back,
        adding=adding if adding in ADDABLE else "",
        addable=_addable(node),
        given=given if errors else {},
        errors={name: _(text) for name, text in (errors or {}).items()},
        deed=deed,
        sought=given.get("step", "") if node is None else "",
        findings=_by_element(row.findings),
    )


def _found(diagram: Diagram, rows: list[OutlineRow], sought: str) -> Node | None:
    """The step that somebody looks for: by id, by number, or by words of its name."""
    if not sought or sought in diagram.nodes:
        return diagram.nodes.get(sought)
    words = sought.casefold().strip()
    for row in rows:
        if words in (row.number, row.id.casefold()):
            return diagram.nodes[row.id]
    named = (row for row in rows if words in row.name.casefold())
    first = next(named, None)
    return diagram.nodes[first.id] if first else None


def _reachable(diagram: Diagram, node: Node, row: OutlineRow) -> bool:
    other = diagram.nodes[row.id]
    led_to = other.type not in ("startEvent", "boundaryEvent")
    return led_to and other.parent == node.parent and other.id != node.id


def _addable(node: Node | None) -> Mapping[str, str]:
    if node is None or node.type == "endEvent":
        return {}
    fitting = {}
    for kind, words in ADDABLE.items():
        if kind in ("decide", "parallel") and not node.outgoing:
            continue
        if kind == "interrupt" and not node.type.endswith(("Task", "subProcess")):
            continue
        if kind in ("end", "connect") and node.outgoing and not _parts(node):
            continue
        if kind == "end" and node.outgoing:
            continue
        fitting[kind] = words
    return fitting


def _parts(node: Node) -> bool:
    return node.type.endswith("Gateway")


def _by_element(findings: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for each in findings:
        found.setdefault(each["element"] or "", []).append(each)
    return found
