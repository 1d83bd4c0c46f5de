"""The lists of predefined values: read by everybody, kept by manager and owner."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tasks.forms.posted import posted
from tasks.people.rights import Deed, Thing, may
from tasks.release.errors import ReasonMissing, ValueRefused
from tasks.release.priority import priority_of, weight_of
from tasks.release.value_lists import EDITABLE, states_of
from tasks.repository.keeping_values import form_of, keep_values, lists_now
from web.current import application, reading, visitor
from web.policy import SIGNED_IN, allow
from web.texts import N_

bp = Blueprint("values", __name__, url_prefix="/values")

TITLES = {
    "impact": N_("Impact"),
    "urgency": N_("Urgency"),
    "priority": N_("Priority"),
    "status_reason": N_("Reasons for closing"),
    "cancellation_reason": N_("Reasons for cancelling"),
    "service": N_("Services"),
    "issue_severity": N_("Severity of issues"),
    "action_origin": N_("Where actions come from"),
    "approval_body": N_("Bodies that approve"),
    "note_kind": N_("Kinds of notes"),
    "link_relation": N_("Relations of links"),
    "stakeholder_role": N_("Roles of stakeholders"),
    "deployment_content": N_("What is deployed"),
}


@bp.get("")
@allow(SIGNED_IN)
def index() -> Any:
    """All lists, and how impact and urgency make a priority."""
    with reading() as conn:
        lists = lists_now(application(), conn)
    return render_template(
        "values/index.html",
        lists=lists,
        titles=TITLES,
        table=_table(lists),
        may_keep=may(visitor(), Deed.UPDATE, Thing.VALUES),
    )


def _table(lists: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    """Impact by urgency: the priority and its weight."""
    return [
        {
            "impact": impact,
            "cells": [
                {
                    "priority": priority_of(lists, impact["value"], urgency["value"]),
                    "weight": (weight_of(lists["impact"], impact["value"]) or 0)
                    + (weight_of(lists["urgency"], urgency["value"]) or 0),
                    "urgency": urgency,
                }
                for urgency in lists["urgency"]
            ],
        }
        for impact in lists["impact"]
    ]


@bp.get("/<name>")
@allow(SIGNED_IN)
def show(name: str) -> Any:
    """One list with its older states; the form for who keeps it."""
    return _page(name, {}, None)


@bp.post("/<name>")
@allow(SIGNED_IN)
def change(name: str) -> Any:
    """Give the list other values, with a reason."""
    _known(name)
    options = posted(form_of(name), request.form, {})["options"]
    deed, _sep, what = request.form.get("do", "").partition(":")
    if deed in ("add", "remove"):
        lines = {"added": what} if deed == "add" else {"removed": what}
        return _page(name, {}, options, **lines)
    try:
        with application().command(by=visitor().user_name) as context:
            reason = request.form.get("why", "")
            keep_values(application(), context, visitor(), name, options, reason=reason)
    except ReasonMissing as refusal:
        return _page(name, {"why": str(refusal)}, options), 422
    except ValueRefused as refusal:
        return _page(name, {"options": str(refusal)}, options), 422
    flash(_("The list is changed; new choices hold from now on."))
    return redirect(url_for("values.show", name=name), code=303)


def _known(name: str) -> None:
    if name not in EDITABLE:
        abort(404)


def _page(name: str, errors: Mapping[str, str], options: Any, **lines: Any) -> str:
    _known(name)
    with reading() as conn:
        lists = lists_now(application(), conn)
        states = states_of(conn, name)
    shown = lists.get(name, []) if options is None else options
    return render_template(
        "values/show.html",
        name=name,
        title=TITLES[name],
        form=form_of(name),
        values={"options": shown},
        options=lists.get(name, []),
        figure=EDITABLE[name],
        states=states,
        errors=errors,
        given=request.form,
        added=lines.get("added"),
        removed=lines.get("removed"),
        may_keep=may(visitor(), Deed.UPDATE, Thing.VALUES),
    )
