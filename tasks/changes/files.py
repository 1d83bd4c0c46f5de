"""What changed in the files of a process: fields, mail lines, RACI cells, values.

Each file is taken apart into named parts (``fields.approve.required``), so that a
change is one part from what to what, and never "the file changed".
"""

import difflib
import json
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from engine.diff import Difference, compared

FORM, MAIL, RACI, OTHER = "form", "mail", "raci", "file"
#: What tells the entries of a list from one another.
_NAMES = ("name", "value", "id", "field", "activity")


def file_differences(
    old: Mapping[str, bytes], new: Mapping[str, bytes]
) -> list[Difference]:
    """All changes of the files, file by file."""
    found: list[Difference] = []
    for path in sorted({*old, *new}):
        if old.get(path) != new.get(path):
            found += _of_file(path, old.get(path), new.get(path))
    return found


def _of_file(path: str, old: bytes | None, new: bytes | None) -> Iterator[Difference]:
    thing, name = _named(path)
    if old is None or new is None:
        yield from compared(thing, path, name, _there(old), _there(new))
    elif path.endswith(".txt"):
        yield from _of_lines(thing, path, name, old.decode(), new.decode())
    else:
        yield from compared(thing, path, name, _parts(path, old), _parts(path, new))


def _there(content: bytes | None) -> dict[str, str] | None:
    return None if content is None else {}


def _named(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    thing = {"forms": FORM, "mail": MAIL}.get(folder, OTHER)
    if path == "raci.toml":
        thing = RACI
    return thing, name.removesuffix(".json").removesuffix(".txt")


def _of_lines(
    thing: str, path: str, name: str, old: str, new: str
) -> Iterator[Difference]:
    """Lines of a text, the removed ones with what came instead."""
    before, after = old.splitlines(), new.splitlines()
    match = difflib.SequenceMatcher(a=before, b=after, autojunk=False)
    for tag, a1, a2, b1, b2 in match.get_opcodes():
        if tag != "equal":
            gone, come = "\n".join(before[a1:a2]), "\n".join(after[b1:b2])
            what = f"line {b1 + 1}" if b2 - b1 < 2 else f"lines {b1 + 1}–{b2}"
            yield Difference(thing, path, name, "changed", what, gone, come)


def _parts(path: str, content: bytes) -> dict[str, str]:
    """The parts of a form or table by name; a broken one is one part."""
    text = content.decode(errors="replace")
    try:
        data = tomllib.loads(text) if path.endswith(".toml") else json.loads(text)
    except ValueError:
        return {"text": text}
    return dict(_flat(data, ""))


def _flat(data: Any, at: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _flat(value, f"{at}.{key}" if at else str(key))
    elif isinstance(data, list) and any(isinstance(each, Mapping) for each in data):
        for number, each in enumerate(data):
            yield from _flat(each, f"{at}.{_entry(each, number)}")
    elif isinstance(data, list):
        yield at, ", ".join(map(_shown, data))
    else:
        yield at, _shown(data)


def _entry(each: Any, number: int) -> str:
    if isinstance(each, Mapping):
        for name in _NAMES:
            if isinstance(each.get(name), str | int):
                return str(each[name])
    return str(number + 1)


def _shown(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
