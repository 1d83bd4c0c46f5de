"""Administration: people, incidents, the outbox."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import incidents, outbox
from tasks.inbox import completing
from tasks.oversight import organizations as oversight
from tasks.people import admission, persons, sessions
from tasks.people.errors import PersonRefused
from tasks.people.persons import UPDATE
from tasks.people.roles import ROLES
from web.current import application, reading, visitor
from web.navigation import RUNNING
from web.policy import allow, roles

bp = Blueprint("admin", __name__, url_prefix="/admin")
ADMIN = roles("admin")


@bp.get("")
@allow(roles(*sorted(RUNNING)))
def index() -> Any:
    """What needs an administrator, and everybody who may sign in.

    Who only keeps the office's lists is led to them.
    """
    if not visitor().has("admin"):
        return redirect(url_for("organizations.index"), code=303)
    return _page()


def _page(**more: Any) -> str:
    with reading() as conn:
        people = persons.everybody(conn)
        held = persons.roles_by_person(conn)
        troubles = incidents.open_ones(conn)
        mails = outbox.counts(conn)
        dead, _total = outbox.listed(conn, state=outbox.DEAD)
        organizations = oversight.chosen(conn)
    return render_template(
        "admin/index.html",
        people=people,
        held=held,
        roles=ROLES,
        organizations=organizations,
        incidents=troubles,
        mails=mails,
        dead=dead,
        **{"given": {}, "errors": {}, **more},
    )


@bp.post("/people")
@allow(ADMIN)
def add_person() -> Any:
    """Let somebody in."""
    given = request.form
    try:
        with application().command(by=visitor().user_name) as context:
            admission.add_person(
                context,
                given.get("user_name", "").strip(),
                name=given.get("name", ""),
                email=given.get("email", "").strip(),
                organization=given.get("organization", "").strip() or None,
                roles=given.getlist("roles"),
                level=given.get("level", UPDATE),
                password=given.get("password") or None,
            )
    except PersonRefused as refusal:
        field = getattr(refusal, "field", "user_name")
        return _page(given=given, errors={field: str(refusal)}), 422
    flash(_("%(name)s may sign in.", name=given.get("name", "")))
    return redirect(url_for("admin.index"), code=303)


@bp.post("/people/<user_name>/roles")
@allow(ADMIN)
def set_roles(user_name: str) -> Any:
    """Give a person exactly these roles."""
    with application().command(by=visitor().user_name) as context:
        admission.set_roles(context, user_name, request.form.getlist("roles"))
    flash(_("The roles are changed."))
    return redirect(url_for("admin.index"), code=303)


@bp.post("/people/<user_name>/place")
@allow(ADMIN)
def set_place(user_name: str) -> Any:
    """Say to which organization a person belongs, and how much they may do."""
    given = request.form
    try:
        with application().command(by=visitor().user_name) as context:
            admission.change_person(
                context,
                user_name,
                organization=given.get("organization") or None,
                access_level=given.get("level", UPDATE),
            )
    except PersonRefused as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("The organization and level of access are changed."))
    return redirect(url_for("admin.index"), code=303)


@bp.post("/people/<user_name>/access")
@allow(ADMIN)
def set_access(user_name: str) -> Any:
    """Let a person in no more, or again."""
    with application().command(by=visitor().user_name) as context:
        if request.form.get("may") == "enter":
            admission.enable(context, user_name)
        else:
            admission.disable(context, user_name)
            sessions.close_all(context.conn, user_name)
    flash(_("The access is changed."))
    return redirect(url_for("admin.index"), code=303)


@bp.post("/incidents/<incident_id>/retry")
@allow(ADMIN)
def retry(incident_id: str) -> Any:
    """Try again what has failed."""
    completing.retry(application(), incident_id, by=visitor().user_name)
    flash(_("It was tried again and went through, or will be within seconds."))
    return redirect(url_for("admin.index"), code=303)


@bp.post("/mail/<mail_id>/requeue")
@allow(ADMIN)
def requeue(mail_id: str) -> Any:
    """Send a mail that was given up."""
    with application().command(by=visitor().user_name) as context:
        outbox.requeue(context, mail_id)
    flash(_("The mail is sent again."))
    return redirect(url_for("admin.index"), code=303)
