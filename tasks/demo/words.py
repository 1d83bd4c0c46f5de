"""What people of the office write, read from ``words.toml``."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class In:
    """A moment so many business days from now, at an hour, and so much later."""

    days: int = 0
    hour: int | None = None
    by: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class Several:
    """Several values of one choice."""

    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Entries:
    """Rows of which some are taken."""

    rows: Sequence[Mapping[str, Any]]
    least: int
    most: int


def _meant(value: Any) -> Any:
    """What a value of the file stands for."""
    match value:
        case {"rows": rows, "least": least, "most": most}:
            lines = [{name: _meant(v) for name, v in row.items()} for row in rows]
            return Entries(lines, least, most)
        case {"paper": name}:
            return Paper(name)
        case {"all": values}:
            return Several(values)
        case dict():
            minutes = timedelta(minutes=value.get("minutes", 0))
            return In(value.get("days", 0), value.get("hour"), minutes)
    return value


_READ = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))

WORDS: Mapping[str, Any] = {name: _meant(v) for name, v in _READ["words"].items()}
#: What changes each time a step comes round.
IN_TURN: Mapping[str, Sequence[Any]] = _READ["in_turn"]
#: The role of the person who is meant by a field.
PEOPLE: Mapping[str, str] = _READ["people"]
