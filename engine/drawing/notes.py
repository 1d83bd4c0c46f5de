"""Notes and data of a diagram: beside the step they belong to, wherever there is room.

They mean nothing to the engine, so they are drawn last and move nothing.
Source: BPMN 2.0.2, 8.3.1 (artifacts) and 10.4.1 (data).
"""

from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from engine.drawing.graph import Plan
from engine.drawing.lettering import text_size
from engine.model import BPMN, Bounds

_NOTE_WIDTH, _FONT, _GAP, _REACH = 110.0, 12.0, 16.0, 14
_DATA = {"dataInputAssociation": "sourceRef", "dataOutputAssociation": "targetRef"}
_SIZES = {"dataObjectReference": (36.0, 50.0), "dataStoreReference": (50.0, 50.0)}


def notes(root: etree._Element, plan: Plan) -> None:
    """Place every note and piece of data, and the associations to and from them."""
    ends = list(_associations(root))
    floor = max((b.y + b.height for b in plan.shapes.values()), default=0.0)
    for element, size in _things(root):
        key = element.get("id", "")
        near = [b if a == key else a for _, a, b in ends if key in (a, b)]
        anchor = next((plan.shapes[k] for k in near if k in plan.shapes), None)
        plan.shapes[key] = _place(plan, anchor, size, floor)
    for key, source, target in ends:
        if source in plan.shapes and target in plan.shapes:
            plan.edges[key] = _line(plan.shapes[source], plan.shapes[target])


def _things(
    root: etree._Element,
) -> Iterator[tuple[etree._Element, tuple[float, float]]]:
    for element in root.iter(f"{{{BPMN}}}textAnnotation"):
        said = element.findtext(f"{{{BPMN}}}text") or ""
        width, height = text_size(said, _NOTE_WIDTH - 10, _FONT)
        yield element, (max(60.0, width + 10), max(30.0, height + 10))
    for tag, size in _SIZES.items():
        for element in root.iter(f"{{{BPMN}}}{tag}"):
            yield element, size


def _associations(root: etree._Element) -> Iterator[tuple[str, str, str]]:
    """Id and ends of every association; one of data is a child of its activity."""
    for element in root.iter(f"{{{BPMN}}}association"):
        ends = element.get("sourceRef", ""), element.get("targetRef", "")
        yield element.get("id", ""), *ends
    for tag, far in _DATA.items():
        for element in root.iter(f"{{{BPMN}}}{tag}"):
            owner = element.getparent()
            data = (element.findtext(f"{{{BPMN}}}{far}") or "").strip()
            if owner is not None:
                yield element.get("id", ""), owner.get("id", ""), data


def _place(
    plan: Plan, anchor: Bounds | None, size: tuple[float, float], floor: float
) -> Bounds:
    """Above or below the anchor, as near as it is free; else below everything."""
    taken = [*plan.shapes.values(), *plan.labels.values()]
    if anchor:
        # What holds the anchor (a lane, a frame) is no obstacle.
        taken = [b for b in taken if not _inside(anchor, b) or b == anchor]
        lines = [
            Bounds(min(x, u), min(y, v), abs(x - u), abs(y - v))
            for points in plan.edges.values()
            for (x, y), (u, v) in pairwise(points)
        ]
        for obstacles in ([*taken, *lines], taken):
            for left, top in _about(anchor, size):
                bounds = Bounds(left, top, *size)
                if not any(_overlap(bounds, other) for other in obstacles):
                    return bounds
    beside = max((b.x + b.width + _GAP for b in taken if b.y >= floor), default=40.0)
    return Bounds(beside, floor + 2 * _GAP, *size)


def _about(anchor: Bounds, size: tuple[float, float]) -> Iterator[tuple[float, float]]:
    width, height = size
    middle = anchor.x + (anchor.width - width) / 2
    for n in range(_REACH):
        for left in (middle, middle + anchor.width * 0.8, middle - anchor.width * 0.8):
            yield left, anchor.y - _GAP * (n + 1) - height
            yield left, anchor.y + anchor.height + _GAP * (n + 1)


def _line(a: Bounds, b: Bounds) -> tuple[tuple[float, float], ...]:
    """From border to border, where the two are nearest."""
    ax, bx = a.x + a.width / 2, b.x + b.width / 2
    if a.y + a.height <= b.y:
        return (ax, a.y + a.height), (bx, b.y)
    if b.y + b.height <= a.y:
        return (ax, a.y), (bx, b.y + b.height)
    ay, by = a.y + a.height / 2, b.y + b.height / 2
    if ax <= bx:
        return (a.x + a.width, ay), (b.x, by)
    return (a.x, ay), (b.x + b.width, by)


def _overlap(a: Bounds, b: Bounds) -> bool:
    return (
        a.x < b.x + b.width
        and b.x < a.x + a.width
        and a.y < b.y + b.height
        and b.y < a.y + a.height
    )


def _inside(a: Bounds, b: Bounds) -> bool:
    return (
        b.x <= a.x
        and b.y <= a.y
        and a.x + a.width <= b.x + b.width
        and a.y + a.height <= b.y + b.height
    )
