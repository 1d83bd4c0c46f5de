"""New steps: on a way, after a step, on the border of a step; and taking steps out."""

import re
from dataclasses import dataclass, field

from lxml import etree

from engine.editing import ways, wording
from engine.editing.document import Document, EditRefused, bpmn, local
from engine.editing.roles import lane_of, leave_lane, set_lane
from engine.model import CONTAINERS, GATEWAYS

#: What may be added, and the tag it becomes.
KINDS = {
    "user": "userTask",
    "service": "serviceTask",
    "timer": "intermediateCatchEvent",
    "message": "intermediateCatchEvent",
    "end": "endEvent",
    "terminate": "endEvent",
}
#: Those that nothing comes after.
ENDS = frozenset({"end", "terminate"})
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,80}")


@dataclass(frozen=True, slots=True)
class Step:
    """A step to add: one of :data:`KINDS`, and what belongs to it.

    ``id`` may be chosen, for ids are what history and the API call it by; otherwise
    it is made of the step before.
    """

    kind: str
    name: str = ""
    id: str = ""
    role: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    operator: str = ""
    parameters: dict[str, str] = field(default_factory=dict)
    message: str = ""
    timer: str = ""
    timer_form: str = "timeDuration"


def insert_on(document: Document, flow_id: str, step: Step) -> str:
    """Put a step on a way; the way leads to it, a new one leads on; its id."""
    flow = document.flow(flow_id)
    source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
    if step.kind in ENDS:
        raise EditRefused("An end leads nowhere: add it after a step, or as a branch.")
    made = _make(document, step, near=source)
    ways.lead_to(document, flow_id, made)
    ways.draw(document, made, target)
    return made


def add_after(document: Document, node_id: str, step: Step) -> str:
    """A step after another: on its way if it has one, else at its end; its id."""
    element = document.node(node_id)
    leaving = document.flows(source=node_id)
    if local(element) == "endEvent":
        raise EditRefused("Nothing comes after an end: add the step before it.")
    if local(element) in GATEWAYS and leaving:
        raise EditRefused("Choose the way on which the step is to be added.")
    if leaving:
        return insert_on(document, str(leaving[0].get("id")), step)
    made = _make(document, step, near=node_id)
    ways.connect(document, node_id, made)
    return made


def add_decision(
    document: Document,
    flow_id: str,
    *,
    question: str,
    condition: str,
    label: str,
    otherwise: str,
    branch: Step | None = None,
    to: str = "",
) -> str:
    """A decision on a way: on a condition another way, otherwise as before; its id.

    The other way goes through ``branch`` and comes back to this one, or leads ``to`` a
    step that there is.  A branch that ends does not come back.
    """
    flow = document.flow(flow_id)
    target = flow.get("targetRef", "")
    if not condition:
        raise EditRefused("Say on which condition the other way is taken.")
    if (branch is None) == (not to):
        raise EditRefused("Say where the other way leads: a new step, or one of these.")
    gateway = _insert_gateway(document, flow_id, "exclusiveGateway", question)
    onward = document.flows(source=gateway)[0]
    if otherwise:
        onward.set("name", otherwise)
    wording.set_default(document, str(onward.get("id")))
    if branch is None:
        ways.connect(document, gateway, to, name=label, condition=condition)
        return gateway
    made = _make(document, branch, near=gateway)
    ways.connect(document, gateway, made, name=label, condition=condition)
    if branch.kind not in ENDS:
        ways.connect(document, made, target)
    return gateway


def add_parallel(
    document: Document, flow_id: str, first: Step, second: Step
) -> tuple[str, str]:
    """Two steps at the same time on a way: split, both, join; ids of split and join."""
    split = _insert_gateway(document, flow_id, "parallelGateway", "", "P")
    onward = str(document.flows(source=split)[0].get("id"))
    join = _insert_gateway(document, onward, "parallelGateway", "", "J")
    ways.disconnect(document, onward)
    for step in (first, second):
        made = _make(document, step, near=split)
        ways.connect(document, split, made)
        ways.connect(document, made, join)
    return split, join


