"""In which elements two states of a draft differ, for whoever has to choose one."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

from engine.model import Diagram, Flow, Node, read

#: Where an element stands in the file is no difference, nor are a node's flows.
_NOT_COMPARED = frozenset({"line", "incoming", "outgoing"})
#: So many are told; more would be read by nobody.
MOST = 40


def differences(theirs: bytes, mine: bytes) -> list[str]:
    """A line for each element that differs: ``+`` mine only, ``−`` theirs only.

    Raises: UnsafeDiagram.
    """
    before, after = read(theirs), read(mine)
    found = list(_differences(before, after))
    more = len(found) - MOST
    return [*found[:MOST], f"… +{more}"] if more > 0 else found


def _differences(before: Diagram, after: Diagram) -> Iterator[str]:
    for old, new in ((before.nodes, after.nodes), (before.flows, after.flows)):
        yield from _of(old, new)
    yield from _pairs("process", before.properties, after.properties)
    if (before.name, before.documentation) != (after.name, after.documentation):
        yield f"process: {before.name} → {after.name}"
    if before.shapes != after.shapes or before.edges != after.edges:
        moved = [i for i, box in after.shapes.items() if before.shapes.get(i) != box]
        yield f"↔ {', '.join(moved[:10]) or 'flows'}"


def _of(
    old: Mapping[str, Node] | Mapping[str, Flow],
    new: Mapping[str, Node] | Mapping[str, Flow],
) -> Iterator[str]:
    for element_id in [*new, *(i for i in old if i not in new)]:
        was, now = old.get(element_id), new.get(element_id)
        if was is None and now is not None:
            yield f"+ {_called(now)}"
        elif now is None and was is not None:
            yield f"− {_called(was)}"
        elif was is not None and now is not None:
            yield from _changed(was, now)


def _changed(was: Node | Flow, now: Node | Flow) -> Iterator[str]:
    for each in fields(was):
        old, new = getattr(was, each.name), getattr(now, each.name)
        if each.name in _NOT_COMPARED or old == new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _pairs(_called(now), old, new)
        else:
            yield f"{_called(now)}, {each.name}: {_said(old)} → {_said(new)}"


def _pairs(where: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in [*new, *(n for n in old if n not in new)]:
        if old.get(name) != new.get(name):
            yield f"{where}, {name}: {_said(old.get(name))} → {_said(new.get(name))}"


def _called(element: Node | Flow) -> str:
    return f"{element.id} “{element.name}”" if element.name else element.id


def _said(value: Any) -> str:
    return "–" if value in (None, "", ()) else str(value)[:120]
