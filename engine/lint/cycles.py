"""Cycle timers: they repeat beside an activity, and ask nobody."""

from collections.abc import Iterator

from engine.lint.rule import Fault, rule
from engine.lint.subject import Subject
from engine.lint.timers import fault, timers_of, written
from engine.model import CONTAINERS

_WAITING = CONTAINERS | {
    "userTask",
    "manualTask",
    "receiveTask",
    "eventBasedGateway",
    "intermediateCatchEvent",
}


@rule("cycle-place", example="<bpmn:intermediateCatchEvent><bpmn:timeCycle>R3/PT1H")
def cycle_place(subject: Subject) -> Iterator[Fault]:
    """A cycle stands on a boundary event that does not interrupt.

    At run time: elsewhere all that follows is begun again with every round, or never.
    Mend: draw a loop with a duration, or a date timer that asks for the next moment.
    Source: engine (tried).
    """
    for place, form in timers_of(subject):
        node = place.node
        beside = node.type == "boundaryEvent" and not node.interrupting
        if form == "timeCycle" and not beside:
            yield fault(subject, place, "is a cycle in the wrong place")


@rule(
    "cycle-people",
    "warning",
    example='<bpmn:boundaryEvent cancelActivity="false"><bpmn:timeCycle>R3/P7D'
    "</bpmn:timeCycle> … <bpmn:userTask/>",
)
def cycle_people(subject: Subject) -> Iterator[Fault]:
    """Behind a cycle on a boundary event nobody has anything to do.

    At run time: each round opens one more task, whether or not the last one is done.
    Mend: let a parallel branch ask in a loop, and end it by a signal.
    Source: processes.md A.1, V1, and A.2, P1.
    """
    for place, form in timers_of(subject):
        if form != "timeCycle" or place.node.type != "boundaryEvent":
            continue
        waits = [
            subject.nodes[n]
            for n in subject.reachable(*(f.target for f in subject.out[place.node.id]))
            if subject.nodes[n].type in _WAITING
        ]
        if waits:
            called = subject.called(min(waits, key=lambda n: n.line).id)
            yield fault(subject, place, f"is a cycle before {called}")


@rule("cycle-unbounded", "warning", example="<bpmn:timeCycle>R/PT1H</bpmn:timeCycle>")
def cycle_unbounded(subject: Subject) -> Iterator[Fault]:
    """A cycle says how often.

    At run time: it goes on until the activity ends, however long that takes.
    Mend: write the number of rounds: R10/PT1H.
    Source: ours, because nobody reads the hundredth reminder.
    """
    for place, form in timers_of(subject):
        if form == "timeCycle" and written(place.text).startswith("R/"):
            yield fault(subject, place, "has no end")


RULES = (cycle_place, cycle_people, cycle_unbounded)
