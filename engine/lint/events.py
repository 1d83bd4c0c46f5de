"""Events: which of them the engine waits for, throws and catches."""

from collections.abc import Iterator

from engine.lint.rule import Fault, rule
from engine.lint.subject import Subject
from engine.model import BPMN, Node

_CAUGHT = frozenset({"message", "signal", "timer"})
_BY_ERROR = frozenset({"error", "escalation"})
_WAITS = frozenset({"intermediateCatchEvent", "boundaryEvent"})
_RULED_APART = frozenset({"link", "compensate", "conditional"})
_KINDS = {
    "intermediateCatchEvent": _CAUGHT,
    "receiveTask": _CAUGHT,
    "boundaryEvent": _CAUGHT | _BY_ERROR,
    "intermediateThrowEvent": frozenset({"signal", "escalation", "message"}),
    "endEvent": _BY_ERROR | {"terminate", "message", "signal"},
}


@rule("conditional-event", example="<bpmn:conditionalEventDefinition/>")
def conditional_event(subject: Subject) -> Iterator[Fault]:
    """There are no conditional events.

    At run time: nobody looks at the condition again, so it never comes true.
    Mend: wait for a signal or message, or look again with a timer in a loop.
    Source: engine (tried).
    """
    yield from _of_kind(subject, "conditional", "waits for a condition")


@rule("start-plain", example="<bpmn:startEvent><bpmn:timerEventDefinition/>")
def start_plain(subject: Subject) -> Iterator[Fault]:
    """A start event is plain.

    At run time: the instance is there, and waits for the event once more.
    Mend: draw a plain start; what starts the process is declared beside it.
    Source: engine (tried); ours, because we route messages ourselves.
    """
    for node in _of_type(subject, "startEvent"):
        if node.events:
            kind = node.events[0].kind
            yield Fault(node, f"{subject.called(node.id)} starts by a {kind} event.")


@rule("message-throw", example="<bpmn:sendTask/>")
def message_throw(subject: Subject) -> Iterator[Fault]:
    """Messages are sent by an operator.

    At run time: the message is not sent to anybody outside.
    Mend: use a service task with an operator that sends it.
    Source: engine (tried); ours, because messages are kept and routed as rows.
    """
    for node in subject.nodes.values():
        throws = node.type in ("intermediateThrowEvent", "endEvent")
        if node.type == "sendTask" or (
            throws and any(e.kind == "message" for e in node.events)
        ):
            yield Fault(node, f"{subject.called(node.id)} sends a message.")


@rule("event-kind", example="<bpmn:intermediateCatchEvent/>")
def event_kind(subject: Subject) -> Iterator[Fault]:
    """Each event is of a kind that the engine knows in its place.

    At run time: it is passed at once, as if nothing were drawn.
    Mend: catch a message, signal or timer; throw a signal or an escalation.
    Source: engine (tried).
    """
    for node in subject.nodes.values():
        kinds = {e.kind for e in node.events} - _RULED_APART
        if not node.events and node.type in _WAITS:
            yield Fault(node, f"{subject.called(node.id)} catches nothing.")
        for kind in sorted(kinds - _allowed(subject, node)):
            yield Fault(node, f"{subject.called(node.id)} cannot be a {kind} event.")
        if node.type == "receiveTask" and not _receives(subject, node):
            yield Fault(node, f"{subject.called(node.id)} names no message.")


@rule(
    "several-events",
    example="<bpmn:intermediateCatchEvent><bpmn:timerEventDefinition/>"
    "<bpmn:messageEventDefinition/>",
)
def several_events(subject: Subject) -> Iterator[Fault]:
    """An event has one definition.

    At run time: of two timers none fires, of two signals none is thrown.
    Mend: draw an event-based gateway with one event each.
    Source: engine (tried).
    """
    for node in subject.nodes.values():
        if len(node.events) > 1:
            says = f"{subject.called(node.id)} has {len(node.events)} definitions."
            yield Fault(node, says)


@rule("reference-missing", example="<bpmn:messageEventDefinition/>")
def reference_missing(subject: Subject) -> Iterator[Fault]:
    """A message or signal event names its message or signal.

    At run time: the step fails, or waits for something that cannot come.
    Mend: choose the message or signal.
    Source: engine (tried).
    """
    for node in subject.nodes.values():
        for event in node.events:
            if event.kind in ("message", "signal") and not event.ref:
                says = f"{subject.called(node.id)} names no {event.kind}."
                yield Fault(node, says)


RULES = (
    conditional_event,
    start_plain,
    message_throw,
    event_kind,
    several_events,
    reference_missing,
)


def _of_kind(subject: Subject, kind: str, says: str) -> Iterator[Fault]:
    for node in subject.nodes.values():
        if node.type != "startEvent" and any(e.kind == kind for e in node.events):
            yield Fault(node, f"{subject.called(node.id)} {says}.")


def _of_type(subject: Subject, tag: str) -> Iterator[Node]:
    return (node for node in subject.nodes.values() if node.type == tag)


def _allowed(subject: Subject, node: Node) -> frozenset[str]:
    """The kinds an event may have; cancel belongs to transactions."""
    if node.type == "startEvent":
        return frozenset(e.kind for e in node.events)
    inside, on = subject.nodes.get(node.parent or ""), node.attached_to or ""
    around = inside if node.type == "endEvent" else subject.nodes.get(on)
    cancels = around is not None and around.type == "transaction"
    return _KINDS.get(node.type, frozenset()) | ({"cancel"} if cancels else frozenset())


def _receives(subject: Subject, node: Node) -> bool:
    found = subject.process.iterfind(f".//{{{BPMN}}}receiveTask[@messageRef]")
    return bool(node.events) or any(e.get("id") == node.id for e in found)
