"""Asks the typesetter, which is a program of its own, for a PDF or a picture."""

import json
import re
import subprocess
import sys
from pathlib import Path

from engine.ports import OperatorRefused

_TYPESETTER = Path(__file__).with_name("typesetter.py")
_SECONDS = 60
_NO_GLYPH = re.compile(r'the text `"((?:[^"\\]|\\.)+)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


class NotSet(OperatorRefused):
    """The paper could not be set."""

    def __init__(self, title: str) -> None:
        super().__init__(
            f"“{title}” could not be set as PDF. Try it as DOCX, or with fewer rows."
        )


def typeset(kind: str, data: str, *, title: str) -> bytes:
    """What the typesetter makes of the data: ``pdf`` or ``png``. Raises NotSet.

    A character that none of our fonts has is printed as its number, ``U+65E5``.
    """
    done = _set(kind, data, title)
    if done.returncode == 1 and (missing := _without_glyph(done.stderr)):
        done = _set(kind, _numbered(data, missing), title)
    if done.returncode:
        raise NotSet(title)
    return done.stdout


def _set(kind: str, data: str, title: str) -> "subprocess.CompletedProcess[bytes]":
    try:
        return subprocess.run(  # noqa: S603 - our own program, nothing of people in it
            [sys.executable, "-I", str(_TYPESETTER), kind],
            input=data.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NotSet(title) from error


def _without_glyph(reasons: bytes) -> set[str]:
    try:
        found = _NO_GLYPH.findall(json.loads(reasons))
    except ValueError:
        return set()
    return {_ESCAPED.sub(_unescaped, text) for text in found}


def _unescaped(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else found[2]


def _numbered(data: str, missing: set[str]) -> str:
    table = {ord(c): f" U+{ord(c):04X} " for text in missing for c in text if c != " "}
    return data.translate(table)
