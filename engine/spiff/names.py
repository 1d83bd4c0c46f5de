"""The names of SpiffWorkflow's specifications, which are made of the elements' ids.

An element may stand for several: itself, its instances, the hidden split and join
around its boundary events, the hidden join before the end of a subprocess.
"""

from collections.abc import Mapping

SPLIT, JOIN = ".BoundaryEventSplit", ".BoundaryEventJoin"
CHILD, END = " [child]", ".EndJoin"
_PARTS = (SPLIT, JOIN, END)
#: What follows an id in the ids of elements that were put in for it.
PUT_IN = ".."


def renamed(name: str, mapping: Mapping[str, str]) -> str:
    """The name of a specification when elements have other ids."""
    if not mapping:
        return name
    inner = name.removesuffix(CHILD)
    tail = name[len(inner) :]
    for part in _PARTS:
        if inner.endswith(part):
            inner, tail = inner.removesuffix(part), part + tail
            break
    return mapping.get(inner, inner) + tail


def drawn(name: str) -> str:
    """The id of the element that a hidden specification belongs to."""
    inner = name.removesuffix(CHILD).partition(PUT_IN)[0]
    for part in _PARTS:
        inner = inner.removesuffix(part)
    return inner
