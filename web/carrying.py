"""Answers of a page whose session ended meanwhile: carried through signing in.

The browser gets its own fields back, hidden in the sign-in page and then in a page
with one button that sends them again; nothing is kept on the server.

Source: ours, because answers are never lost, with or without JavaScript.
"""

from dataclasses import dataclass

from flask import request

PREFIX = "carried."
TO = "carry_to"
#: Beyond this, signing in begins anew: the form is not one of ours.
MOST_FIELDS = 2000
OURS = frozenset({"csrf_token", "password", "username", "next", TO})


@dataclass(frozen=True, slots=True)
class Carried:
    """What was sent, and where it was to go."""

    to: str
    fields: tuple[tuple[str, str], ...]


def sent() -> Carried | None:
    """What the present request brings that would be lost."""
    if request.method != "POST" or request.mimetype not in (
        "application/x-www-form-urlencoded",
        "multipart/form-data",
    ):
        return None
    fields = tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in OURS
    )
    if not fields or len(fields) > MOST_FIELDS:
        return None
    return Carried(request.path, fields)


def arrived() -> Carried | None:
    """What the sign-in page has carried."""
    to = request.form.get(TO, "")
    fields = tuple(
        (name.removeprefix(PREFIX), value)
        for name, value in request.form.items(multi=True)
        if name.startswith(PREFIX)
    )
    if not to or not fields or len(fields) > MOST_FIELDS:
        return None
    return Carried(to, fields)
