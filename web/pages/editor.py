"""The studio: the diagram editor, a draft's earlier states, throwing it away."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, request, url_for
from flask import render_template as render
from flask_babel import gettext as _

from engine import catalogue, draft_saves, drafts
from engine.model import read
from tasks import drafting
from tasks.people.persons import people_with
from tasks.people.rights import Deed, Thing, may
from web.current import application, reading, visitor
from web.pages.editor_texts import editor_texts
from web.policy import SIGNED_IN, allow, roles
from web.texts import locale

bp = Blueprint("editor", __name__, url_prefix="/processes")

DRAWS = roles("process_owner", "release_manager")
LOOKS = roles("process_owner", "release_manager", "auditor", "admin")


@bp.get("/<key>/edit")
@allow(SIGNED_IN)
def edit(key: str) -> Any:
    """The diagram to be changed; who may not change it reads the latest version.

    Without ``draft`` it opens the newest draft of this person; if there is none, one
    is started: asking again leads to the same, so that a link may be followed twice.
    """
    number = request.args.get("draft", type=int)
    draws = may(visitor(), Deed.UPDATE, Thing.DIAGRAMS)
    if number is None and draws:
        return redirect(url_for("editor.edit", key=key, draft=_own_draft(key)))
    if number is None or not visitor().has("auditor", "admin", *DRAWS.roles):
        return _read_only(key)
    with reading() as conn:
        row = drafts.draft(conn, key, number)
    may_edit = draws and row.published_as is None
    return render(
        "studio/edit.html",
        key=key,
        row=row,
        name=_name(row.xml),
        may_edit=may_edit,
        may_publish=may(visitor(), Deed.PUBLISH, Thing.DIAGRAMS),
        config=_config(
            key,
            draft=number,
            revision=row.revision,
            may_edit=may_edit,
            source=url_for("api_drafts.download", key=key, number=number),
        ),
    )


@bp.post("/<key>/drafts/begin")
@allow(DRAWS)
def begin(key: str) -> Any:
    """Start a fresh draft from the latest version."""
    with application().command(by=visitor().user_name) as context:
        number = drafting.begin(application(), context, key)
    return redirect(url_for("editor.edit", key=key, draft=number), code=303)


@bp.get("/<key>/drafts/<int:number>.bpmn")
@allow(LOOKS)
def download(key: str, number: int) -> Response:
    """The very bytes of the draft."""
    with reading() as conn:
        row = drafts.draft(conn, key, number)
    response = make_response(bytes(row.xml))
    response.headers["Content-Type"] = "application/xml"
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{key}-draft-{number}.bpmn"
    )
    return response


@bp.get("/<key>/drafts/<int:number>/saves")
@allow(LOOKS)
def saves(key: str, number: int) -> Any:
    """The earlier states of a draft."""
    with reading() as conn:
        row = drafts.draft(conn, key, number)
        rows = draft_saves.saves(conn, key, number)
    may_edit = may(visitor(), Deed.UPDATE, Thing.DIAGRAMS) and not row.published_as
    return render("studio/saves.html", key=key, row=row, rows=rows, may_edit=may_edit)


@bp.post("/<key>/drafts/<int:number>/restore")
@allow(DRAWS)
def restore(key: str, number: int) -> Any:
    """Bring an earlier state back, as a new revision."""
    to = request.form.get("to", 0, type=int)
    drafting.restore(
        application(), key, number, by=visitor().user_name, revision=_seen(), to=to
    )
    flash(_("The draft is as it was at revision %(to)s.", to=to))
    return redirect(url_for("editor.saves", key=key, number=number), code=303)


@bp.post("/<key>/drafts/<int:number>/discard")
@allow(DRAWS)
def discard(key: str, number: int) -> Any:
    """Throw a draft away, when its number was typed to confirm."""
    if request.form.get("confirm", "").strip() != str(number):
        flash(_("Type the number of the draft to confirm."), "error")
        return redirect(url_for("editor.saves", key=key, number=number), code=303)
    with application().command(by=visitor().user_name) as context:
        drafts.discard(context, key, number, revision=_seen())
    flash(_("Draft %(number)s is deleted.", number=number))
    return redirect(url_for("processes.show", key=key), code=303)


def _seen() -> int:
    """The revision that the page showed."""
    return request.form.get("revision", 0, type=int)


def _own_draft(key: str) -> int:
    """The newest open draft of this person on the latest version, or a fresh one."""
    with reading() as conn:
        latest = application().engine.catalogue.latest(conn, key).number
        mine: list[int] = [
            row.number
            for row in drafts.open_drafts(conn, key)
            if row.created_by == visitor().user_name and row.based_on == latest
        ]
    if mine:
        return mine[0]
    with application().command(by=visitor().user_name) as context:
        return drafting.begin(application(), context, key)


def _read_only(key: str) -> str:
    with reading() as conn:
        number = application().engine.catalogue.latest(conn, key).number
        row = catalogue.version_row(conn, key, number)
    source = url_for("processes.download", key=key, number=number)
    return render(
        "studio/edit.html",
        key=key,
        row=None,
        version=number,
        name=row.name,
        may_edit=False,
        may_publish=False,
        config=_config(key, draft=None, revision=0, may_edit=False, source=source),
    )


def _config(
    key: str, *, draft: int | None, revision: int, may_edit: bool, source: str
) -> dict[str, Any]:
    """What the scripts have to know."""
    known = dict.fromkeys(("api", "files"), "")
    if draft is not None:
        known = {
            "api": url_for("api_drafts.save", key=key, number=draft),
            "files": url_for("processes.draft", key=key, number=draft) + "/",
        }
    with reading() as conn:
        people = [p for role in DRAWS.roles for p in people_with(conn, role)]
    return {
        **known,
        "draft": draft,
        "revision": revision,
        "may_edit": may_edit,
        "source": source,
        "edit": url_for("editor.edit", key=key),
        "language": locale(),
        "people": {person.user_name: person.name for person in people},
        "texts": editor_texts(),
    }


def _name(xml: bytes) -> str:
    return read(xml).name
