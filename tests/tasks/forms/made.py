"""Small forms for tests, and the desk at which answers are read."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.expressions.functions import built_in
from engine.expressions.moments import Moment
from tasks.forms.answers import Answers, read
from tasks.forms.definition import read_data
from tasks.forms.fields import Desk
from tasks.forms.shape import Form, Option, Text

TORONTO = ZoneInfo("America/Toronto")
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
PEOPLE = [Option("pia", Text("Pia Mun", "Pia Mun")), Option("eli", Text("Eli", "Eli"))]
FUNCTIONS = built_in(Moment(NOW, TORONTO))


def field(name: str, type: str = "text", **more: Any) -> dict[str, Any]:
    """A field as the JSON has it."""
    label = {"en": name.replace("_", " ").title(), "fr": name.upper()}
    return {"name": name, "type": type, "label": label, **more}


def form(*fields: Mapping[str, Any], **more: Any) -> Form:
    """A form of these fields."""
    return read_data("made", {"fields": list(fields), **more})


def say(en: str) -> dict[str, str]:
    """A sentence in both languages."""
    return {"en": en, "fr": f"fr: {en}"}


def answer(
    asked: Form, submitted: Any, functions: Mapping[str, Any] = FUNCTIONS, **more: Any
) -> Answers:
    """Read answers as the inbox does."""
    offered = {"person": PEOPLE, "people": PEOPLE, "lines.person": PEOPLE}
    settings = {"offered": offered, "zone": TORONTO, **more}
    return read(asked, submitted, functions={**FUNCTIONS, **functions}, **settings)


def desk(language: str = "en") -> Desk:
    """A desk in the office, with people to choose from."""
    return Desk(TORONTO, language, {"person": PEOPLE})
