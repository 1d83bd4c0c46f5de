"""Who may call which route: declared beside each view, enforced in one place.

Two rules hold for every route alike: before access is granted, a person reaches only
what is declared ``WAITING``; and whoever has only the level View sends nothing that
could change anything.  Source: processes.md E.2, "Access path".

A route without a declared policy answers nobody; a test walks the URL map.  Whether a
person may see or do a thing of the record is asked of ``tasks``; a policy says only
who may come to the door.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from werkzeug.exceptions import Forbidden

from web.current import visitor_or_none
from web.texts import N_

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call a route; ``roles`` empty means everybody with access.

    ``waiting``: also those who have none yet, and those who may only look.
    """

    name: str
    public: bool = False
    roles: frozenset[str] = frozenset()
    waiting: bool = False


PUBLIC = Policy("public", public=True)
SIGNED_IN = Policy("signed in")
WAITING = Policy("signed in, with or without access", waiting=True)

#: Methods that change nothing.
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
ASK_FIRST = N_("Ask for access first: nothing here is open to you before.")
ONLY_LOOK = N_("Your access is View / Read Only: you may look, not change anything.")


class NotAdmitted(Forbidden):
    """Access was not granted yet: there is a page to ask for it."""

    def __init__(self) -> None:
        super().__init__(ASK_FIRST)


def roles(*names: str) -> Policy:
    """Only people with one of these roles."""
    return Policy(" or ".join(names), roles=frozenset(names))


def allow(policy: Policy) -> Callable[[View], View]:
    """Declare who may call the view below."""

    def declare(view: View) -> View:
        view.policy = policy  # type: ignore[attr-defined]
        return view

    return declare


def policy_of(view: Callable[..., Any] | None) -> Policy | None:
    """The policy a view declares."""
    return getattr(view, "policy", None)


def enforce(app: Flask) -> None:
    """Ask the policy before every view; what lies in ``static`` is everybody's."""
    allow(PUBLIC)(app.view_functions["static"])

    @app.before_request
    def admitted() -> None:
        if request.endpoint is None:
            return
        policy = policy_of(current_app.view_functions.get(request.endpoint))
        if policy is None:
            abort(403)
        if not policy.public:
            _admit(policy)


def _admit(policy: Policy) -> None:
    who = visitor_or_none()
    if who is None:
        abort(401)
    if policy.waiting:
        return
    if not who.is_admitted:
        raise NotAdmitted
    if policy.roles and not who.has(*policy.roles):
        abort(403)
    if request.method not in SAFE and not who.may_update:
        abort(403, ONLY_LOOK)
