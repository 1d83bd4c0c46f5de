"""The releases: the list with its filters, and the form that files a request."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tasks.filing import MayNotFile, file_release, may_file
from tasks.oversight import releases as oversight
from tasks.people.persons import people_with
from tasks.release.errors import RecordRefused
from tasks.release.states import DCS_MILESTONES, SMR_MILESTONES, STATUSES
from web.current import application, reading, visitor
from web.pages.lists import page_number, word
from web.policy import SIGNED_IN, allow

bp = Blueprint("releases", __name__, url_prefix="/releases")

PROCESSES = ("smr", "dcs")
MILESTONES = tuple(dict.fromkeys((*SMR_MILESTONES, *DCS_MILESTONES)))
#: What the form that files a request may say beside process and title.
ASKED = (
    *("organization", "service", "scope", "project_manager"),
    *("crq_no", "deployment_at", "urgent_unplanned"),
)


@bp.get("")
@allow(SIGNED_IN)
def index() -> Any:
    """The releases this person may read; filters are in the address."""
    wanted = oversight.Wanted(
        process=word("process", PROCESSES, "") or None,
        status=word("status", ("open", *STATUSES), "") or None,
        milestone=word("milestone", MILESTONES, "") or None,
        organization=request.args.get("organization") or None,
        mine=request.args.get("mine") == "1",
        q=request.args.get("q", "").strip()[:100] or None,
        sort=word("sort", tuple(oversight.SORTS), "newest"),
        page=page_number(),
    )
    with reading() as conn:
        page = oversight.releases(conn, visitor(), wanted)
        organizations = oversight.organizations(conn)
    return render_template(
        "release/index.html",
        page=page,
        wanted=wanted,
        status_options=[("open", _("Open")), *((s, _(s)) for s in STATUSES)],
        milestone_options=[(m, _(m)) for m in MILESTONES],
        organizations=[(each, each) for each in organizations],
        may_file=may_file(visitor()),
    )


@bp.get("/new")
@allow(SIGNED_IN)
def new() -> Any:
    """The form that files a request."""
    if not may_file(visitor()):
        raise MayNotFile
    return _form({"process": request.args.get("process", "smr")})


@bp.post("/new")
@allow(SIGNED_IN)
def create() -> Any:
    """File the request and go to the release."""
    if not may_file(visitor()):
        raise MayNotFile
    given = {k: v.strip() for k, v in request.form.items() if k != "csrf_token"}
    errors = _problems(given)
    if errors:
        return _form(given, errors), 422
    fields = {name: given[name] for name in ASKED if given.get(name)}
    if fields.get("urgent_unplanned"):
        fields["urgent_unplanned"] = True  # type: ignore[assignment]
    try:
        with application().command(by=visitor().user_name) as context:
            filed = file_release(
                application(),
                context,
                visitor(),
                process=given["process"],
                title=given["title"],
                fields=fields,
            )
    except RecordRefused as refusal:
        return _form(given, {"title": str(refusal)}), 422
    flash(
        _("%(number)s is filed; its first tasks are in the inbox.", number=filed["id"])
    )
    return redirect(url_for("release.show", release_id=filed["id"]), code=303)


def _problems(given: dict[str, str]) -> dict[str, str]:
    errors = {}
    if given.get("process") not in PROCESSES:
        errors["process"] = _("Choose the process.")
    if not given.get("title"):
        errors["title"] = _("Give the release a title.")
    elif len(given["title"]) > 300:
        errors["title"] = _("Shorten the title to 300 characters.")
    return errors


def _form(given: dict[str, str], errors: dict[str, str] | None = None) -> str:
    with reading() as conn:
        managers = people_with(conn, "project_manager")
        organizations = oversight.organizations(conn)
    return render_template(
        "release/new.html",
        given=given,
        errors=errors or {},
        managers=[(m.user_name, m.name) for m in managers],
        organizations=organizations,
    )
