"""What a clause needs of a release, in a few words: ``step S-3.4``, ``mail closed``.

Source: ours, because people read and change the list of requirements.
"""

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

KINDS = (
    *("step", "field", "record", "document", "decision", "mail", "rows", "milestone"),
    *("status", "raci", "gate", "calls", "message", "linked", "audit"),
)
#: In the order of the letters of a need of the kind ``raci``.
RACI_ROLES = (
    "intake",
    "release_manager",
    "release_coordinator",
    "project_manager",
    "stakeholder",
)
_SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "=": operator.eq,
}
_ASKED = re.compile(r"(\w+)(>=|=)(.+)")


class NeedUnreadable(ValueError):
    """The words name no need."""


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a release has to have.

    ``subject`` is what it is about, ``more`` the words after it: fields of a form,
    states of a document, what is asked of an entry or a parameter, letters of RACI.
    """

    kind: str
    subject: str = ""
    more: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The need as it is written."""
        if self.kind == "document" and self.more:
            return f"document {self.subject} as {' or '.join(self.more)}"
        return " ".join(word for word in (self.kind, self.subject, *self.more) if word)

    @property
    def asked(self) -> tuple[str, str, str] | None:
        """What is asked of an entry or a parameter: name, sign, value."""
        found = _ASKED.fullmatch(" ".join(self.more))
        return None if found is None else (found[1], found[2], found[3])

    def fits(self, value: object) -> bool:
        """Whether a value is what is asked; numbers are compared as numbers."""
        if self.asked is None:
            return True
        _name, sign, wanted = self.asked
        if sign == "=":
            return str(value) == wanted
        try:
            return _SIGNS[sign](float(str(value)), float(wanted))
        except ValueError:
            return False


def need(text: str) -> Need:
    """The need that these words name. Raises NeedUnreadable."""
    kind, _, rest = text.strip().partition(" ")
    rest = rest.strip()
    if kind not in KINDS:
        raise NeedUnreadable(f"“{text}” begins with none of: {', '.join(KINDS)}")
    if not rest and kind != "audit":
        raise NeedUnreadable(f"“{text}” does not say which {kind}")
    if kind in ("decision", "status", "milestone", "audit"):
        return Need(kind, rest)
    if kind == "document":
        subject, _, states = rest.partition(" as ")
        return Need(kind, subject, tuple(states.split(" or ")) if states else ())
    subject, _, more = rest.partition(" ")
    words = (more,) if kind in ("rows", "calls") and more else tuple(more.split())
    _require(text, kind, words)
    return Need(kind, subject, words)


def _require(text: str, kind: str, words: tuple[str, ...]) -> None:
    if kind in ("rows", "calls") and words and _ASKED.fullmatch(words[0]) is None:
        raise NeedUnreadable(f"“{text}” must ask name=value or name>=number")
    if kind == "raci" and len(words) != len(RACI_ROLES):
        raise NeedUnreadable(f"“{text}” must give letters for {len(RACI_ROLES)} roles")
    if kind == "field" and not words:
        raise NeedUnreadable(f"“{text}” names no field")


def alternatives(text: str) -> tuple[Need, ...]:
    """The needs of which any will do. Raises NeedUnreadable."""
    return tuple(need(part) for part in text.split(" / "))
