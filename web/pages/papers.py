"""The papers of a release: written from the record, read, taken along, kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from engine.ports import Context
from tasks.collateral.offers import keep, may_keep, offer, offers, preview, standing_at
from tasks.collateral.template import template_of
from tasks.collateral.writing import paper_of
from tasks.oversight import dossier
from tasks.oversight.access import require_release
from tasks.paper.blocks import Paper
from tasks.people.rights import Standing
from web.current import application, reading, visitor
from web.papers import FORMATS, paper_file
from web.policy import SIGNED_IN, allow
from web.texts import LANGUAGES, N_, locale

bp = Blueprint("papers", __name__, url_prefix="/releases/<release_id>")

#: What a paper may need before it can be written, in words.
NEEDS = {
    "steps": N_("the steps of the method of procedure"),
    "scorecard": N_("the scorecard"),
    "updates": N_("a status update"),
    "meetings": N_("a meeting"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A release that the visitor may read, and what to write papers with."""

    row: Any
    standing: Standing
    context: Context


@contextmanager
def asked(release_id: str) -> Iterator[Asked]:
    """Look at the release and its papers. Raises NoSuchRelease."""
    with application().looking(by=visitor().user_name) as context:
        row, standing = require_release(context.conn, visitor(), release_id)
        with standing_at(application(), context, release_id):
            yield Asked(row, standing, context)


def language() -> str:
    """The language that is asked for, else the reader's."""
    wanted = request.values.get("language", "")
    return wanted if wanted in LANGUAGES else locale()


def entry_id() -> str | None:
    """The entry that the paper is to be about; None for the newest."""
    return request.values.get("of", "")[:32] or None


@bp.get("/papers")
@allow(SIGNED_IN)
def index(release_id: str) -> Any:
    """Which papers there are, which can be written now and what others wait for."""
    with asked(release_id) as found:
        papers = offers(found.context, release_id, locale())
    return render_template(
        "paper/index.html",
        release=found.row,
        papers=papers,
        formats=FORMATS,
        needs=NEEDS,
        may_keep=may_keep(visitor(), found.standing),
    )


@bp.get("/papers/<name>")
@allow(SIGNED_IN)
def show(release_id: str, name: str) -> Any:
    """One paper as a page, as the record stands."""
    with asked(release_id) as found:
        template = template_of(found.context.bundle, name, locale())
        offered = offer(found.context, release_id, template, locale())
        paper = preview(found.context, release_id, name, language(), entry_id())
    return render_template(
        "paper/show.html",
        release=found.row,
        offer=offered,
        paper=paper,
        formats=FORMATS,
        needs=NEEDS,
        language=language(),
        of=entry_id(),
        may_keep=may_keep(visitor(), found.standing),
    )


@bp.get("/papers/<name>.<kind>")
@allow(SIGNED_IN)
def download(release_id: str, name: str, kind: str) -> Response:
    """One paper as a file, as the record stands."""
    with asked(release_id) as found:
        paper = preview(found.context, release_id, name, language(), entry_id())
    return paper_file(paper, kind, f"{release_id}-{name}")


@bp.post("/papers/<name>")
@allow(SIGNED_IN)
def keep_it(release_id: str, name: str) -> Any:
    """Keep the paper as a new version of its document."""
    with reading() as conn:
        _row, standing = require_release(conn, visitor(), release_id)
    with (
        application().command(by=visitor().user_name) as context,
        standing_at(application(), context, release_id),
    ):
        document_id, number = keep(
            *(context, visitor(), standing, release_id, name, language(), entry_id())
        )
    flash(_("Kept as version %(number)s of the document.", number=number))
    target = url_for(
        "papers.version",
        release_id=release_id,
        document_id=document_id,
        number=number,
    )
    return redirect(target, code=303)


@bp.get("/documents/<document_id>/<int:number>/read")
@allow(SIGNED_IN)
def version(release_id: str, document_id: str, number: int) -> Any:
    """A kept text of the record as a page."""
    row, document, kept = _version(release_id, document_id, number)
    return render_template(
        "paper/version.html",
        release=row,
        document=document,
        version=kept,
        paper=_paper(document, kept),
        formats=FORMATS,
    )


@bp.get("/documents/<document_id>/<int:number>.<kind>")
@allow(SIGNED_IN)
def version_file(release_id: str, document_id: str, number: int, kind: str) -> Response:
    """A kept text of the record as a file, as it stood then."""
    _row, document, kept = _version(release_id, document_id, number)
    name = f"{release_id}-{document.title or document.type}-{number}"
    return paper_file(_paper(document, kept), kind, name)


def _version(release_id: str, document_id: str, number: int) -> tuple[Any, Any, Any]:
    with reading() as conn:
        row, standing = require_release(conn, visitor(), release_id)
        document, kept = dossier.document(conn, release_id, document_id, number)
    dossier.require_open_to(visitor(), standing, document)
    dossier.require_text(kept)
    return row, document, kept


def _paper(document: Any, kept: Any) -> Paper:
    title = document.title or document.type
    return paper_of(kept.content, title=title, language="en")
