"""The ways between steps: connect, disconnect, lead elsewhere."""

from lxml import etree

from engine.editing.document import Document, EditRefused, bpmn, local
from engine.editing.roles import lane_of, set_lane
from engine.editing.wording import set_condition, set_default
from engine.model import GATEWAYS

_DECIDES = ("exclusiveGateway", "inclusiveGateway")


def connect(
    document: Document,
    source: str,
    target: str,
    *,
    name: str = "",
    condition: str = "",
) -> str:
    """A new way between two steps of the same level; its id.

    A step that is reached already gets a decision before it where the ways meet, for
    flows meet in gateways only.
    """
    start, end = document.node(source), document.node(target)
    _require_possible(document, start, end)
    if local(end) not in GATEWAYS and document.flows(target=target):
        target = meet_before(document, target)
    flow = draw(document, source, target)
    if name:
        flow.set("name", name)
    flow_id = str(flow.get("id"))
    if condition:
        set_condition(document, flow_id, condition)
    elif local(start) in _DECIDES and not start.get("default"):
        set_default(document, flow_id)
    return flow_id


def _require_possible(
    document: Document, start: etree._Element, end: etree._Element
) -> None:
    source, target = str(start.get("id")), str(end.get("id"))
    if start.getparent() is not end.getparent():
        raise EditRefused("A way does not lead into or out of a subprocess.")
    if local(start) == "endEvent":
        raise EditRefused("Nothing comes after an end.")
    if local(end) in ("startEvent", "boundaryEvent"):
        raise EditRefused("No way leads to a start or to an interruption.")
    if document.flows(source=source, target=target):
        raise EditRefused("There is a way between these two already.")
    if local(start) not in GATEWAYS and document.flows(source=source):
        raise EditRefused(
            "Ways part in a decision only: add a decision after this step first."
        )


def disconnect(document: Document, flow_id: str) -> None:
    """Take a way out; what it led to may then be reached by no other."""
    flow = document.flow(flow_id)
    source, target = flow.get("sourceRef", ""), flow.get("targetRef", "")
    _refer(document, source, "outgoing", flow_id, False)
    _refer(document, target, "incoming", flow_id, False)
    element = document.node(source)
    if element.get("default") == flow_id:
        del element.attrib["default"]
    document.drop(flow)
    document.redraw = True


def lead_to(document: Document, flow_id: str, target: str) -> None:
    """Let a way lead to another step; its id, name and condition stay."""
    flow = document.flow(flow_id)
    _refer(document, flow.get("targetRef", ""), "incoming", flow_id, False)
    flow.set("targetRef", target)
    _refer(document, target, "incoming", flow_id, True)
    document.redraw = True


def meet_before(document: Document, node_id: str) -> str:
    """A merging decision before a step; every way to the step leads to it; its id."""
    element = document.node(node_id)
    merge = document.add(element.getparent(), "exclusiveGateway", after=element)
    merge_id = document.fresh_id(f"{node_id}m")
    document.name(merge, merge_id)
    for flow in document.flows(target=node_id):
        lead_to(document, str(flow.get("id")), merge_id)
    set_lane(document, merge_id, lane_of(document, node_id))
    set_default(document, str(draw(document, merge_id, node_id).get("id")))
    return merge_id


def draw(document: Document, source: str, target: str) -> etree._Element:
    """The sequence flow alone, with both of its ends knowing it."""
    parent = document.node(source).getparent()
    assert parent is not None
    flows = parent.findall(bpmn("sequenceFlow"))
    after = flows[-1] if flows else document.node(source)
    flow = document.add(parent, "sequenceFlow", after=after)
    flow_id = document.fresh_id(f"F-{source}-{target}")
    document.name(flow, flow_id)
    flow.set("sourceRef", source)
    flow.set("targetRef", target)
    _refer(document, source, "outgoing", flow_id, True)
    _refer(document, target, "incoming", flow_id, True)
    document.redraw = True
    return flow


def _refer(
    document: Document, node_id: str, tag: str, flow_id: str, wanted: bool
) -> None:
    """Let a step list a flow or not; the flow itself decides, other tools read both."""
    element = document.node(node_id)
    found = [e for e in element.findall(bpmn(tag)) if e.text == flow_id]
    if wanted and not found:
        document.add(element, tag).text = flow_id
    for each in found if not wanted else ():
        document.drop(each)
