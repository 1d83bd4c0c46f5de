"""Link events, written out as the flow they stand for.

Source: BPMN 2.0.2, 10.5.5 (link events are a mechanism to connect two sections of a
process; only within one level of it).
"""

from collections.abc import Iterator
from typing import Any

from engine.shorthand.sheet import (
    Sheet,
    definitions_of,
    is_a,
    kind_of,
    nodes_in,
    retag,
)


def write_out(sheet: Sheet, container: Any) -> None:
    """Lead every link to its target."""
    targets = {name_of(e): e for e in _links(container, "intermediateCatchEvent")}
    sources = list(_links(container, "intermediateThrowEvent"))
    for target in targets.values():
        _make_plain(target)
    for source in sources:
        target = targets.get(name_of(source))
        _make_plain(source)
        if target is not None:
            sheet.connect(container, source, target)


def name_of(node: Any) -> str:
    """The name by which a link finds its target."""
    (definition,) = definitions_of(node)
    return str(definition.get("name") or node.get("name") or "").strip()


def _links(container: Any, tag: str) -> Iterator[Any]:
    return (e for e in nodes_in(container) if is_a(e, tag) and kind_of(e) == "link")


def _make_plain(node: Any) -> None:
    """An event at which nothing happens: a token passes it at once."""
    # The definition stays readable until all names were asked for.
    definition = definitions_of(node)[0]
    node.set("name", name_of(node))
    node.remove(definition)
    retag(node, "intermediateThrowEvent")
