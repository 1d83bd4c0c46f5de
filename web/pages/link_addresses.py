"""Where records of other tools open: an address for each type of link."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tasks.release.errors import ValueRefused
from tasks.repository.keeping_values import lists_now
from tasks.repository.link_addresses import KEEPERS, addresses, set_address
from web.current import application, reading, visitor
from web.policy import allow, roles

bp = Blueprint("link_addresses", __name__, url_prefix="/values/addresses")
ALLOWED = roles(*KEEPERS)
READERS = roles(*KEEPERS, "auditor")


@bp.get("")
@allow(READERS)
def index() -> Any:
    """The types of links and their addresses."""
    return _page({}, {})


@bp.post("")
@allow(ALLOWED)
def change() -> Any:
    """Set the addresses, all at once."""
    given = {key: value.strip() for key, value in request.form.items()}
    errors = {}
    with reading() as conn:
        types = _types(conn)
    try:
        with application().command(by=visitor().user_name) as context:
            for number, (type, _name) in enumerate(types):
                field = f"address-{number}"
                set_address(context, visitor(), type, given.get(field, ""))
    except ValueRefused as refusal:
        errors[field] = str(refusal)
        return _page(given, errors), 422
    flash(_("The addresses are changed."))
    return redirect(url_for("link_addresses.index"), code=303)


def _types(conn: Any) -> list[tuple[str, Any]]:
    listed = lists_now(application(), conn)["link_type"]
    return [(option["value"], option) for option in listed]


def _page(given: Mapping[str, str], errors: Mapping[str, str]) -> str:
    with reading() as conn:
        types, known = _types(conn), addresses(conn)
    return render_template(
        "values/addresses.html",
        types=types,
        known=known,
        given=given,
        errors=errors,
    )
