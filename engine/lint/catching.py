"""Boundary events: what they catch, and where they lead."""

from collections import Counter
from collections.abc import Iterator

from engine.lint.finding import Severity
from engine.lint.races import races
from engine.lint.rule import Fault, rule
from engine.lint.subject import Subject
from engine.model import Event, Node

_BY_ERROR = frozenset({"error", "escalation", "cancel"})
_THROWS = frozenset({"endEvent", "intermediateThrowEvent"})


@rule(
    "error-uncaught",
    example="<bpmn:subProcess><bpmn:endEvent><bpmn:errorEventDefinition/>",
)
def error_uncaught(subject: Subject) -> Iterator[Fault]:
    """An error is thrown inside a subprocess that catches it on its border.

    At run time: the subprocess ends as if all had gone well.
    Mend: put a boundary event for it on the subprocess, or end plainly.
    Source: BPMN 2.0.2, 10.5.6; engine (tried).
    """
    for node, event in _thrown(subject):
        caught = any(_catches(subject, host, event) for host in _hosts(subject, node))
        if not caught:
            mild = event.kind == "escalation"
            severity: Severity | None = "warning" if mild else None
            says = f"Nothing catches the {event.kind} of {subject.called(node.id)}."
            yield Fault(node, says, severity)


@rule(
    "error-never",
    example='<bpmn:userTask id="A"/> <bpmn:boundaryEvent attachedToRef="A">'
    "<bpmn:errorEventDefinition/>",
)
def error_never(subject: Subject) -> Iterator[Fault]:
    """An error is caught on a subprocess in which it is thrown.

    At run time: it never comes; a failing operator is no error of this kind.
    Mend: take the event away, or end the subprocess with such an error.
    Source: engine (tried); ours, because a failing step rolls back.
    """
    thrown = [(host, e) for n, e in _thrown(subject) for host in _hosts(subject, n)]
    for node in _boundary_events(subject):
        for event in node.events:
            if event.kind not in _BY_ERROR:
                continue
            if not any(
                host == node.attached_to and _matches(event, e) for host, e in thrown
            ):
                says = f"Nothing throws the {event.kind} of {subject.called(node.id)}."
                yield Fault(node, says)


@rule(
    "boundary-twice",
    example='<bpmn:boundaryEvent id="B1" attachedToRef="A"/> '
    '<bpmn:boundaryEvent id="B2" attachedToRef="A"/> <!-- the same message -->',
)
def boundary_twice(subject: Subject) -> Iterator[Fault]:
    """No two events on one activity, or behind one gateway, wait for the same.

    At run time: one of them is never taken, or both are, several times.
    Mend: keep one, and decide behind it.
    Source: engine (tried).
    """
    groups = [*subject.boundaries.values(), *(g for _, g in races(subject))]
    for group in groups:
        counts = Counter(waits_for(node) for node in group)
        for node in group:
            wanted = waits_for(node)
            if wanted is not None and counts[wanted] > 1:
                says = f"{subject.called(node.id)} is not alone with the {wanted[0]}"
                yield Fault(node, f"{says} “{wanted[1]}”.")


RULES = (
    error_uncaught,
    error_never,
    boundary_twice,
)


def _boundary_events(subject: Subject) -> Iterator[Node]:
    return (n for n in subject.nodes.values() if n.type == "boundaryEvent")


def _thrown(subject: Subject) -> Iterator[tuple[Node, Event]]:
    for node in subject.nodes.values():
        for event in node.events if node.type in _THROWS else ():
            if event.kind in ("error", "escalation") or (
                event.kind == "cancel" and node.parent is not None
            ):
                yield node, event


def _hosts(subject: Subject, node: Node) -> Iterator[str]:
    """The subprocesses around a node, from the inside out."""
    parent = node.parent
    while parent is not None:
        yield parent
        parent = subject.nodes[parent].parent


def _catches(subject: Subject, host: str, thrown: Event) -> bool:
    events = subject.boundaries.get(host, ())
    return any(_matches(e, thrown) for n in events for e in n.events)


def _matches(caught: Event, thrown: Event) -> bool:
    return caught.kind == thrown.kind and caught.ref in (None, thrown.ref)


def waits_for(node: Node) -> tuple[str, str] | None:
    """The kind and name of the message or signal that an event waits for."""
    for event in node.events:
        if event.kind in ("message", "signal") and event.ref:
            return event.kind, event.ref
    return None
