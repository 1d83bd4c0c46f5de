"""What people tell the process of a release from its page."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from tasks import by_hand
from tasks.forms.answers import AnswersInvalid
from tasks.forms.offered import offered
from tasks.forms.posted import posted
from web.current import application, visitor
from web.pages.seen import Seen, seen
from web.policy import SIGNED_IN, allow
from web.texts import locale

bp = Blueprint(
    "release_messages", __name__, url_prefix="/releases/<release_id>/messages"
)


@bp.get("/<name>")
@allow(SIGNED_IN)
def tell_page(release_id: str, name: str) -> Any:
    """The form of a message to the release's process."""
    found = seen(release_id)
    return _tell(found, _offer(found, name), {}, {})


@bp.post("/<name>")
@allow(SIGNED_IN)
def tell(release_id: str, name: str) -> Any:
    """Send a message to the release's process."""
    found = seen(release_id)
    offer = _offer(found, name)
    answers = posted(offer.form, request.form, {})
    try:
        by_hand.send(
            application(),
            visitor(),
            found.standing,
            offer.instance_id,
            name,
            answers,
            language=locale(),
        )
    except AnswersInvalid as invalid:
        return _tell(found, offer, answers, invalid.messages), 422
    flash(_("Done: the process has taken it."))
    return redirect(url_for("release.show", release_id=release_id), code=303)


def _offer(found: Seen, name: str) -> by_hand.Offer:
    for offer in found.offers:
        if offer.name == name:
            return offer
    raise by_hand.NotOffered(name)


def _tell(
    found: Seen,
    offer: by_hand.Offer,
    answers: Mapping[str, Any],
    errors: Mapping[str, str],
) -> str:
    with application().looking(by=visitor().user_name) as context:
        by_hand.stand_at(application(), context, offer.instance_id)
        choices = offered(context, offer.form)
    return render_template(
        "release/tell.html",
        found=found,
        release=found.row,
        offer=offer,
        values=answers,
        errors=errors,
        offered=choices,
    )
