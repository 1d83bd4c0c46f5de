"""The documentation of a version, written from its diagram: a page and a PDF."""

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template

from engine import catalogue
from tasks.changes import table
from tasks.documentation.process import Published, process_paper
from tasks.documentation.words import word
from tasks.paper.blocks import Paper
from web import exports
from web.current import application, reading
from web.policy import SIGNED_IN, allow
from web.steps import names_of
from web.texts import locale, name_of

bp = Blueprint("documentation", __name__, url_prefix="/processes")


@bp.get("/<key>/versions/<int:number>/documentation")
@allow(SIGNED_IN)
def show(key: str, number: int) -> Any:
    """Everything a version says, to be read."""
    paper = _paper(key, number)
    return render_template("changes/paper.html", key=key, number=number, paper=paper)


@bp.get("/<key>/versions/<int:number>/documentation.pdf")
@allow(SIGNED_IN)
def as_pdf(key: str, number: int) -> Any:
    """The same as an accessible PDF."""
    return exports.as_pdf(f"{key}-{number}", _paper(key, number))


def _paper(key: str, number: int) -> Paper:
    with reading() as conn:
        row = catalogue.version_row(conn, key, number)
        version = application().engine.catalogue.version(conn, row.id)
        change = table.of_version(conn, key, number)
    language = locale()
    reviewer = change.reviewed_by if change is not None else None
    facts = (
        (word(language, "published"), _moment(row.published_at)),
        (word(language, "by"), name_of(row.published_by) or "–"),
        (word(language, "effective"), _moment(row.effective_at)),
        (
            word(language, "reviewed"),
            name_of(reviewer) if reviewer else word(language, "nobody"),
        ),
        (word(language, "why"), row.why or "–"),
    )
    return process_paper(
        version.diagram,
        version.bundle,
        Published(key, number, facts),
        language,
        dict(names_of(version.diagram)),
    )


def _moment(at: datetime) -> str:
    """A moment by the clock of the office, in plain text."""
    return at.astimezone(application().zone).strftime("%Y-%m-%d %H:%M")
