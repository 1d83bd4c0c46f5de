"""The names of SpiffWorkflow's specifications, which are made of the elements' ids.

An element may stand for several: itself, its instances, the hidden split and join
around its boundary events, the hidden join before the end of a subprocess.
"""

from collections.abc import Mapping

SPLIT, JOIN = ".BoundaryEventSplit", ".BoundaryEventJoin"
CHILD, END = " [child]", ".EndJoin"
_PARTS = (SPLIT, JOIN, END)


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
