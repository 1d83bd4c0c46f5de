"""Which lane a step lies in: the role that works it."""

from lxml import etree

from engine.editing.document import Document, bpmn, put_at
from engine.model import CONTAINERS


def lane_of(document: Document, node_id: str) -> str:
    """The role of the lane that a step lies in; empty when it lies in none."""
    lane = _lane_with(document, node_id)
    return "" if lane is None else lane.get("name") or lane.get("id", "")


def set_lane(document: Document, node_id: str, role: str) -> None:
    """Put a step into the lane of a role, which is made when there is none.

    A step inside a subprocess lies where its subprocess does and has no lane itself.
    """
    element = document.node(node_id)
    parent = element.getparent()
    assert parent is not None
    if parent.tag in {bpmn(tag) for tag in CONTAINERS} or not role:
        return
    if lane_of(document, node_id) == role:
        return
    leave_lane(document, node_id)
    lane = _lane_named(document, role)
    if lane is None:
        lane = _new_lane(document, role)
    if lane is not None:
        reference = lane.makeelement(bpmn("flowNodeRef"))
        reference.text = node_id
        put_at(lane, reference, len(lane))
        document.redraw = True


def leave_lane(document: Document, node_id: str) -> None:
    """Take a step out of its lane."""
    lane = _lane_with(document, node_id)
    if lane is None:
        return
    for reference in lane.findall(bpmn("flowNodeRef")):
        if (reference.text or "").strip() == node_id:
            document.drop(reference)


def _lane_with(document: Document, node_id: str) -> etree._Element | None:
    for lane in document.process.iter(bpmn("lane")):
        for reference in lane.findall(bpmn("flowNodeRef")):
            if (reference.text or "").strip() == node_id:
                return lane
    return None


def _lane_named(document: Document, role: str) -> etree._Element | None:
    for lane in document.process.iter(bpmn("lane")):
        if (lane.get("name") or lane.get("id")) == role:
            return lane
    return None


def _new_lane(document: Document, role: str) -> etree._Element | None:
    """A lane at the end; None for a process that is drawn without lanes."""
    lanes = document.process.find(bpmn("laneSet"))
    if lanes is None:
        return None
    lane: etree._Element = lanes.makeelement(bpmn("lane"))
    put_at(lanes, lane, len(lanes))
    document.name(lane, document.fresh_id(f"Lane-{role}"))
    lane.set("name", role)
    return lane
