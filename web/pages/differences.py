"""What changed between two versions, or a draft and a version: pictures and a list."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _
from markupsafe import Markup

from engine import catalogue, drafts
from engine.bundles import unpack
from engine.diff import Difference, differences, marks
from engine.model import Diagram, read
from engine.svg import Marks, svg
from tasks.changes.files import file_differences
from tasks.people.rights import Deed, Thing, may
from tasks.publishing import bundle_for
from web.current import reading, visitor
from web.pages.instances import scaled
from web.policy import SIGNED_IN, allow
from web.steps import names_of
from web.texts import N_

bp = Blueprint("differences", __name__, url_prefix="/processes")

#: What a change is of, as its heading.
THINGS = {
    "process": N_("The process"),
    "step": N_("Steps"),
    "way": N_("Ways"),
    "lane": N_("Lanes"),
    "message": N_("Messages"),
    "form": N_("Forms"),
    "mail": N_("Mails"),
    "raci": N_("RACI matrix"),
    "file": N_("Other files"),
}
KINDS = {"added": N_("added"), "removed": N_("removed"), "changed": N_("changed")}


class Side(NamedTuple):
    """One of the two that are compared."""

    name: str
    diagram: Diagram
    bundle: Mapping[str, bytes]


@bp.get("/<key>/diff")
@allow(SIGNED_IN)
def show(key: str) -> Any:
    """Both pictures with what changed, and every change in words."""
    with reading() as conn:
        old = _side(conn, key, request.args.get("from", ""))
        new = _side(conn, key, request.args.get("to", ""))
    found = differences(old.diagram, new.diagram)
    lost, gained = marks(found)
    found += file_differences(old.bundle, new.bundle)
    return render_template(
        "changes/diff.html",
        key=key,
        old=old,
        new=new,
        groups=_grouped(found),
        count=len(found),
        pictures=(
            (old.name, _picture(old, lost, "old")),
            (new.name, _picture(new, gained, "new")),
        ),
        kinds=KINDS,
    )


def _side(conn: Any, key: str, text: str) -> Side:
    """``3`` is version 3, ``draft-2`` is draft 2."""
    word, _dash, number = text.rpartition("-")
    if not number.isdecimal() or word not in ("", "draft"):
        abort(404)
    if word == "":
        row = catalogue.version_row(conn, key, int(number))
        name = _("Version %(number)s", number=number)
        return Side(name, read(row.xml), unpack(row.bundle))
    if not may(visitor(), Deed.UPDATE, Thing.DIAGRAMS) and not visitor().has(
        "auditor", "admin"
    ):
        abort(403)
    row = drafts.draft(conn, key, int(number))
    diagram = read(row.xml)
    name = _("Draft %(number)s", number=number)
    return Side(name, diagram, bundle_for(diagram, unpack(row.bundle)))


def _picture(side: Side, shown: Marks, suffix: str) -> Markup:
    words = {name: _(word) for name, word in KINDS.items()}
    drawn = svg(
        side.diagram,
        shown,
        title=f"{side.diagram.name}, {side.name}",
        description=_("Every change is told as text below."),
        names=names_of(side.diagram),
        words=words,
    ).replace(f"picture-{side.diagram.process_id}", f"picture-{suffix}")
    return scaled(Markup(drawn), 50)  # noqa: S704 - ours, texts escaped


def _grouped(found: list[Difference]) -> list[tuple[str, list[Difference]]]:
    groups: dict[str, list[Difference]] = {}
    for each in found:
        groups.setdefault(each.thing, []).append(each)
    return [
        (words, groups[thing]) for thing, words in THINGS.items() if thing in groups
    ]
