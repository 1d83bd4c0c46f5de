"""Help: how the product works, and a page for each role."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, render_template

from tasks.people.roles import ROLES
from web.current import visitor_or_none
from web.help_rules import DOMAIN, families
from web.policy import PUBLIC, allow
from web.texts import locale, markdown

bp = Blueprint("help", __name__, url_prefix="/help")
FOLDER = Path(__file__).parent.parent / "help"


@dataclass(frozen=True, slots=True)
class Topic:
    """One page of help: its first line is its title."""

    name: str
    title: str
    text: str


@bp.get("")
@allow(PUBLIC)
def index() -> Any:
    """All topics; one's own roles first."""
    who = visitor_or_none()
    topics = _topics(locale())
    mine = [topics[r] for r in ROLES if r in topics and who and r in who.roles]
    others = [topics[r] for r in ROLES if r in topics and topics[r] not in mine]
    general = [topic for name, topic in topics.items() if name not in ROLES]
    return render_template("help/index.html", mine=mine, others=others, general=general)


@bp.get("/lint")
@allow(PUBLIC)
def lint() -> Any:
    """The rules that diagrams are checked by, with examples."""
    return render_template(
        "help/lint.html", families=list(families(locale())), domain=DOMAIN
    )


@bp.get("/<topic>")
@allow(PUBLIC)
def topic(topic: str) -> Any:
    """One topic."""
    found = _topics(locale()).get(topic)
    if found is None:
        abort(404)
    return render_template("help/topic.html", topic=found, html=markdown(found.text))


@cache
def _topics(language: str) -> dict[str, Topic]:
    """The topics in a language; English where a translation is missing."""
    found = {}
    for path in sorted(FOLDER.glob("*.md")):
        name = path.stem
        if name.endswith(".fr"):
            continue
        french = path.with_name(f"{name}.fr.md")
        chosen = french if language == "fr" and french.exists() else path
        title, _newline, text = chosen.read_text().partition("\n")
        found[name] = Topic(name, title.removeprefix("# ").strip(), text)
    return found
