"""The tree of organizations: looked at by those who run the office, kept by some."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tasks.oversight import organizations as oversight
from tasks.people import organizing
from tasks.people.organizations import Organization
from tasks.people.organizing import NoSuchOrganization, OrganizationRefused
from tasks.people.rights import may_keep_organizations
from web.current import application, reading, visitor
from web.policy import allow, roles
from web.texts import N_

bp = Blueprint("organizations", __name__, url_prefix="/admin/organizations")
KEEPERS = roles("admin", "process_owner", "release_manager")
READERS = roles("admin", "process_owner", "release_manager", "auditor")

KIND_NAMES = {
    "ministry": N_("Ministry"),
    "cluster": N_("Cluster"),
    "branch": N_("Branch"),
}
ASKED = ("kind", "name_en", "name_fr")


@bp.get("")
@allow(READERS)
def index() -> Any:
    """The whole tree, and the form that adds to it."""
    return _page()


@bp.post("")
@allow(KEEPERS)
def add() -> Any:
    """Add one below another, or at the top."""
    given = _given("id", *ASKED, "parent")
    try:
        with application().command(by=visitor().user_name) as context:
            organizing.add(
                context,
                given["id"],
                kind=given["kind"],
                name_en=given["name_en"],
                name_fr=given["name_fr"],
                parent_id=given["parent"] or None,
            )
    except OrganizationRefused as refusal:
        return _page(given=given, errors={refusal.field: str(refusal)}), 422
    flash(_("%(name)s is added.", name=given["name_en"]))
    return redirect(url_for("organizations.index"), code=303)


@bp.get("/<organization_id>")
@allow(READERS)
def show(organization_id: str) -> Any:
    """One organization, to be renamed, moved or retired."""
    return _one(organization_id)


@bp.post("/<organization_id>")
@allow(KEEPERS)
def change(organization_id: str) -> Any:
    """Rename it, and hang it below another."""
    given = _given(*ASKED, "parent")
    try:
        with application().command(by=visitor().user_name) as context:
            asked = {name: given[name] for name in ASKED}
            organizing.change(context, organization_id, **asked)
            organizing.move(context, organization_id, given["parent"] or None)
    except NoSuchOrganization:
        raise
    except OrganizationRefused as refusal:
        errors = {refusal.field: str(refusal)}
        return _one(organization_id, given=given, errors=errors), 422
    flash(_("%(name)s is changed.", name=given["name_en"]))
    return redirect(url_for("organizations.index"), code=303)


@bp.post("/<organization_id>/active")
@allow(KEEPERS)
def set_active(organization_id: str) -> Any:
    """Retire it, or take it up again."""
    again = request.form.get("is") == "active"
    verb = organizing.restore if again else organizing.retire
    try:
        with application().command(by=visitor().user_name) as context:
            verb(context, organization_id)
    except NoSuchOrganization:
        raise
    except OrganizationRefused as refusal:
        return _one(organization_id, errors={"": str(refusal)}), 422
    if again:
        flash(_("It is offered again."))
    else:
        flash(_("It is retired: nothing new names it. You may take it up again."))
    return redirect(
        url_for("organizations.show", organization_id=organization_id), code=303
    )


def _given(*names: str) -> dict[str, str]:
    return {name: request.form.get(name, "").strip() for name in names}


def _page(**more: Any) -> str:
    with reading() as conn:
        listed = oversight.listed(conn)
        unknown = oversight.unknown_names(conn)
    return render_template(
        "organization/index.html",
        listed=listed,
        unknown=unknown,
        kinds=KIND_NAMES,
        may_keep=may_keep_organizations(visitor()),
        **{"given": {}, "errors": {}, **more},
    )


def _one(
    organization_id: str,
    given: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    with reading() as conn:
        found, others = oversight.one(conn, organization_id)
    return render_template(
        "organization/show.html",
        organization=found,
        others=others,
        kinds=KIND_NAMES,
        given=given or _kept(found),
        errors=errors or {},
        may_keep=may_keep_organizations(visitor()),
    )


def _kept(found: Organization) -> dict[str, str]:
    kept = {name: str(getattr(found, name)) for name in ASKED}
    return kept | {"parent": found.parent_id or ""}
