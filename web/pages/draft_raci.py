"""The RACI matrix of a draft, edited as a table."""

import re
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask import render_template as render

from tasks.people.raci import FILE
from tasks.people.roles import WORKING_ROLES
from tasks.studio import files
from tasks.studio.draft import Draft
from tasks.studio.raci_table import (
    DUTIES,
    Activity,
    MatrixRefused,
    activities,
    written,
)
from web.current import application
from web.pages.draft_files import DRAWS, LOOKS, draft_of, kept, shown
from web.policy import allow

bp = Blueprint(
    "draft_raci", __name__, url_prefix="/processes/<key>/drafts/<int:number>/raci"
)


@bp.get("")
@allow(LOOKS)
def show(key: str, number: int) -> Any:
    """Activities by roles."""
    draft = draft_of(key, number)
    try:
        lines = activities(_text(draft), key)
    except MatrixRefused as refused:
        return _page(draft, [], refusal=str(refused))
    return _page(draft, lines)


@bp.post("")
@allow(DRAWS)
def change(key: str, number: int) -> Any:
    """Keep the table, with one line more or less if that was asked."""
    draft = draft_of(key, number)
    lines = _sent()
    deed, _colon, what = request.form.get("do", "").partition(":")
    if deed == "remove" and what.isdigit():
        lines = [line for i, line in enumerate(lines) if i != int(what)]
    if deed == "add":
        return _page(draft, [*lines, Activity("", "", "")])
    try:
        text = written(_text(draft), key, [line for line in lines if line.number])
        refusal = kept(draft, FILE, text.encode())
    except MatrixRefused as refused:
        refusal = str(refused)
    if refusal is not None:
        return _page(draft, lines, refusal=refusal), 409
    return redirect(url_for("draft_raci.show", key=key, number=number), code=303)


def _sent() -> list[Activity]:
    """The lines of the table as they were sent."""
    lines = []
    for index in range(200):
        if f"number.{index}" not in request.form:
            break
        letters = {}
        for role in WORKING_ROLES:
            chosen = re.sub(
                "[^RACI]", "", request.form.get(f"{role}.{index}", "").upper()
            )
            if chosen:
                letters[role] = "".join(d for d in DUTIES if d in chosen)
        number, en, fr = (
            " ".join(request.form.get(f"{name}.{index}", "").split())
            for name in ("number", "en", "fr")
        )
        lines.append(Activity(number, en, fr, letters))
    return lines


def _page(draft: Draft, lines: list[Activity], refusal: str | None = None) -> str:
    content = draft.bundle.get(FILE, b"")
    return render(
        "studio/raci.html",
        **shown(draft, FILE),
        lines=lines,
        roles=WORKING_ROLES,
        refusal=refusal,
        problems=files.problems_of(application(), draft.bundle, FILE, content),
    )


def _text(draft: Draft) -> str:
    return draft.bundle.get(FILE, b"").decode()
