"""Write a whole file out."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.model import BPMN
from engine.shorthand import ends, flows, links, scopes
from engine.shorthand.sheet import Sheet

#: In this order: what one puts in, the next may have to write out as well.
_HANDS = (links, ends, flows, scopes)


class WrittenOut(NamedTuple):
    """A file without short hands.

    ``stands_for`` tells of each element that was put in which drawn one it stands for;
    the engine's steps at these are nobody's to see.
    """

    root: Any
    stands_for: Mapping[str, str]


def write_out(root: Any, process: Any = None) -> WrittenOut:
    """Change a file so that it says the same without short hands.

    ``process`` is the one to change; without it, all of them.
    """
    found: dict[str, str] = {}
    every = root.findall(f"{{{BPMN}}}process") if process is None else [process]
    for each in every:
        sheet = Sheet(each)
        for container in sheet.containers():
            for hand in _HANDS:
                hand.write_out(sheet, container)
        found |= sheet.stands_for
    return WrittenOut(root, found)
