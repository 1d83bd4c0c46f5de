"""Draw a diagram: a fresh BPMNDI for a BPMN file, its meaning left byte for byte.

Left to right by the order of the flows, a row or more for each lane, subprocesses open
in their frames, flows at right angles around shapes.  The same file gives the same
drawing, and a drawing drawn again does not change.
Source: BPMN 2.0.2, chapter 12 (diagram interchange); lanes are drawn inside a pool,
because editors built on bpmn-js show them nowhere else.
"""

from collections.abc import Iterator
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from lxml import etree

from engine.drawing.notes import notes
from engine.drawing.plans import MOST_TRIES, Sheet, sheet_of
from engine.errors import UnsafeDiagram
from engine.model import BPMN, BPMNDI, CONTAINERS, DC, DI, Bounds, Diagram, parse, read

_PREFIXES = {"bpmndi": BPMNDI, "dc": DC, "di": DI}


def layout(data: bytes, *, tries: int = MOST_TRIES) -> bytes:
    """The same BPMN document with a fresh drawing. Raises UnsafeDiagram.

    ``tries`` is how many ways to place the steps are drawn, of which the best is kept.
    """
    root = parse(data)
    if (root.getroottree().docinfo.encoding or "UTF-8").upper().startswith("UTF-16"):
        raise UnsafeDiagram("Save the diagram as UTF-8 before drawing it.")
    diagram = read(data)
    sheet = sheet_of(diagram, tries)
    notes(root, sheet.plan)
    places = _places(data)
    inserts: list[tuple[int, int, str]] = []
    plane, participant = _plane(root, diagram)
    if sheet.pool and participant is None:
        plane, participant = _new_ids(root, diagram)
        text = _collaboration(root, diagram, plane, participant)
        inserts.append((places.process, places.process, text))
    drawing = "".join(_drawing(root, diagram, sheet, plane, participant))
    spots = places.diagrams or [(places.end, places.end)]
    fresh = drawing if places.diagrams else f"  {drawing}\n"
    inserts.append((*spots[0], fresh))
    inserts += [(*spot, "") for spot in spots[1:]]
    for start, end, text in sorted(inserts, reverse=True):
        data = data[:start] + text.encode("ascii", "xmlcharrefreplace") + data[end:]
    return data


class _Places:
    """Byte positions in the file: its drawings, its process, its end."""

    def __init__(self) -> None:
        self.diagrams: list[tuple[int, int]] = []
        self.process = self.end = 0


def _places(data: bytes) -> _Places:
    """Where the file can be cut; expat counts bytes, lxml does not."""
    found, parser = _Places(), expat.ParserCreate(namespace_separator=" ")
    processes: list[tuple[bool, int]] = []
    open_at: list[int] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        open_at.append(parser.CurrentByteIndex)
        if name == f"{BPMN} process":
            runnable = attributes.get("isExecutable") == "true"
            processes.append((not runnable, parser.CurrentByteIndex))

    def end(name: str) -> None:
        began, at = open_at.pop(), parser.CurrentByteIndex
        if name == f"{BPMNDI} BPMNDiagram":
            found.diagrams.append((began, data.index(b">", at) + 1))
        if not open_at:
            found.end = at

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.Parse(data, True)
    processes.sort(key=lambda p: p[0])
    found.process = processes[0][1]
    return found


def _plane(root: etree._Element, diagram: Diagram) -> tuple[str, str | None]:
    """What the drawing is of: the collaboration that holds the process, or itself."""
    for collaboration in root.findall(f"{{{BPMN}}}collaboration"):
        for part in collaboration.findall(f"{{{BPMN}}}participant"):
            reference = (part.get("processRef") or "").split(":")[-1]
            if reference == diagram.process_id:
                return collaboration.get("id", ""), part.get("id")
    return diagram.process_id, None


