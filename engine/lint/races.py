"""Event-based gateways: several events wait, the first one wins."""

from collections.abc import Iterator

from engine.lint.rule import Fault, rule
from engine.lint.subject import Subject
from engine.model import Node


@rule("race-of", example="<bpmn:eventBasedGateway/> <bpmn:userTask/>")
def race_of(subject: Subject) -> Iterator[Fault]:
    """Behind an event-based gateway stand catching events, each only behind it.

    At run time: the engine refuses it, or lets the token pass the event.
    Mend: draw catch events of their own, directly behind the gateway.
    Source: engine (tried); BPMN 2.0.2, 10.6.6.
    """
    for gateway, following in races(subject):
        for node in following:
            if node.type not in ("intermediateCatchEvent", "receiveTask"):
                says = f"{subject.called(node.id)} is no catching event."
                yield Fault(node, says)
            elif len(subject.into[node.id]) > 1:
                says = f"Other ways than by {subject.called(gateway.id)} lead to "
                yield Fault(node, f"{says}{subject.called(node.id)}.")


@rule("race-timers", example="<bpmn:eventBasedGateway/> <!-- two timers behind -->")
def race_timers(subject: Subject) -> Iterator[Fault]:
    """At most one timer stands behind an event-based gateway.

    At run time: only the first timer is ever looked at.
    Mend: let one timer wait for the earlier moment: lowest(a, b).
    Source: engine (tried).
    """
    for gateway, following in races(subject):
        timers = [n for n in following if any(e.kind == "timer" for e in n.events)]
        if len(timers) > 1:
            says = f"{len(timers)} timers stand behind {subject.called(gateway.id)}."
            yield Fault(gateway, says)


@rule("race-kind", example='<bpmn:eventBasedGateway eventGatewayType="Parallel"/>')
def race_kind(subject: Subject) -> Iterator[Fault]:
    """An event-based gateway is exclusive and does not start the process.

    At run time: it takes the first event and forgets the others all the same.
    Mend: draw a parallel gateway with a catch event on each branch.
    Source: engine (tried).
    """
    for found in subject.elements("eventBasedGateway"):
        own = found.get("id") or ""
        parallel = found.get("eventGatewayType", "Exclusive") != "Exclusive"
        if parallel or found.get("instantiate") == "true":
            says = f"{subject.called(own)} is parallel or starts the process."
            yield Fault(own, says, line=found.sourceline)


RULES = (
    race_of,
    race_timers,
    race_kind,
)


def races(subject: Subject) -> Iterator[tuple[Node, list[Node]]]:
    """The event-based gateways, each with what stands behind it."""
    for node in subject.nodes.values():
        if node.type == "eventBasedGateway":
            flows = subject.out[node.id]
            yield node, [subject.nodes[flow.target] for flow in flows]
