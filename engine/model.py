"""A BPMN file as plain values: what lint, outline, picture and inbox read.

SpiffWorkflow keeps its own specification to execute; this is ours to look at.  The
XML is hostile until read here: no DOCTYPE, no entities, bounded size and depth.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lxml import etree

from engine.errors import UnsafeDiagram

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
SPIFF = "http://spiffworkflow.org/bpmn/schema/1.0/core"

MAX_BYTES, MAX_DEPTH = 5_000_000, 64

EVENTS = frozenset(
    {
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
    }
)
GATEWAYS = frozenset(
    {
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "complexGateway",
    }
)
TASKS = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "sendTask",
        "receiveTask",
        "businessRuleTask",
        "callActivity",
    }
)
CONTAINERS = frozenset({"subProcess", "adHocSubProcess", "transaction"})
FLOW_NODES = EVENTS | GATEWAYS | TASKS | CONTAINERS


@dataclass(frozen=True, slots=True)
class Operator:
    """A service task's call: operator name, parameter expressions, result variable."""

    name: str
    parameters: Mapping[str, str]
    result: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """An event definition: its kind, and the reference or expression it carries.

    ``kind`` is the BPMN tag without ``EventDefinition`` (``timer``, ``message``,
    ``signal``, ``terminate``, ``error``, …); ``ref`` the *name* of the message or
    signal; ``timer`` one of ``timeDate``, ``timeDuration``, ``timeCycle``.
    """

    kind: str
    ref: str | None = None
    timer: str | None = None
    expression: str | None = None


@dataclass(frozen=True, slots=True)
class MultiInstance:
    """Several instances of one activity, one for each item of a list."""

    sequential: bool
    collection: str | None
    item: str | None
    output: str | None
    output_item: str | None
    until: str | None
    standard_loop: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """An activity, event or gateway."""

    id: str
    type: str
    name: str
    line: int
    parent: str | None = None
    lane: str | None = None
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    operator: Operator | None = None
    events: tuple[Event, ...] = ()
    attached_to: str | None = None
    interrupting: bool = True
    default: str | None = None
    multi: MultiInstance | None = None
    triggered_by_event: bool = False
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow."""

    id: str
    name: str
    source: str
    target: str
    condition: str | None
    line: int
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane: the role that does what lies in it."""

    id: str
    name: str
    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle of the drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Diagram:
    """One executable process of a BPMN file, with its drawing."""

    process_id: str
    name: str
    documentation: str
    properties: Mapping[str, str]
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    lanes: tuple[Lane, ...]
    messages: tuple[str, ...]
    signals: tuple[str, ...]
    shapes: Mapping[str, Bounds]
    labels: Mapping[str, Bounds]
    edges: Mapping[str, tuple[tuple[float, float], ...]]

    def children(self, parent: str | None) -> Iterator[Node]:
        """The nodes directly in a subprocess, or in the process itself (None)."""
        return (node for node in self.nodes.values() if node.parent == parent)


def parse(data: bytes) -> etree._Element:
    """The root of a safe, well-formed BPMN file. Raises UnsafeDiagram."""
    if len(data) > MAX_BYTES:
        raise UnsafeDiagram("The file is larger than 5 MB.")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None)
        where = f" (line {line})" if line else ""
        raise UnsafeDiagram(f"The file is not well-formed XML{where}.") from error
    info = root.getroottree().docinfo
    if info.doctype or info.internalDTD is not None:
        raise UnsafeDiagram("A diagram must not contain a DOCTYPE or entities.")
    if root.tag != f"{{{BPMN}}}definitions":
        raise UnsafeDiagram("The file is XML, but not a BPMN 2.0 diagram.")
    if _depth(root) > MAX_DEPTH:
        raise UnsafeDiagram("The elements of the file are nested too deeply.")
    return root


def _depth(root: etree._Element) -> int:
    deepest, stack = 0, [(root, 1)]
    while stack and deepest <= MAX_DEPTH:
        element, depth = stack.pop()
        deepest = max(deepest, depth)
        stack.extend((child, depth + 1) for child in element)
    return deepest


