"""The rehearsals of this process of the operating system, and how pages reach them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app, flash, redirect, url_for
from flask_babel import gettext as _

from engine import drafts
from engine.bundles import unpack
from engine.errors import Conflict, EngineError
from tasks.rehearsal.kept import Of, Rehearsals
from tasks.rehearsal.sandbox import Sandbox
from tasks.rehearsal.stage import Piece, Stages
from web.current import application, reading, visitor
from web.policy import roles

MAY_DRAW = roles("process_owner", "release_manager")


def done(key: str, number: int, work: Callable[[], None]) -> Any:
    """Do it, or say why not; then the rehearsal again."""
    try:
        work()
    except EngineError as refusal:
        flash(_(str(refusal)), "error")
    return back(key, number)


def back(key: str, number: int) -> Any:
    """To the rehearsal of the draft."""
    there = url_for("rehearsal.show", key=key, draft=number)
    return redirect(there, code=303)


@contextmanager
def held(key: str, number: int) -> Iterator[Sandbox]:
    """The rehearsal under way, for this request alone. Raises Conflict."""
    sandbox = kept().find(of(key, number), application().clock.now())
    if sandbox is None:
        raise Conflict("The rehearsal is over; begin it anew.")
    with sandbox.lock:
        yield sandbox


def piece(key: str, number: int) -> Piece:
    """The draft as it is saved now. Raises NotFound."""
    with reading() as conn:
        row = drafts.draft(conn, key, number)
    return key, bytes(row.xml), unpack(row.bundle)


def of(key: str, number: int) -> Of:
    """The visitor's rehearsal of a draft."""
    return visitor().user_name, key, number


def kept() -> Rehearsals:
    """All that are under way."""
    found: Rehearsals = current_app.extensions.setdefault(
        "erm_rehearsals", Rehearsals()
    )
    return found


def stages() -> Stages:
    """What sets up stages."""
    found: Stages = current_app.extensions.setdefault(
        "erm_stages", Stages(application())
    )
    return found
