"""Moving the clock, where simulated time is on."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, flash, redirect, request
from flask_babel import gettext as _
from flask_babel import ngettext

from engine.clock import SimulatedClock
from web.current import application, settings
from web.login import safe_next
from web.policy import SIGNED_IN, allow

bp = Blueprint("time", __name__)
STEPS = ("1", "7", "30")


@bp.post("/time/advance")
@allow(SIGNED_IN)
def advance() -> Any:
    """Move simulated time on and do what falls due by it."""
    clock = application().clock
    if not settings().simulated_time or not isinstance(clock, SimulatedClock):
        abort(404)
    days = request.form.get("days", "")
    if days not in STEPS:
        abort(400)
    clock.advance(timedelta(days=int(days)))
    done = sum(application().work_due().values())
    moved = ngettext(
        "The clock is one day further.",
        "The clock is %(num)s days further.",
        int(days),
    )
    fell_due = ngettext(
        "One piece of work fell due and was done.",
        "%(num)s pieces of work fell due and were done.",
        done,
    )
    flash(f"{moved} {fell_due}" if done else f"{moved} " + _("Nothing fell due."))
    return redirect(safe_next(request.form.get("next")), code=303)
