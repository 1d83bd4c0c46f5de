"""A mail template of a draft: both languages side by side, previewed as it is typed."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask import render_template as render

from tasks.mail.language import TemplateRefused
from tasks.mail.readable import ALWAYS, RECORD_NAMES
from tasks.mail.templates import Rendered
from tasks.oversight import releases
from tasks.oversight.access import require_release
from tasks.people.rights import may_see_all_releases
from tasks.studio import files
from tasks.studio.draft import Draft
from tasks.studio.mail_preview import preview
from web.current import application, reading, visitor
from web.pages.draft_files import (
    DRAWS,
    LOOKS,
    draft_of,
    kept,
    remove,
    shown,
    written_text,
)
from web.policy import allow

bp = Blueprint(
    "draft_mails", __name__, url_prefix="/processes/<key>/drafts/<int:number>/mail"
)
_FRESH = {
    "en": "Subject: {{ release.title }}\n\nText.\n\nDetails: {{ link }}\n",
    "fr": "Subject: {{ release.title }}\n\nTexte.\n\nDétails : {{ link }}\n",
}


@bp.get("/<name>")
@allow(LOOKS)
def show(key: str, number: int, name: str) -> Any:
    """Both texts of a mail; one that is not there yet is begun."""
    draft = draft_of(key, number)
    texts = {
        language: draft.bundle.get(_file(name, language), b"").decode()
        or _FRESH[language]
        for language in _FRESH
    }
    return _page(draft, name, texts)


@bp.post("/<name>")
@allow(DRAWS)
def change(key: str, number: int, name: str) -> Any:
    """Keep the text of one language, or take the mail out."""
    draft = draft_of(key, number)
    deed, _colon, language = request.form.get("do", "").partition(":")
    language = language if language in _FRESH else "en"
    if deed == "remove":
        return remove(draft, _file(name, language))
    text = written_text("text").rstrip("\n") + "\n"
    refusal = kept(draft, _file(name, language), text.encode())
    if refusal is not None:
        texts = {
            each: draft.bundle.get(_file(name, each), b"").decode() for each in _FRESH
        }
        return _page(draft, name, texts | {language: text}, refusal=refusal), 409
    return redirect(
        url_for("draft_mails.show", key=key, number=number, name=name), code=303
    )


@bp.post("/<name>/preview")
@allow(LOOKS)
def look(key: str, number: int, name: str) -> str:
    """How the mail would read with what is typed and not saved yet."""
    draft = draft_of(key, number)
    language = "fr" if request.form.get("language") == "fr" else "en"
    return render(
        "studio/_mail_preview.html",
        **_read(draft, name, language, written_text("text")),
    )


def _page(
    draft: Draft, name: str, texts: dict[str, str], refusal: str | None = None
) -> str:
    listed = files.files_of(draft.diagram, draft.bundle)
    return render(
        "studio/mail.html",
        **shown(draft, _file(name, "en")),
        name=name,
        sides=[
            {
                "language": language,
                "text": text,
                "seen": draft.seen(_file(name, language)),
                "exists": _file(name, language) in draft.bundle,
                **_read(draft, name, language, text),
            }
            for language, text in texts.items()
        ],
        users=[f.used_by for f in listed if f.name == _file(name, "en")],
        names=sorted({*ALWAYS, *RECORD_NAMES}),
        examples=_examples(),
        example=request.values.get("release", ""),
        refusal=refusal,
    )


def _read(draft: Draft, name: str, language: str, text: str) -> dict[str, Any]:
    """The mail of the chosen example, or what is wrong with its template."""
    problems = list(
        files.problems_of(
            application(), draft.bundle, _file(name, language), text.encode()
        )
    )
    mail: Rendered | None = None
    if not problems:
        release_id = request.values.get("release") or None
        with application().looking(by=visitor().user_name) as context:
            context.bundle = draft.bundle
            if release_id is not None:
                require_release(context.conn, visitor(), release_id)
            try:
                mail = preview(context, text, release_id=release_id, language=language)
            except TemplateRefused as refused:
                problems = [str(refused)]
    return {"problems": problems, "mail": mail}


def _examples() -> list[tuple[str, str]]:
    """The newest releases that this person may read."""
    wanted = releases.Wanted(mine=not may_see_all_releases(visitor()), per_page=15)
    with reading() as conn:
        found = releases.releases(conn, visitor(), wanted).items
    return [(row.id, f"{row.id} {row.title}") for row in found]


def _file(name: str, language: str) -> str:
    return f"mail/{name}.txt" if language == "en" else f"mail/{name}.{language}.txt"