def read(data: bytes) -> Diagram:
    """The executable process of a BPMN file. Raises UnsafeDiagram."""
    return read_root(parse(data))


def read_root(root: etree._Element) -> Diagram:
    """The executable process of a file that was parsed. Raises UnsafeDiagram."""
    return _Reader(root).diagram()


def _q(tag: str) -> str:
    return f"{{{BPMN}}}{tag}"


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _text(element: etree._Element, tag: str) -> str | None:
    child = element.find(_q(tag))
    if child is None or not (child.text or "").strip():
        return None
    return (child.text or "").strip()


def properties_of(element: etree._Element) -> Mapping[str, str]:
    """The ``spiffworkflow:property`` pairs of an element."""
    path = f"{_q('extensionElements')}/{{{SPIFF}}}properties/{{{SPIFF}}}property"
    pairs = {e.get("name", ""): e.get("value", "") for e in element.findall(path)}
    return MappingProxyType(pairs)


class _Reader:
    """Walks the XML once; values come out, nothing of lxml does."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.names = {
            e.get("id", ""): e.get("name") or e.get("id", "")
            for tag in ("message", "signal", "error", "escalation")
            for e in root.findall(_q(tag))
        }
        self.nodes: dict[str, Node] = {}
        self.flows: dict[str, Flow] = {}
        self.lane_of: dict[str, str] = {}

    def diagram(self) -> Diagram:
        processes = self.root.findall(_q("process"))
        runnable = [p for p in processes if p.get("isExecutable") == "true"]
        if not processes:
            raise UnsafeDiagram("The file contains no process.")
        process = (runnable or processes)[0]
        lanes = tuple(self._lanes(process))
        self._walk(process, None, None)
        shapes, labels, edges = self._drawing()
        return Diagram(
            process_id=process.get("id", ""),
            name=process.get("name") or process.get("id", ""),
            documentation=_text(process, "documentation") or "",
            properties=properties_of(process),
            nodes=MappingProxyType(self.nodes),
            flows=MappingProxyType(self.flows),
            lanes=lanes,
            messages=self._named("message"),
            signals=self._named("signal"),
            shapes=shapes,
            labels=labels,
            edges=edges,
        )

    def _named(self, tag: str) -> tuple[str, ...]:
        found = self.root.findall(_q(tag))
        return tuple(e.get("name") or e.get("id", "") for e in found)

    def _lanes(self, process: etree._Element) -> Iterator[Lane]:
        for lane in process.iter(_q("lane")):
            members = tuple(
                (ref.text or "").strip() for ref in lane.findall(_q("flowNodeRef"))
            )
            name = lane.get("name") or lane.get("id", "")
            self.lane_of.update(dict.fromkeys(members, name))
            yield Lane(lane.get("id", ""), name, members)

    def _walk(
        self, container: etree._Element, parent: str | None, lane: str | None
    ) -> None:
        # BPMN lets a flow be listed on its nodes or not; the flow itself decides.
        ends: dict[str, dict[str, list[str]]] = {"sourceRef": {}, "targetRef": {}}
        for flow in container.iterfind(_q("sequenceFlow")):
            for end, flows in ends.items():
                flows.setdefault(flow.get(end, ""), []).append(flow.get("id", ""))
        for element in container:
            tag = _local(element)
            if tag == "sequenceFlow":
                self._add_flow(element, parent)
            elif tag in FLOW_NODES:
                node = self._node(element, tag, parent, lane, ends)
                self.nodes[node.id] = node
                if tag in CONTAINERS:
                    self._walk(element, node.id, node.lane)

    def _add_flow(self, element: etree._Element, parent: str | None) -> None:
        flow = Flow(
            id=element.get("id", ""),
            name=element.get("name", ""),
            source=element.get("sourceRef", ""),
            target=element.get("targetRef", ""),
            condition=_text(element, "conditionExpression"),
            line=element.sourceline or 0,
            parent=parent,
        )
        self.flows[flow.id] = flow

    def _node(
        self,
        e: etree._Element,
        tag: str,
        parent: str | None,
        lane: str | None,
        ends: Mapping[str, Mapping[str, list[str]]],
    ) -> Node:
        node_id = e.get("id", "")
        return Node(
            id=node_id,
            type=tag,
            name=" ".join((e.get("name") or "").split()),
            line=e.sourceline or 0,
            parent=parent,
            lane=self.lane_of.get(node_id, lane),
            documentation=_text(e, "documentation") or "",
            properties=properties_of(e),
            operator=_operator(e),
            events=tuple(self._events(e)),
            attached_to=e.get("attachedToRef"),
            interrupting=e.get("cancelActivity", e.get("isInterrupting")) != "false",
            default=e.get("default"),
            multi=_multi_instance(e),
            triggered_by_event=e.get("triggeredByEvent") == "true",
            incoming=tuple(ends["targetRef"].get(node_id, ())),
            outgoing=tuple(ends["sourceRef"].get(node_id, ())),
        )

    def _events(self, element: etree._Element) -> Iterator[Event]:
        for child in element:
            tag = _local(child)
            if not tag.endswith("EventDefinition"):
                continue
            kind = tag.removesuffix("EventDefinition")
            ref = next((v for k, v in child.attrib.items() if k.endswith("Ref")), None)
            name = self.names.get(str(ref), str(ref)) if ref else None
            timer, expression = None, None
            for form in ("timeDate", "timeDuration", "timeCycle", "condition"):
                if child.find(_q(form)) is not None:
                    timer, expression = form, _text(child, form)
            yield Event(kind, name, timer, expression)

    def _drawing(
        self,
    ) -> tuple[
        dict[str, Bounds], dict[str, Bounds], dict[str, tuple[tuple[float, float], ...]]
    ]:
        shapes: dict[str, Bounds] = {}
        labels: dict[str, Bounds] = {}
        edges: dict[str, tuple[tuple[float, float], ...]] = {}
        for drawn in self.root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge"):
            target = drawn.get("bpmnElement", "")
            bounds = drawn.find(f"{{{DC}}}Bounds")
            if bounds is not None:
                shapes[target] = _bounds(bounds)
            label = drawn.find(f"{{{BPMNDI}}}BPMNLabel/{{{DC}}}Bounds")
            if label is not None:
                labels[target] = _bounds(label)
            points = tuple(
                (_number(p.get("x")), _number(p.get("y")))
                for p in drawn.findall(f"{{{DI}}}waypoint")
            )
            if points:
                edges[target] = points
        return shapes, labels, edges


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _bounds(e: etree._Element) -> Bounds:
    return Bounds(*(_number(e.get(k)) for k in ("x", "y", "width", "height")))


def _operator(element: etree._Element) -> Operator | None:
    found = element.find(f"{_q('extensionElements')}/{{{SPIFF}}}serviceTaskOperator")
    if found is None:
        return None
    parameters = {
        p.get("id", ""): p.get("value", "") for p in found.iter(f"{{{SPIFF}}}parameter")
    }
    return Operator(found.get("id", ""), parameters, found.get("resultVariable"))


def _multi_instance(element: etree._Element) -> MultiInstance | None:
    if element.find(_q("standardLoopCharacteristics")) is not None:
        return MultiInstance(True, None, None, None, None, None, standard_loop=True)
    loop = element.find(_q("multiInstanceLoopCharacteristics"))
    if loop is None:
        return None

    def item(tag: str) -> str | None:
        found = loop.find(_q(tag))
        return None if found is None else found.get("name") or found.get("id")

    return MultiInstance(
        sequential=loop.get("isSequential") == "true",
        collection=_text(loop, "loopDataInputRef"),
        item=item("inputDataItem"),
        output=_text(loop, "loopDataOutputRef"),
        output_item=item("outputDataItem"),
        until=_text(loop, "completionCondition"),
    )