def add_boundary(
    document: Document, node_id: str, step: Step, *, interrupting: bool = True
) -> str:
    """A timer or message on the border of a step; its id. Raises EditRefused."""
    element = document.node(node_id)
    tag = local(element)
    if not (tag.endswith("Task") or tag in CONTAINERS or tag == "task"):
        raise EditRefused("Only a task or a subprocess can be interrupted.")
    if step.kind not in ("timer", "message"):
        raise EditRefused("What interrupts a step is a timer or a message.")
    made = _make(document, step, near=node_id, tag="boundaryEvent")
    event = document.node(made)
    event.set("attachedToRef", node_id)
    if not interrupting:
        event.set("cancelActivity", "false")
    return made


def remove(document: Document, node_id: str) -> None:
    """Take a step out and close the gap; what interrupts it goes with it.

    Raises EditRefused for a step where ways part: they must be taken out first.
    """
    element = document.node(node_id)
    before = document.flows(target=node_id)
    after = document.flows(source=node_id)
    if len(after) > 1:
        raise EditRefused(
            "Ways part here: take the ways out first that shall not stay."
        )
    if local(element) == "startEvent":
        raise EditRefused("A process needs its start.")
    for event in list(document.boundary_of(node_id)):
        remove_alone(document, str(event.get("id")))
    target = after[0].get("targetRef", "") if after else ""
    for flow in before:
        flow_id, source = str(flow.get("id")), flow.get("sourceRef", "")
        twice = bool(document.flows(source=source, target=target)) if target else True
        if twice or source == target:
            ways.disconnect(document, flow_id)
        else:
            ways.lead_to(document, flow_id, target)
    remove_alone(document, node_id)


def remove_alone(document: Document, node_id: str) -> None:
    """Take a step out with its ways and all it holds."""
    element = document.node(node_id)
    for flow in document.flows(source=node_id) + document.flows(target=node_id):
        ways.disconnect(document, str(flow.get("id")))
    leave_lane(document, node_id)
    document.drop(element)
    document.redraw = True


def _insert_gateway(
    document: Document, flow_id: str, tag: str, name: str, letter: str = "G"
) -> str:
    flow = document.flow(flow_id)
    source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
    made = _element(document, tag, source)
    gateway = document.fresh_id(f"{source}{letter}", "2345678")
    document.name(made, gateway)
    if name:
        made.set("name", name)
    set_lane(document, gateway, lane_of(document, source))
    ways.lead_to(document, flow_id, gateway)
    ways.draw(document, gateway, target)
    return gateway


def _make(document: Document, step: Step, *, near: str, tag: str = "") -> str:
    """The step itself, beside another and in its lane, without ways; its id."""
    if step.kind not in KINDS:
        raise EditRefused(f"There is no kind of step “{step.kind}”.")
    _require_usable(document, step.id)
    made = _element(document, tag or KINDS[step.kind], near)
    node_id = step.id or document.fresh_id(near)
    document.name(made, node_id)
    if step.name:
        made.set("name", step.name)
    set_lane(document, node_id, step.role or lane_of(document, near))
    _fill(document, node_id, step)
    document.redraw = True
    return node_id


def _require_usable(document: Document, chosen: str) -> None:
    if chosen and not _ID.fullmatch(chosen):
        raise EditRefused("An id begins with a letter and has letters, digits, - . _.")
    if chosen and document.fresh_id(chosen) != chosen:
        raise EditRefused(f"Something is called “{chosen}” already.")


def _fill(document: Document, node_id: str, step: Step) -> None:
    match step.kind:
        case "terminate":
            ends_all(document, node_id)
        case "service":
            wording.set_operator(document, node_id, step.operator, step.parameters)
        case "timer":
            wording.set_timer(document, node_id, step.timer_form, step.timer)
        case "message":
            wording.set_message(document, node_id, step.message)
    for name, value in step.properties.items():
        wording.set_property(document, node_id, name, value)


def _element(document: Document, tag: str, near: str) -> etree._Element:
    beside = document.node(near)
    parent = beside.getparent()
    assert parent is not None
    return document.add(parent, tag, after=beside)


def ends_all(document: Document, node_id: str) -> None:
    """Let an end event end all that runs beside it."""
    element = document.node(node_id)
    if element.find(bpmn("terminateEventDefinition")) is None:
        made = document.add(element, "terminateEventDefinition")
        document.name(made, document.fresh_id(f"{node_id}-terminate"))
