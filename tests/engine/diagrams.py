"""BPMN for tests, written as the thing itself: nodes as calls, flows as lines.

    bpmn(
        start("S"), user("A", form="a"), xor("G"), service("B", "tell", to="'all'"),
        catch("C", timer("days(3)")), boundary("D", "A", message("stop")), end("E"),
        "S -> A -> G -> E else", "G -> B if wanted == True", "B -> C -> E", "D -> E",
    )

``A -> B if expression`` carries a condition, ``A -> B else`` is its gateway's default.
Messages and signals are declared as they are used; ids of flows are ``F-A-B``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'id="defs" targetNamespace="http://example.org/bpmn">\n'
)


@dataclass
class Part:
    """A node: its tag, attributes, what stands in it, what a subprocess holds."""

    tag: str
    attributes: dict[str, str]
    inner: str = ""
    inside: tuple["Part | str", ...] = ()
    messages: set[str] = field(default_factory=set)
    signals: set[str] = field(default_factory=set)

    def with_(self, **attributes: str) -> "Part":
        """The same with more XML attributes."""
        return Part(
            self.tag,
            self.attributes | attributes,
            self.inner,
            self.inside,
            self.messages,
            self.signals,
        )

    def holding(self, xml: str) -> "Part":
        """The same with more XML in it."""
        return Part(
            self.tag,
            self.attributes,
            self.inner + xml,
            self.inside,
            self.messages,
            self.signals,
        )


@dataclass(frozen=True)
class Event:
    """An event definition."""

    xml: str
    message: str | None = None
    signal: str | None = None


def bpmn(
    *parts: Part | str,
    key: str = "p",
    lanes: dict[str, str] | None = None,
    beside: str = "",
    head: str = "",
) -> bytes:
    """A BPMN file with one executable process.

    ``lanes`` maps names to ids, separated by blanks; ``head`` is XML put into the
    process, ``beside`` next to it.
    """
    messages = sorted({m for part in _all(parts) for m in part.messages})
    signals = sorted({s for part in _all(parts) for s in part.signals})
    declared = "".join(
        [f'<bpmn:message id="{m}" name="{m}"/>\n' for m in messages]
        + [f'<bpmn:signal id="{s}" name="{s}"/>\n' for s in signals]
    )
    return (
        f"{HEAD}{declared}{beside}"
        f'<bpmn:process id="{key}" name="Trial" isExecutable="true">\n'
        f"{_lanes(lanes or {})}{head}{_body(parts)}</bpmn:process>\n"
        "</bpmn:definitions>\n"
    ).encode()


def node(
    tag: str, id: str, name: str = "", *events: Event, inner: str = "", **more: str
) -> Part:
    """Any element; further keywords are attributes of spiffworkflow:properties."""
    attributes = {"id": id} | ({"name": name} if name else {})
    return Part(
        tag,
        attributes,
        _properties(more) + inner + "".join(e.xml for e in events),
        messages={e.message for e in events if e.message},
        signals={e.signal for e in events if e.signal},
    )


def start(id: str, *events: Event) -> Part:
    """A start event."""
    return node("startEvent", id, "", *events)


def end(id: str, *events: Event) -> Part:
    """An end event."""
    return node("endEvent", id, "", *events)


def terminate(id: str) -> Part:
    """A terminate end event."""
    return end(id, event("terminate"))


def user(id: str, name: str = "", **properties: str) -> Part:
    """A user task."""
    return node("userTask", id, name, **properties)


def task(id: str) -> Part:
    """A task of no kind: passes at once."""
    return node("task", id)


def service(id: str, operator: str, result: str = "", **parameters: str) -> Part:
    """A service task that calls an operator with expressions."""
    given = "".join(
        f'<spiffworkflow:parameter id="{k}" type="str" value={quoteattr(v)}/>'
        for k, v in parameters.items()
    )
    kept = f' resultVariable="{result}"' if result else ""
    return node(
        "serviceTask",
        id,
        inner=f'<bpmn:extensionElements><spiffworkflow:serviceTaskOperator id="'
        f'{operator}"{kept}><spiffworkflow:parameters>{given}'
        "</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
        "</bpmn:extensionElements>",
    )


def xor(id: str) -> Part:
    """An exclusive gateway."""
    return node("exclusiveGateway", id)


def par(id: str) -> Part:
    """A parallel gateway."""
    return node("parallelGateway", id)


def inclusive(id: str) -> Part:
    """An inclusive gateway."""
    return node("inclusiveGateway", id)


def race(id: str) -> Part:
    """An event-based gateway."""
    return node("eventBasedGateway", id)


def catch(id: str, *events: Event) -> Part:
    """An intermediate catch event."""
    return node("intermediateCatchEvent", id, "", *events)


def throw(id: str, *events: Event) -> Part:
    """An intermediate throw event."""
    return node("intermediateThrowEvent", id, "", *events)


def boundary(id: str, host: str, *events: Event, interrupting: bool = True) -> Part:
    """A boundary event."""
    cancels = str(interrupting).lower()
    part = node("boundaryEvent", id, "", *events)
    return part.with_(attachedToRef=host, cancelActivity=cancels)


def sub(id: str, *parts: Part | str, tag: str = "subProcess") -> Part:
    """An embedded subprocess."""
    return Part(tag, {"id": id}, inside=parts)


def many(
    part: Part,
    over: str = "people",
    item: str = "person",
    *,
    sequential: bool = False,
    more: str = "",
) -> Part:
    """The same activity once for each item of a list."""
    how = str(sequential).lower()
    return part.holding(
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{how}"{more}>'
        f"<bpmn:loopDataInputRef>{over}</bpmn:loopDataInputRef>"
        f'<bpmn:inputDataItem id="{item}" name="{item}"/>'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def timer(expression: str, kind: str = "timeDuration") -> Event:
    """A timer; kinds are timeDate, timeDuration and timeCycle."""
    return Event(
        f"<bpmn:timerEventDefinition><bpmn:{kind}>{escape(expression)}</bpmn:{kind}>"
        "</bpmn:timerEventDefinition>"
    )


def message(name: str) -> Event:
    """A message, declared with its name as its id."""
    return Event(f'<bpmn:messageEventDefinition messageRef="{name}"/>', message=name)


def signal(name: str) -> Event:
    """A signal, declared with its name as its id."""
    return Event(f'<bpmn:signalEventDefinition signalRef="{name}"/>', signal=name)


def event(kind: str, inner: str = "", more: str = "") -> Event:
    """Any other event definition."""
    return Event(
        f"<bpmn:{kind}EventDefinition{more}>{inner}</bpmn:{kind}EventDefinition>"
    )


def _properties(pairs: dict[str, str]) -> str:
    if not pairs:
        return ""
    each = "".join(
        f"<spiffworkflow:property name={quoteattr(k)} value={quoteattr(v)}/>"
        for k, v in pairs.items()
    )
    return (
        "<bpmn:extensionElements><spiffworkflow:properties>"
        f"{each}</spiffworkflow:properties></bpmn:extensionElements>"
    )


def _all(parts: tuple[Part | str, ...]) -> Iterator[Part]:
    for part in parts:
        if isinstance(part, Part):
            yield part
            yield from _all(part.inside)


def _body(parts: tuple[Part | str, ...]) -> str:
    flows = [flow for part in parts if isinstance(part, str) for flow in _flows(part)]
    defaults = {source: id for id, source, _, way in flows if way == "else"}
    drawn = ""
    for part in parts:
        if isinstance(part, Part):
            own = defaults.get(part.attributes.get("id", ""))
            drawn += _drawn(part.with_(default=own) if own else part)
    return drawn + "".join(_flow(*flow) for flow in flows)


def _drawn(part: Part) -> str:
    attributes = "".join(f" {k}={quoteattr(v)}" for k, v in part.attributes.items())
    inside = part.inner + (_body(part.inside) if part.inside else "")
    return f"<bpmn:{part.tag}{attributes}>{inside}</bpmn:{part.tag}>\n"


def _flows(line: str) -> Iterator[tuple[str, str, str, str]]:
    path, _, condition = line.partition(" if ")
    is_default = path.endswith(" else")
    ids = path.removesuffix(" else").split(" -> ")
    steps = list(pairwise(ids))
    for number, (source, target) in enumerate(steps, 1):
        last = number == len(steps)
        way = ("else" if is_default else condition) if last else ""
        yield f"F-{source}-{target}", source.strip(), target.strip(), way


def _flow(id: str, source: str, target: str, way: str) -> str:
    condition = (
        '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
        f"{escape(way)}</bpmn:conditionExpression>"
        if way not in ("", "else")
        else ""
    )
    return (
        f'<bpmn:sequenceFlow id="{id}" sourceRef="{source}" targetRef="{target}">'
        f"{condition}</bpmn:sequenceFlow>\n"
    )


def _lanes(lanes: dict[str, str]) -> str:
    if not lanes:
        return ""
    each = ""
    for name, ids in lanes.items():
        refs = "".join(
            f"<bpmn:flowNodeRef>{id}</bpmn:flowNodeRef>" for id in ids.split()
        )
        each += f'<bpmn:lane id="lane-{name}" name="{name}">{refs}</bpmn:lane>\n'
    return f'<bpmn:laneSet id="lanes">{each}</bpmn:laneSet>\n'
