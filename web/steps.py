"""The steps of a process in words: what kind each is, and when it goes on where."""

from collections.abc import Mapping, Sequence

from engine.model import Diagram
from engine.outline import Next, OutlineRow
from tasks.oversight.instances import names_in
from web.texts import N_, _, locale

KINDS = {
    "startEvent": N_("start"),
    "endEvent": N_("end"),
    "userTask": N_("task"),
    "manualTask": N_("task"),
    "task": N_("task"),
    "receiveTask": N_("waits for a message"),
    "exclusiveGateway": N_("decision"),
    "inclusiveGateway": N_("decision"),
    "parallelGateway": N_("parallel paths"),
    "eventBasedGateway": N_("whichever happens first"),
    "boundaryEvent": N_("interruption"),
    "intermediateThrowEvent": N_("sends a signal"),
    "subProcess": N_("part"),
    "callActivity": N_("process"),
}
WAITS = {
    "timer": N_("waits for a timer"),
    "message": N_("waits for a message"),
    "signal": N_("waits for a signal"),
}


def names_of(diagram: Diagram) -> Mapping[str, str]:
    """What nodes and flows are called in the reader's language, where that differs."""
    if locale() == "en":
        return {}
    flows = {flow.id: _(flow.name) for flow in diagram.flows.values() if flow.name}
    return {**flows, **names_in(diagram, locale())}


def numbers_of(steps: Sequence[OutlineRow]) -> dict[str, str]:
    """The number of each step, by its id."""
    return {step.id: step.number for step in steps}


def kind_of(step: OutlineRow) -> str:
    """What kind of step it is."""
    if step.type == "intermediateCatchEvent" and step.waits_for:
        return _(WAITS.get(step.waits_for.split()[0], N_("waits for a signal")))
    return _(KINDS.get(step.type, N_("automatic step")))


def when_of(way: Next) -> str:
    """When a step goes on this way; empty when it always does."""
    if way.label:
        return way.label
    return _("otherwise") if way.otherwise else ""
