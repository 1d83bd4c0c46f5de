"""The RACI matrix of one process as a table, written back into ``raci.toml``.

Only the lines of a changed activity are written anew; other processes, other
activities and all comments between them stay as they are.
"""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.errors import EngineError

DUTIES = ("R", "A", "C", "I")
_HEADER = re.compile(r'^\[(?P<key>[\w-]+)\."(?P<activity>[^"\n]+)"\]\s*$', re.MULTILINE)
_OURS = re.compile(r"^(?:title|R|A|C|I)\s*=")
_ACTIVITY = re.compile(r"[0-9A-Za-z][0-9A-Za-z. _-]{0,30}")


class MatrixRefused(EngineError):
    """The table cannot be written like this."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One line of the matrix: a role has at most one letter, or several."""

    number: str
    en: str
    fr: str
    letters: Mapping[str, str] = field(default_factory=dict)

    def roles(self, duty: str) -> list[str]:
        """The roles with this letter, in the order of the table."""
        return [role for role, letters in self.letters.items() if duty in letters]


def activities(text: str, key: str) -> list[Activity]:
    """The lines of one process. Raises MatrixRefused when the file cannot be read."""
    try:
        table = tomllib.loads(text).get(key, {})
    except tomllib.TOMLDecodeError as error:
        raise MatrixRefused(f"raci.toml cannot be read: {error}.") from error
    found = []
    for number, row in table.items():
        letters: dict[str, str] = {}
        for duty in DUTIES:
            for role in row.get(duty, ()):
                letters[role] = letters.get(role, "") + duty
        title = row.get("title", {})
        found.append(
            Activity(number, title.get("en", ""), title.get("fr", ""), letters)
        )
    return found


def written(text: str, key: str, lines: Sequence[Activity]) -> str:
    """The file with the lines of one process as they are now. Raises MatrixRefused."""
    numbers = [line.number for line in lines]
    for number in numbers:
        if not _ACTIVITY.fullmatch(number):
            raise MatrixRefused(f"“{number}” cannot be the number of an activity.")
    if len(numbers) != len(set(numbers)):
        raise MatrixRefused("Two activities have the same number.")
    before = {each.number: each for each in activities(text, key)}
    head, blocks = _blocks(text)
    ours = {b.number: b.text for b in blocks if b.key == key}
    mine = [
        ours[line.number]
        if line == before.get(line.number)
        else _block(key, line, ours.get(line.number, ""))
        for line in lines
    ]
    first = next((i for i, b in enumerate(blocks) if b.key == key), len(blocks))
    others = [b for b in blocks if b.key != key]
    at = sum(1 for b in blocks[:first] if b.key != key)
    parts = [b.text for b in others[:at]] + mine + [b.text for b in others[at:]]
    return (
        head + "".join(part.rstrip("\n") + "\n\n" for part in parts).rstrip("\n") + "\n"
    )


@dataclass(frozen=True, slots=True)
class _Block:
    key: str
    number: str
    text: str


def _blocks(text: str) -> tuple[str, list[_Block]]:
    """What stands before the first table, and each table with what follows it."""
    found = list(_HEADER.finditer(text))
    if not found:
        return text.rstrip("\n") + "\n\n" if text.strip() else "", []
    ends = [*(each.start() for each in found[1:]), len(text)]
    return text[: found[0].start()], [
        _Block(each["key"], each["activity"], text[each.start() : end])
        for each, end in zip(found, ends, strict=True)
    ]


def _block(key: str, line: Activity, text: str) -> str:
    """A table of one activity; its comments and other members stay."""
    lines = text.split("\n")[1:]
    others = [each for each in lines if each.strip() and not _OURS.match(each)]
    title = f"{{ en = {_quoted(line.en)}, fr = {_quoted(line.fr or line.en)} }}"
    rows = [f"title = {title}"]
    for duty in DUTIES:
        stood = next((each for each in lines if each.startswith(f"{duty} ")), "")
        roles = ", ".join(map(_quoted, _in_order(line.roles(duty), stood)))
        if roles:
            rows.append(f"{duty} = [{roles}]")
    return "\n".join((f'[{key}."{line.number}"]', *rows, *others)) + "\n"


def _in_order(roles: Sequence[str], stood: str) -> list[str]:
    """The roles as they stood in the line before, new ones last."""
    return sorted(roles, key=lambda role: stood.find(f'"{role}"') % (len(stood) + 1))


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's escapes are among TOML's."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
