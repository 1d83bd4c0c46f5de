"""The processes: which there are, their versions, their pictures and files."""

from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from markupsafe import Markup

from engine import catalogue, drafts
from engine.errors import NotPublishable
from engine.model import read
from engine.outline import outline
from engine.svg import Marks, svg
from tasks import publishing
from tasks.changes import submitting, table
from tasks.changes.reviewing import ChangeRefused
from tasks.conformance.version_waivers import version_waivers
from tasks.oversight import instances as oversight
from tasks.people.raci import raci
from tasks.people.rights import Deed, Thing, may
from tasks.rehearsal import results
from tasks.rehearsal.results import ScenariosUnmet
from tasks.standards import standards_of
from web.current import application, reading, visitor
from web.pages.instances import scaled
from web.policy import SIGNED_IN, allow, roles
from web.steps import names_of
from web.texts import locale

bp = Blueprint("processes", __name__, url_prefix="/processes")


@bp.get("")
@allow(SIGNED_IN)
def index() -> Any:
    """All published processes."""
    with reading() as conn:
        rows = publishing.processes(conn)
        running = oversight.running_by_process(conn)
    return render_template(
        "process/index.html", rows=rows, running=running, may_draw=_may_draw()
    )


@bp.get("/<key>")
@allow(SIGNED_IN)
def show(key: str) -> Any:
    """The latest version of a process, and the ones before."""
    with reading() as conn:
        number = application().engine.catalogue.latest(conn, key).number
    return version(key, number)


@bp.get("/<key>/versions/<int:number>")
@allow(SIGNED_IN)
def version(key: str, number: int) -> Any:
    """One version: picture, outline, who does what, download."""
    with reading() as conn:
        row = catalogue.version_row(conn, key, number)
        found = application().engine.catalogue.version(conn, row.id)
        versions = catalogue.versions(conn, key)
        change = table.of_version(conn, key, number)
        begun = drafts.open_drafts(conn, key) if _may_draw() else []
    names = names_of(found.diagram)
    drawn = svg(
        found.diagram,
        Marks(),
        title=found.diagram.name,
        description=_("The same is told as text beside the picture."),
        names=names,
    )
    return render_template(
        "process/show.html",
        row=row,
        key=key,
        versions=versions,
        change=change,
        open_drafts=begun,
        picture=scaled(Markup(drawn), 75),  # noqa: S704 - ours, texts escaped
        outline=outline(found.diagram, Marks(), names=names),
        duties=raci(found.bundle).of_process(key),
        standards=standards_of(found.bundle, key, locale()),
        waived=version_waivers(found.bundle),
        may_draw=_may_draw(),
        may_publish=may(visitor(), Deed.PUBLISH, Thing.DIAGRAMS),
    )


@bp.get("/<key>/versions/<int:number>.bpmn")
@allow(SIGNED_IN)
def download(key: str, number: int) -> Response:
    """The very bytes that were imported."""
    with reading() as conn:
        content = publishing.bytes_of(conn, key, number)
    response = make_response(content)
    response.headers["Content-Type"] = "application/xml"
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{key}-{number}.bpmn"
    )
    return response


@bp.post("/import")
@allow(roles("process_owner", "release_manager"))
def import_file() -> Any:
    """Keep a BPMN file as a draft and say what is wrong with it."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        flash(_("Choose a BPMN file."), "error")
        return redirect(url_for("processes.index"), code=303)
    xml = sent.read()
    with application().command(by=visitor().user_name) as context:
        key = read(xml).process_id
        number, _findings = publishing.keep_draft(application(), context, key, xml)
    return redirect(url_for("processes.draft", key=key, number=number), code=303)


@bp.get("/<key>/drafts/<int:number>")
@allow(roles("process_owner", "release_manager", "auditor", "admin"))
def draft(key: str, number: int) -> Any:
    """A draft with its findings."""
    with reading() as conn:
        row = drafts.draft(conn, key, number)
        review = table.open_of_draft(conn, key, number)
        tests = results.shown(conn, key, number)
    return render_template(
        "process/draft.html",
        row=row,
        tests=tests,
        unmet=[each.name for each in tests if each.state != results.PASSED],
        key=key,
        review=review,
        may_draw=_may_draw(),
        findings=row.findings,
        errors=[f for f in row.findings if f["severity"] == "error"],
        may_publish=may(visitor(), Deed.PUBLISH, Thing.DIAGRAMS),
    )


@bp.post("/<key>/drafts/<int:number>/publish")
@allow(roles("process_owner"))
def publish(key: str, number: int) -> Any:
    """Make a draft the version that new instances start with."""
    why = " ".join(request.form.get("why", "").split())
    said = request.form.get("announcement", "").strip()
    if not why:
        flash(_("Say why it is published without review."), "error")
        return redirect(url_for("processes.draft", key=key, number=number), code=303)
    try:
        with application().command(by=visitor().user_name, why=why) as context:
            known = request.form.get("scenarios") == "known"
            results.require_met(context.conn, key, number, acknowledged=known)
            published = submitting.publish_unreviewed(
                application(), context, key, number, said
            )
    except (NotPublishable, ChangeRefused, ScenariosUnmet) as refusal:
        flash(_(str(refusal)), "error")
        return redirect(url_for("processes.draft", key=key, number=number), code=303)
    flash(
        _("Version %(number)s is published: new releases follow it.",
          number=published.number)
    )  # fmt: skip
    return redirect(url_for("processes.show", key=key), code=303)


def _may_draw() -> bool:
    return may(visitor(), Deed.UPDATE, Thing.DIAGRAMS)
