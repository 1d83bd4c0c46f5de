"""The main navigation, and what every page's frame shows."""

from collections.abc import Sequence
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


#: Those who run the office, or watch it being run.
RUNNING = frozenset({"admin", "process_owner", "release_manager", "auditor"})

#: Endpoint, words, and the roles that see it; nobody named means everybody.
ENTRIES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("inbox.index", N_("Inbox"), frozenset()),
    ("releases.index", N_("Releases"), frozenset()),
    ("calendar.index", N_("Calendar"), frozenset()),
    ("reports.index", N_("Reports"), frozenset()),
    ("instances.index", N_("Instances"), frozenset()),
    ("processes.index", N_("Processes"), frozenset()),
    ("mail.index", N_("Mail"), frozenset()),
    ("admin.index", N_("Administration"), RUNNING),
    ("help.index", N_("Help"), frozenset()),
)


#: The pages of administration, in the same way.
ADMINISTRATION: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("admin.index", N_("People and operation"), frozenset({"admin"})),
    ("organizations.index", N_("Organizations"), RUNNING),
    ("access.granted", N_("Access"), RUNNING),
    ("audit.index", N_("Audit trail"), RUNNING),
)

#: What is open before access is granted.
BEFORE_ACCESS = (("access.index", N_("Access")), ("help.index", N_("Help")))


def navigation() -> list[Item]:
    """The entries this person sees."""
    return [
        Item(url_for(endpoint), _(label), _current(endpoint))
        for endpoint, label in _entries()
    ]


def _entries() -> Sequence[tuple[str, str]]:
    who = visitor_or_none()
    if who is not None and not who.is_admitted:
        return BEFORE_ACCESS
    return _open_to_visitor(ENTRIES)


def administration() -> list[Item]:
    """The pages of administration that this person sees."""
    return [
        Item(url_for(endpoint), _(label), "page" if _is_here(endpoint) else None)
        for endpoint, label in _open_to_visitor(ADMINISTRATION)
    ]


def _open_to_visitor(
    entries: tuple[tuple[str, str, frozenset[str]], ...],
) -> list[tuple[str, str]]:
    who = visitor_or_none()
    if who is None:
        return []
    return [(e, label) for e, label, roles in entries if not roles or who.has(*roles)]


def _is_here(endpoint: str) -> bool:
    return request.endpoint == endpoint


def _current(endpoint: str) -> str | None:
    if request.endpoint == endpoint:
        return "page"
    if request.endpoint in ("access.granted", "audit.index"):
        return "true" if endpoint == "admin.index" else None
    below = (request.endpoint or "").split(".")[0]
    noun = endpoint.split(".")[0]
    return "true" if BELOW.get(below, below) == noun else None


#: Pages that lie below another noun's entry.
BELOW = {
    "task": "inbox",
    "release": "releases",
    "editor": "processes",
    "draft_raci": "processes",
    "draft_mails": "processes",
    "draft_forms": "processes",
    "draft_files": "processes",
    "release_record": "releases",
    "release_entries": "releases",
    "release_documents": "releases",
    "release_messages": "releases",
    "beginnings": "releases",
    "imports": "releases",
    "values": "releases",
    "link_addresses": "releases",
    "improvements": "releases",
}


def install(app: Flask) -> None:
    """Give the frame what it shows."""

    @app.context_processor
    def frame() -> dict[str, Any]:
        moving = settings().simulated_time
        return {
            "navigation": navigation,
            "administration": administration,
            "simulated_now": application().clock.now() if moving else None,
            "production": settings().production,
        }

    @app.template_filter("role_name")
    def named(role: str) -> str:
        return role_name(role, locale())
