"""The main navigation, and what every page's frame shows."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext as _

from tasks.people.roles import role_name
from web.current import application, settings, visitor_or_none
from web.texts import N_, locale


@dataclass(frozen=True, slots=True)
class Item:
    """One entry; ``current`` is ``page`` on the page itself, ``true`` below it."""

    href: str
    label: str
    current: str | None


#: Endpoint, words, and the roles that see it; nobody named means everybody.
ENTRIES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("inbox.index", N_("Inbox"), frozenset()),
    ("releases.index", N_("Releases"), frozenset()),
    ("calendar.index", N_("Calendar"), frozenset()),
    ("reports.index", N_("Reports"), frozenset()),
    ("instances.index", N_("Instances"), frozenset()),
    ("processes.index", N_("Processes"), frozenset()),
    ("mail.index", N_("Mail"), frozenset()),
    ("admin.index", N_("Administration"), frozenset({"admin"})),
    ("help.index", N_("Help"), frozenset()),
)


def navigation() -> list[Item]:
    """The entries this person sees."""
    who = visitor_or_none()
    if who is None:
        return []
    return [
        Item(url_for(endpoint), _(label), _current(endpoint))
        for endpoint, label, roles in ENTRIES
        if not roles or who.has(*roles)
    ]


def _current(endpoint: str) -> str | None:
    if request.endpoint == endpoint:
        return "page"
    below = (request.endpoint or "").split(".")[0]
    noun = endpoint.split(".")[0]
    return "true" if BELOW.get(below, below) == noun else None


#: Pages that lie below another noun's entry.
BELOW = {"task": "inbox", "release": "releases", "editor": "processes"}


def install(app: Flask) -> None:
    """Give the frame what it shows."""

    @app.context_processor
    def frame() -> dict[str, Any]:
        moving = settings().simulated_time
        return {
            "navigation": navigation,
            "simulated_now": application().clock.now() if moving else None,
            "production": settings().production,
        }

    @app.template_filter("role_name")
    def named(role: str) -> str:
        return role_name(role, locale())