def _new_ids(root: etree._Element, diagram: Diagram) -> tuple[str, str]:
    taken = {e.get("id") for e in root.iter() if e.get("id")}
    names = []
    for word in ("Collaboration", "Participant"):
        name = f"{word}_{diagram.process_id}"
        while name in taken:
            name += "_"
        names.append(name)
    return names[0], names[1]


def _collaboration(
    root: etree._Element, diagram: Diagram, plane: str, participant: str
) -> str:
    prefix = next((p for p, uri in root.nsmap.items() if uri == BPMN and p), None)
    p = f"{prefix}:" if prefix else ""
    attributes = (
        f"id={quoteattr(participant)} name={quoteattr(diagram.name)} "
        f"processRef={quoteattr(diagram.process_id)}"
    )
    return (
        f"<{p}collaboration id={quoteattr(plane)}>\n"
        f"    <{p}participant {attributes} />\n"
        f"  </{p}collaboration>\n  "
    )


def _drawing(
    root: etree._Element,
    diagram: Diagram,
    sheet: Sheet,
    plane: str,
    participant: str | None,
) -> Iterator[str]:
    spaces = "".join(
        f' xmlns:{prefix}="{uri}"'
        for prefix, uri in _PREFIXES.items()
        if root.nsmap.get(prefix) != uri
    )
    name = quoteattr(f"Diagram_{diagram.process_id}")
    yield f"<bpmndi:BPMNDiagram id={name}{spaces}>\n"
    of = f"id={quoteattr(f'Plane_{plane}')} bpmnElement={quoteattr(plane)}"
    yield f"    <bpmndi:BPMNPlane {of}>\n"
    if sheet.pool and participant:
        yield from _shape(participant, sheet.pool, None, ' isHorizontal="true"')
    for lane, bounds in zip(diagram.lanes, sheet.lanes, strict=False):
        yield from _shape(lane.id, bounds, None, ' isHorizontal="true"')
    plan = sheet.plan
    for node in diagram.nodes.values():
        if node.id in plan.shapes:
            more = ' isExpanded="true"' if node.type in CONTAINERS else ""
            more += ' isMarkerVisible="true"' * (node.type == "exclusiveGateway")
            yield from _shape(
                node.id, plan.shapes[node.id], plan.labels.get(node.id), more
            )
    for key in (k for k in plan.shapes if k not in diagram.nodes):
        yield from _shape(key, plan.shapes[key], None, "")
    for flow_id, points in plan.edges.items():
        yield from _edge(flow_id, points, plan.labels.get(flow_id))
    yield "    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>"


def _shape(
    element: str, bounds: Bounds, label: Bounds | None, more: str
) -> Iterator[str]:
    names = f"id={quoteattr(f'{element}_di')} bpmnElement={quoteattr(element)}"
    yield f"      <bpmndi:BPMNShape {names}{more}>\n        {_bounds(bounds)}\n"
    yield from _label(label)
    yield "      </bpmndi:BPMNShape>\n"


def _edge(
    element: str, points: tuple[tuple[float, float], ...], label: Bounds | None
) -> Iterator[str]:
    names = f"id={quoteattr(f'{element}_di')} bpmnElement={quoteattr(element)}"
    yield f"      <bpmndi:BPMNEdge {names}>\n"
    for x, y in points:
        yield f'        <di:waypoint x="{_number(x)}" y="{_number(y)}" />\n'
    yield from _label(label)
    yield "      </bpmndi:BPMNEdge>\n"


def _label(label: Bounds | None) -> Iterator[str]:
    if label:
        yield f"        <bpmndi:BPMNLabel>\n          {_bounds(label)}\n"
        yield "        </bpmndi:BPMNLabel>\n"


def _bounds(b: Bounds) -> str:
    size = f'width="{_number(b.width)}" height="{_number(b.height)}"'
    return f'<dc:Bounds x="{_number(b.x)}" y="{_number(b.y)}" {size} />'


def _number(value: float) -> str:
    """Half pixels are exact; finer is of no use."""
    rounded = round(value * 2) / 2
    return str(int(rounded)) if rounded == int(rounded) else str(rounded)
