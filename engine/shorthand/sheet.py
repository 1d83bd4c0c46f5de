"""The sheet on which a drawing is written out: elements put in, and for whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from lxml import etree

from engine.model import BPMN, CONTAINERS, FLOW_NODES

#: What stands in a container beside its nodes and flows, and stays where it is.
FLOW = f"{{{BPMN}}}sequenceFlow"
CONDITION = f"{{{BPMN}}}conditionExpression"


@dataclass
class Sheet:
    """A process as XML that may be changed.

    ``stands_for`` tells of each element put in which drawn one it stands for.
    """

    process: Any
    stands_for: dict[str, str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._taken = {e.get("id") for e in self.process.iter() if e.get("id")}

    def containers(self) -> Iterator[Any]:
        """The process and its subprocesses, the inner ones first."""
        tags = [f"{{{BPMN}}}{tag}" for tag in sorted(CONTAINERS)]
        yield from reversed([self.process, *self.process.iter(*tags)])

    def put(self, tag: str, drawn: str, role: str, **attributes: str) -> Any:
        """A new element that stands for a drawn one; it is nowhere yet."""
        free = (f"{drawn}..{role}{n or ''}" for n in count())
        own = next(each for each in free if each not in self._taken)
        self._taken.add(own)
        self.stands_for[own] = self.stands_for.get(drawn, drawn)
        return etree.Element(f"{{{BPMN}}}{tag}", {"id": own, **attributes})

    def connect(self, container: Any, source: Any, target: Any) -> Any:
        """A new flow from one element to another."""
        begin, end = source.get("id"), target.get("id")
        flow = self.put("sequenceFlow", begin, "flow", sourceRef=begin, targetRef=end)
        container.append(flow)
        return flow


def nodes_in(container: Any) -> list[Any]:
    """The flow nodes directly in a container."""
    return [e for e in container if _local(e) in FLOW_NODES]


def flows_in(container: Any) -> list[Any]:
    """The sequence flows directly in a container."""
    return [e for e in container if e.tag == FLOW]


def flows_out(container: Any, node: Any) -> list[Any]:
    """The flows that leave a node, in the order of the file."""
    return list(_LEAVING(container, own=node.get("id")))


#: Asked for every node of large diagrams, so it is not a loop of ours.
_LEAVING = etree.XPath("b:sequenceFlow[@sourceRef=$own]", namespaces={"b": BPMN})


def definitions_of(node: Any) -> list[Any]:
    """The event definitions of a node."""
    return [e for e in node if _local(e).endswith("EventDefinition")]


def kind_of(node: Any) -> str | None:
    """The kind of a node's one event, such as ``link``; None for none or several."""
    found = definitions_of(node)
    if len(found) != 1:
        return None
    return _local(found[0]).removesuffix("EventDefinition")


def is_a(node: Any, *tags: str) -> bool:
    """Whether an element has one of these BPMN tags."""
    return _local(node) in tags


def retag(node: Any, tag: str) -> None:
    """Make an element another one of BPMN; what it carries stays."""
    node.tag = f"{{{BPMN}}}{tag}"


def _local(element: Any) -> str:
    tag = str(element.tag)
    return tag.removeprefix(f"{{{BPMN}}}") if tag.startswith(f"{{{BPMN}}}") else ""
