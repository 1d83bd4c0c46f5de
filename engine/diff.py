"""What changed from one version of a diagram to another, by element id.

A change is told down to one property, condition, timer or parameter, so that a reviewer
reads it without looking at the picture.  Where things stand in the drawing is no
change: it means nothing to what runs.
Source: ours, because bpmn-js-differ tells changed extensions and conditions without
saying how.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from engine.model import Diagram, Flow, Node
from engine.svg import Marks

Kind = Literal["added", "removed", "changed"]
PROCESS, STEP, WAY, LANE, MESSAGE = "process", "step", "way", "lane", "message"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed: of what, its id and name, what of it, from what to what.

    ``what`` is empty when the whole thing was added or removed; else the name of one
    part, such as ``name``, ``condition``, ``property due_in``, ``parameter to``.
    """

    thing: str
    id: str
    name: str
    kind: Kind
    what: str = ""
    old: str = ""
    new: str = ""


def differences(old: Diagram, new: Diagram) -> list[Difference]:
    """All changes, the process first, then steps and ways in the order of the file."""
    return [
        *_changed(
            PROCESS, new.process_id, new.name, _of_process(old), _of_process(new)
        ),
        *_of_steps(old, new),
        *_of_ways(old, new),
        *_of_sets(LANE, {x.name for x in old.lanes}, {x.name for x in new.lanes}),
        *_of_sets(MESSAGE, set(old.messages), set(new.messages)),
    ]


def marks(changes: list[Difference]) -> tuple[Marks, Marks]:
    """The same for the pictures: what the old one lost, what the new one gained."""
    drawn = [each for each in changes if each.thing in (STEP, WAY)]
    changed = frozenset(each.id for each in drawn if each.kind == "changed")
    removed = frozenset(each.id for each in drawn if each.kind == "removed")
    added = frozenset(each.id for each in drawn if each.kind == "added")
    return (
        Marks(removed=removed, changed=changed),
        Marks(added=added, changed=changed),
    )


def compared(
    thing: str,
    thing_id: str,
    name: str,
    old: Mapping[str, str] | None,
    new: Mapping[str, str] | None,
) -> Iterator[Difference]:
    """One thing as it was and is, part by part; None where it is not there."""
    if old is None or new is None:
        if old is not new:
            kind: Kind = "added" if old is None else "removed"
            yield Difference(thing, thing_id, name, kind)
            for what, value in (new or old or {}).items():
                if value and what != "name":
                    both = ("", value) if old is None else (value, "")
                    yield Difference(thing, thing_id, name, kind, what, *both)
        return
    yield from _changed(thing, thing_id, name, old, new)


def _changed(
    thing: str, thing_id: str, name: str, old: Mapping[str, str], new: Mapping[str, str]
) -> Iterator[Difference]:
    for what in dict.fromkeys((*old, *new)):
        before, after = old.get(what, ""), new.get(what, "")
        if before != after:
            yield Difference(thing, thing_id, name, "changed", what, before, after)


def _of_steps(old: Diagram, new: Diagram) -> Iterator[Difference]:
    for key in dict.fromkeys((*new.nodes, *old.nodes)):
        before, after = old.nodes.get(key), new.nodes.get(key)
        named = after or before
        yield from compared(
            STEP,
            key,
            named.name if named else "",
            None if before is None else _of_node(before),
            None if after is None else _of_node(after),
        )


def _of_ways(old: Diagram, new: Diagram) -> Iterator[Difference]:
    for key in dict.fromkeys((*new.flows, *old.flows)):
        before, after = old.flows.get(key), new.flows.get(key)
        yield from compared(
            WAY,
            key,
            _between(new, after) if after else _between(old, before),
            None if before is None else _of_flow(before),
            None if after is None else _of_flow(after),
        )


def _between(diagram: Diagram, flow: Flow | None) -> str:
    """What a way is called: from which step to which, with its label."""
    if flow is None:
        return ""
    ends = (diagram.nodes.get(end) for end in (flow.source, flow.target))
    names = [node.name or node.id if node else "?" for node in ends]
    return " → ".join(names) + (f" ({flow.name})" if flow.name else "")


def _of_sets(thing: str, old: set[str], new: set[str]) -> Iterator[Difference]:
    for name in sorted(new - old):
        yield Difference(thing, name, name, "added")
    for name in sorted(old - new):
        yield Difference(thing, name, name, "removed")


def _of_process(diagram: Diagram) -> dict[str, str]:
    return {
        "name": diagram.name,
        "documentation": diagram.documentation,
        **{f"property {k}": v for k, v in diagram.properties.items()},
    }


def _of_node(node: Node) -> dict[str, str]:
    found = {
        "name": node.name,
        "kind": node.type,
        "lane": node.lane or "",
        "instruction": node.documentation,
        "inside": node.parent or "",
        "attached to": node.attached_to or "",
        "interrupting": "" if node.interrupting else "no",
        "taken otherwise": node.default or "",
        **{f"property {k}": v for k, v in node.properties.items()},
        **_of_operator(node),
        **_of_events(node),
        **_of_instances(node),
    }
    return {what: value for what, value in found.items() if value}


def _of_operator(node: Node) -> dict[str, str]:
    if node.operator is None:
        return {}
    return {
        "operator": node.operator.name,
        "result": node.operator.result or "",
        **{f"parameter {k}": v for k, v in node.operator.parameters.items()},
    }


def _of_events(node: Node) -> dict[str, str]:
    found = {}
    for number, event in enumerate(node.events):
        more = f" {number + 1}" if number else ""
        found[f"event{more}"] = event.kind
        found[f"{event.kind}{more}"] = event.ref or ""
        found[f"{event.timer or 'timer'}{more}"] = event.expression or ""
    return found


def _of_instances(node: Node) -> dict[str, str]:
    if node.multi is None:
        return {}
    return {
        "for each of": node.multi.collection or "",
        "one after the other": "yes" if node.multi.sequential else "",
        "item": node.multi.item or "",
        "until": node.multi.until or "",
    }


def _of_flow(flow: Flow) -> dict[str, str]:
    return {
        "name": flow.name,
        "from": flow.source,
        "to": flow.target,
        "condition": flow.condition or "",
    }
