"""How things are shown: language, moments, days, numbers, badges.

Dates are written as ISO 8601, which reads alike in English and French; moments are
shown in the office's time zone and carry their exact value in ``<time datetime>``.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, g, request, session, url_for
from flask_babel import Babel, format_date, get_locale, gettext, ngettext
from markdown_it import MarkdownIt
from markupsafe import Markup

from tasks.people.persons import everybody
from tasks.reports.words import kind_of_conflict, word
from web.current import application, reading, settings, visitor_or_none

LANGUAGES = ("en", "fr")


def _(text: str, **values: object) -> str:
    """A text in the reader's language."""
    return str(gettext(text, **values))


def N_(text: str) -> str:  # noqa: N802 - the name that catalogues know
    """Marks a text for translation; it is translated where it is shown."""
    return text


STATIC = Path(__file__).parent / "static"


def language() -> str:
    """The language of this request: chosen, else the person's, else the browser's."""
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    who = visitor_or_none()
    if who is not None and who.language in LANGUAGES:
        return who.language
    return request.accept_languages.best_match(LANGUAGES) or "en"


def locale() -> str:
    """The language in force now."""
    return str(get_locale() or "en")[:2]


def say(text: object) -> str:
    """A text of a data file, ``{en, fr}`` or plain, in the reader's language."""
    if isinstance(text, Mapping):
        return str(text.get(locale()) or text.get("en") or "")
    return "" if text is None else str(text)


def as_moment(value: object) -> datetime | None:
    """A moment out of what a row or an answer holds."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, str):
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            return None
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def moment(value: object) -> Markup | str:
    """A moment in the office's time, with the exact one for programs."""
    at = as_moment(value)
    if at is None:
        return "" if value is None else str(value)
    shown = at.astimezone(settings().zone).strftime("%Y-%m-%d %H:%M")
    exact = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Markup('<time datetime="{}">{}</time>').format(exact, shown)


def day(value: object) -> Markup | str:
    """A day; of a moment, the day in the office's time."""
    if isinstance(value, datetime):
        value = value.astimezone(settings().zone).date()
    if isinstance(value, date):
        return Markup('<time datetime="{0}">{0}</time>').format(value.isoformat())
    return "" if value is None else str(value)


def distance(value: object) -> str:
    """How far a moment lies ahead or back, roughly, in words."""
    at = as_moment(value)
    if at is None:
        return ""
    seconds = (at - application().clock.now()).total_seconds()
    size = abs(seconds)
    if size < 3600:
        number = max(1, int(size // 60))
        text = ngettext("%(num)s minute", "%(num)s minutes", number)
    elif size < 86400:
        number = int(size // 3600)
        text = ngettext("%(num)s hour", "%(num)s hours", number)
    else:
        number = int(size // 86400)
        text = ngettext("%(num)s day", "%(num)s days", number)
    if seconds < 0:
        return _("%(time)s ago", time=text)
    return _("in %(time)s", time=text)


def local_time(at: datetime) -> str:
    """The time of day in the office's zone."""
    return at.astimezone(settings().zone).strftime("%H:%M")


def month_name(first: date) -> str:
    """A month and its year, in words."""
    return str(format_date(first, "LLLL yyyy")).capitalize()


def weekday_name(day: date) -> str:
    """A day of the week, in words."""
    return str(format_date(day, "EEEE")).capitalize()


def is_past(value: object) -> bool:
    """Whether a moment is over."""
    at = as_moment(value)
    return at is not None and at < application().clock.now()


BADGES = {
    "Active": "blue", "Submitted": "amber", "Draft": "", "Closed": "green",
    "Cancelled": "red", "Not required": "", "running": "blue", "completed": "green",
    "suspended": "amber", "cancelled": "", "failed": "red", "sent": "green",
    "queued": "amber", "dead": "red", "expired": "", "kept": "blue", "Go": "green",
    "Go with Action": "amber", "No-Go": "red", "Final": "green", "Open": "amber",
    "In progress": "blue", "Done": "green", "Approved": "green", "Rejected": "red",
    "Approve": "green", "Successful": "green", "Unsuccessful": "red",
    "Backed out": "red", "taken": "green", "Pass": "green", "Fail": "red",
    "Confirmed": "green", "Declined": "red", "Requested": "amber", "Success": "green",
    "Failure": "red", "open": "amber", "done": "green", "withdrawn": "",
}  # fmt: skip


def badge(value: object) -> Markup | str:
    """A state as a small label; the words carry the meaning, not the colour."""
    if value in (None, ""):
        return ""
    colour = BADGES.get(str(value), "")
    css = f"erm-badge erm-badge--{colour}" if colour else "erm-badge"
    return Markup('<span class="{}">{}</span>').format(css, _(str(value)))


def name_of(user_name: str | None) -> str:
    """The name of a person; everybody's names are read once a request."""
    if not user_name:
        return _("the system")
    if "names" not in g:
        with reading() as conn:
            g.names = {row.user_name: row.name for row in everybody(conn)}
    return str(g.names.get(user_name, user_name))


def words(name: str) -> str:
    """A field's name as words: ``deployment_at`` → ``Deployment``."""
    plain = name.removesuffix("_at").removesuffix("_on") or name
    return plain.replace("_", " ").strip().capitalize()


def report_word(key: str | None) -> str:
    """A code of the reports in the reader's words."""
    return word(key, locale())


def conflict_word(kind: str) -> str:
    """What two deployments share, in the reader's words."""
    return kind_of_conflict(kind, locale())


@cache
def _print_of(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


#: The types of DCS releases, which the record keeps as two letters.
TYPES = {
    "CO": "Communications-Only",
    "SI": "Simplified",
    "DE": "Detailed",
    "CX": "Complex",
}


def type_name(value: str | None) -> str:
    """A release's type in words."""
    return _(TYPES.get(value, value)) if value else "–"


def audited(field: str) -> str:
    """The name of what changed: ``issues/0192…/state`` → ``Issues: State``."""
    if not field:
        return _("Filed")
    parts = [part for part in field.split("/") if not _is_id(part)]
    return ": ".join(_(words(part.removeprefix("role:"))) for part in parts)


def _is_id(text: str) -> bool:
    return len(text) == 32 and all(c in "0123456789abcdef" for c in text)


def asset(name: str) -> str:
    """The address of a static file; it changes when the file does."""
    return url_for("static", filename=name, v=_print_of(name))


def with_query(**changes: Any) -> str:
    """This page's address with some filters changed; None takes one away."""
    query = {**request.args.to_dict(), **changes}
    kept = {k: v for k, v in query.items() if v not in (None, "")}
    return f"{request.path}?{urlencode(kept)}" if kept else request.path


_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


def markdown(text: str) -> Markup:
    """A text of ours as HTML; raw HTML in it stays text."""
    return Markup(_markdown.render(text))  # noqa: S704 - html is off


def install(app: Flask) -> None:
    """Give templates these ways of showing things."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(
        Path(__file__).parent / "translations"
    )
    Babel(app, locale_selector=language, default_locale="en")
    app.jinja_env.filters.update(
        moment=moment, day=day, distance=distance, badge=badge, say=say,
        words=words, markdown=markdown, person=name_of, audited=audited,
        type_name=type_name, report_word=report_word, conflict_word=conflict_word,
    )  # fmt: skip
    app.jinja_env.globals.update(
        asset=asset, locale=locale, with_query=with_query, is_past=is_past,
        visitor=visitor_or_none, local_time=local_time, month_name=month_name,
        weekday_name=weekday_name,
    )  # fmt: skip
