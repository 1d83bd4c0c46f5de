"""The standards that a process builds on, as its catalogue names them.

Source: GO-ITS 240PRS 3.5, Principle 1 (integration with existing GO-IT standards).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tasks.messages import catalogue


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard, in one language."""

    number: str
    title: str
    about: str


def standards_of(
    bundle: Mapping[str, bytes], process_key: str, language: str
) -> list[Standard]:
    """The standards that a process builds on, in the catalogue's order."""
    return [
        Standard(
            str(each.get("number", "")),
            _in(each.get("title"), language),
            _in(each.get("about"), language),
        )
        for each in catalogue(bundle).get("standards", ())
        if process_key in each.get("processes", ())
    ]


def _in(text: object, language: str) -> str:
    if not isinstance(text, Mapping):
        return str(text or "")
    return str(text.get(language) or text.get("en") or "")
