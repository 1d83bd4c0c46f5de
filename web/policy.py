"""Who may call which route: declared beside each view, enforced in one place.

A route without a declared policy answers nobody; a test walks the URL map.  Whether a
person may see or do a thing of the record is asked of ``tasks``; a policy says only
who may come to the door.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request

from web.current import visitor_or_none

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call a route; ``roles`` empty means everybody who is signed in."""

    name: str
    public: bool = False
    roles: frozenset[str] = frozenset()


PUBLIC = Policy("public", public=True)
SIGNED_IN = Policy("signed in")


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
        if policy.public:
            return
        who = visitor_or_none()
        if who is None:
            abort(401)
        if policy.roles and not who.has(*policy.roles):
            abort(403)
