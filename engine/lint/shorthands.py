"""Short hands of BPMN: what they need so that they can be written out."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from engine.lint.rule import Fault, rule
from engine.lint.subject import Subject, is_final
from engine.model import Node
from engine.shorthand.links import name_of

_TRIGGERS = frozenset({"message", "signal", "timer", "error", "escalation"})


@rule("link-event", example='<bpmn:linkEventDefinition name="to page 2"/> (no target)')
def link_event(subject: Subject) -> Iterator[Fault]:
    """A link leads to the one target of its name beside it.

    At run time: the way stops at the link, and the process stays open for ever.
    Mend: give the throwing and the one catching link the same name, on one level.
    Source: BPMN 2.0.2, 10.5.5.
    """
    links = list(_links(subject))
    targets = Counter(place for node, place in links if _catches(node))
    sources = {place for node, place in links if not _catches(node)}
    for node, place in links:
        called = subject.called(node.id)
        if not place[1]:
            yield Fault(node, f"The link {called} has no name.")
        elif _catches(node) and targets[place] > 1:
            yield Fault(node, f"{called} is not the only target of “{place[1]}”.")
        elif _catches(node) and place not in sources:
            yield Fault(node, f"No link leads to {called}.")
        elif not _catches(node) and not targets[place]:
            yield Fault(node, f"{called} has no target “{place[1]}” on its level.")


@rule("event-subprocess", example='<bpmn:subProcess triggeredByEvent="true"/>')
def event_subprocess(subject: Subject) -> Iterator[Fault]:
    """An event subprocess begins with one event, and nothing else leads in or out.

    At run time: it begins at once, or never.
    Mend: let it start by one message, signal, timer, error or escalation.
    Source: BPMN 2.0.2, 10.3.5; engine (tried).
    """
    for node in subject.nodes.values():
        if node.triggered_by_event:
            for says in _unfit(subject, node):
                yield Fault(
                    node, f"The event subprocess {subject.called(node.id)} {says}."
                )


@rule(
    "event-subprocess-end",
    example="<bpmn:endEvent><bpmn:terminateEventDefinition/> beside "
    '<bpmn:subProcess triggeredByEvent="true"><bpmn:startEvent isInterrupting="false">',
)
def event_subprocess_end(subject: Subject) -> Iterator[Fault]:
    """Beside a handler that does not interrupt no end event ends everything.

    At run time: the end would not reach the handler, which would go on alone.
    Mend: use a plain end event, or let the handler interrupt.
    Source: engine (tried); ours, because the handler waits on the border.
    """
    for node in subject.nodes.values():
        if node.triggered_by_event and not _interrupts(subject, node):
            for beside in subject.children[node.parent]:
                if is_final(beside) and _terminates(beside):
                    says = f"{subject.called(beside.id)} cannot end the handler"
                    yield Fault(beside, f"{says} {subject.called(node.id)}.")


RULES = (link_event, event_subprocess, event_subprocess_end)


def _links(subject: Subject) -> Iterator[tuple[Node, tuple[str | None, str]]]:
    """The link events, each with its level and name."""
    for found in subject.elements("linkEventDefinition"):
        event: Any = found.getparent()
        node = subject.nodes.get(event.get("id") or "")
        if node is not None and len(node.events) == 1:
            yield node, (node.parent, name_of(event))


def _catches(node: Node) -> bool:
    return node.type == "intermediateCatchEvent"


def _unfit(subject: Subject, node: Node) -> Iterator[str]:
    starts = _starts(subject, node)
    kinds = {event.kind for start in starts for event in start.events}
    if len(starts) != 1 or len(starts[0].events) != 1:
        yield "has not exactly one start by one event"
    elif not kinds <= _TRIGGERS:
        yield f"cannot start by a {min(kinds)} event"
    elif kinds == {"error"} and not _interrupts(subject, node):
        yield "starts by an error, and must interrupt"
    if subject.into[node.id] or subject.out[node.id]:
        yield "has a flow that leads to it or from it"
    if subject.boundaries.get(node.id):
        yield "has an event on its border"
    if node.multi is not None:
        yield "has several instances"
    if node.type != "subProcess":
        yield f"is a {node.type}"


def _starts(subject: Subject, node: Node) -> list[Node]:
    return [n for n in subject.children[node.id] if n.type == "startEvent"]


def _interrupts(subject: Subject, node: Node) -> bool:
    starts = subject.elements("startEvent")
    own = {start.id for start in _starts(subject, node)}
    return all(e.get("isInterrupting") != "false" for e in starts if e.get("id") in own)


def _terminates(node: Node) -> bool:
    return any(event.kind == "terminate" for event in node.events)
