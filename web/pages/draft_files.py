"""The files of a draft: a list, new ones, and any of them as plain text."""

import re
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask import render_template as render
from flask_babel import gettext as _

from engine.errors import Conflict, EngineError, NotFound
from tasks.drafting import require_file
from tasks.people.rights import Deed, Thing, may
from tasks.studio import files
from tasks.studio.draft import Draft, opened, save_file
from web.current import application, reading, visitor
from web.policy import allow, roles

bp = Blueprint(
    "draft_files", __name__, url_prefix="/processes/<key>/drafts/<int:number>"
)

DRAWS = roles("process_owner", "release_manager")
LOOKS = roles("process_owner", "release_manager", "auditor", "admin")
_NAME = re.compile(r"[a-z0-9_][a-z0-9._-]{0,80}")


@bp.get("/files")
@allow(LOOKS)
def index(key: str, number: int) -> Any:
    """All files of a draft, by kind."""
    draft = draft_of(key, number)
    listed = files.files_of(draft.diagram, draft.bundle)
    return render(
        "studio/files.html",
        **shown(draft),
        forms=[each for each in listed if each.kind == files.FORMS],
        mails=[each for each in listed if each.kind == files.MAILS],
        others=[each for each in listed if each.kind not in (files.FORMS, files.MAILS)],
        address=address,
    )


@bp.post("/files")
@allow(DRAWS)
def add(key: str, number: int) -> Any:
    """Go to where a new form or mail is begun."""
    name = request.form.get("name", "").strip().lower()
    if not _NAME.fullmatch(name):
        flash(_("A name has small letters, digits, points and hyphens."), "error")
        return redirect(url_for("draft_files.index", key=key, number=number), code=303)
    kind = "draft_mails" if request.form.get("kind") == "mail" else "draft_forms"
    return redirect(
        url_for(f"{kind}.show", key=key, number=number, name=name), code=303
    )


@bp.get("/files/<path:name>")
@allow(LOOKS)
def show(key: str, number: int, name: str) -> Any:
    """One file as it is written."""
    draft = draft_of(key, number)
    if name not in draft.bundle:
        raise NotFound(f"The draft has no file “{name}”.")
    return _text(draft, name, draft.bundle[name].decode())


@bp.post("/files/<path:name>")
@allow(DRAWS)
def change(key: str, number: int, name: str) -> Any:
    """Keep a file as it was written, or take it out."""
    draft = draft_of(key, number)
    require_file(name, None)
    if request.form.get("do") == "remove":
        return remove(draft, name)
    text = written_text("text")
    refusal = kept(draft, name, text.encode())
    if refusal is not None:
        flash(refusal, "error")
        return _text(draft, name, text), 409
    return redirect(url_for("draft_files.show", key=key, number=number, name=name), 303)


def remove(draft: Draft, name: str) -> Any:
    """Take a file out of the draft, and go to the list."""
    refusal = kept(draft, name, None)
    if refusal is None:
        flash(_("“%(name)s” is taken out of the draft.", name=name))
    else:
        flash(refusal, "error")
    where = url_for("draft_files.index", key=draft.key, number=draft.number)
    return redirect(where, code=303)


def kept(draft: Draft, name: str, content: bytes | None) -> str | None:
    """Save a file; the sentence of what kept it from being saved, if something did."""
    seen = request.form.get("seen", "")
    try:
        save_file(
            application(), draft, name, content, by=visitor().user_name, seen=seen
        )
    except (Conflict, EngineError) as refusal:
        return str(refusal)
    if content is not None:
        flash(_("“%(name)s” is saved with the draft.", name=name))
    return None


def draft_of(key: str, number: int) -> Draft:
    """The draft that a page is about. Raises NotFound."""
    with reading() as conn:
        return opened(conn, key, number)


def written_text(field: str) -> str:
    """What a text area sent, with the line ends of a file."""
    return request.form.get(field, "").replace("\r\n", "\n")


def shown(draft: Draft, name: str | None = None) -> dict[str, Any]:
    """What every page of a draft's files shows."""
    closed = draft.row.published_as is not None
    return {
        "draft": draft,
        "key": draft.key,
        "number": draft.number,
        "file": name,
        "seen": draft.seen(name) if name else "",
        "may_edit": may(visitor(), Deed.UPDATE, Thing.DIAGRAMS) and not closed,
    }


def address(draft: Draft, each: files.DraftFile) -> str:
    """Where a file is edited."""
    where: dict[str, Any] = {"key": draft.key, "number": draft.number}
    if each.kind == files.FORMS:
        return url_for("draft_forms.show", **where, name=each.short)
    if each.kind == files.MAILS and not each.short.endswith(".fr"):
        return url_for("draft_mails.show", **where, name=each.short)
    if each.name == "raci.toml":
        return url_for("draft_raci.show", **where)
    return url_for("draft_files.show", **where, name=each.name)


def _text(draft: Draft, name: str, text: str) -> str:
    problems = files.problems_of(application(), draft.bundle, name, text.encode())
    return render(
        "studio/text.html", **shown(draft, name), text=text, problems=problems
    )
