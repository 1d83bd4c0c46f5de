"""The shape of a diagram: starts, ends, ways through it, lanes."""

from collections import Counter
from collections.abc import Iterator

from engine.lint.finding import Severity
from engine.lint.rule import Fault, rule
from engine.lint.subject import Subject
from engine.model import GATEWAYS, Node

_HUMAN = frozenset({"userTask", "manualTask"})


@rule("start-one", example="<bpmn:process><bpmn:userTask/></bpmn:process>")
def start_one(subject: Subject) -> Iterator[Fault]:
    """The process and every subprocess has exactly one start event.

    At run time: without one nothing begins; of several only the first does.
    Mend: draw one plain start event, and split behind it.
    Source: engine (tried): it cancels all starts but the first to complete.
    """
    for container in subject.containers:
        inside = subject.children[container]
        starts = [n for n in inside if n.type == "startEvent"]
        if not starts and _is_drawn(subject, container):
            says = f"{_called(subject, container)} has no start event."
            yield Fault(container or subject.diagram.process_id, says)
        for extra in starts[1:]:
            yield Fault(extra, f"{subject.called(extra.id)} is a second start event.")


@rule("end-missing", example="<bpmn:process><bpmn:startEvent/></bpmn:process>")
def end_missing(subject: Subject) -> Iterator[Fault]:
    """The process and every subprocess has an end event.

    At run time: it stays open for ever, with nothing left to do.
    Mend: draw an end event at the end of each way.
    Source: engine (tried).
    """
    for container in subject.containers:
        inside = subject.children[container]
        ended = any(n.type == "endEvent" for n in inside)
        if not ended and _is_drawn(subject, container):
            says = f"{_called(subject, container)} has no end event."
            yield Fault(container or subject.diagram.process_id, says)


@rule("unreachable", example="<bpmn:userTask/> <!-- no flow leads to it -->")
def unreachable(subject: Subject) -> Iterator[Fault]:
    """Every node can be reached from the start.

    At run time: the step never happens, and nobody is told.
    Mend: draw the flow that leads to it, or take it away.
    Source: engine (tried): it leaves such nodes out without a word.
    """
    for container in subject.containers:
        if _is_ad_hoc(subject, container):
            continue
        inside = subject.children[container]
        starts = [n.id for n in inside if n.type == "startEvent"]
        reached = subject.reachable(*starts)
        lost = [n for n in inside if n.id not in reached and not n.triggered_by_event]
        for node in _first_of(subject, lost) if starts else ():
            yield Fault(node, f"No way leads to {subject.called(node.id)}.")


@rule("dead-end", example="<bpmn:userTask/> <!-- no flow leaves it -->")
def dead_end(subject: Subject) -> Iterator[Fault]:
    """Every way ends in an end event.

    At run time: the way stops there, and the process may stay open for ever.
    Mend: draw on to an end event.
    Source: engine (tried).
    """
    for node in subject.nodes.values():
        ends = node.type == "endEvent" or subject.out[node.id]
        if ends or node.triggered_by_event or _is_ad_hoc(subject, node.parent):
            continue
        yield Fault(node, f"No flow leaves {subject.called(node.id)}.")


@rule("flow-out-of-end", example='<bpmn:sequenceFlow sourceRef="end" targetRef="A"/>')
def flow_out_of_end(subject: Subject) -> Iterator[Fault]:
    """Nothing leaves an end event, nothing enters a start or boundary event.

    At run time: the process goes on behind its end, or begins again beside itself.
    Mend: lead the flow from the step before the end, to the step after the start.
    Source: BPMN 2.0.2, 10.5.2, 10.5.3 and 10.5.4; engine (tried).
    """
    for node in subject.nodes.values():
        if node.type == "endEvent" and subject.out[node.id]:
            yield Fault(node, f"A flow leaves the end event {subject.called(node.id)}.")
        if node.type in ("startEvent", "boundaryEvent") and subject.into[node.id]:
            kind = "start" if node.type == "startEvent" else "boundary"
            says = f"A flow enters the {kind} event {subject.called(node.id)}."
            yield Fault(node, says)


@rule(
    "flows-in",
    "warning",
    example='<bpmn:sequenceFlow sourceRef="A" targetRef="C"/> '
    '<bpmn:sequenceFlow sourceRef="B" targetRef="C"/> <bpmn:userTask id="C"/>',
)
def flows_in(subject: Subject) -> Iterator[Fault]:
    """Ways meet in a gateway, not in a task.

    At run time: the step happens once for each token that comes; it does not wait.
    Mend: let the ways meet in an exclusive or a parallel gateway before it.
    Source: ours, because a reader must see whether it waits for all.
    """
    for node in subject.nodes.values():
        count = len(subject.into[node.id])
        if count > 1 and node.type not in GATEWAYS and node.type != "endEvent":
            yield Fault(node, f"{count} flows enter {subject.called(node.id)}.")


@rule(
    "flow-twice",
    example='<bpmn:sequenceFlow sourceRef="split" targetRef="join"/> (two of them)',
)
def flow_twice(subject: Subject) -> Iterator[Fault]:
    """No two flows lead from one gateway to the same join.

    At run time: the join counts them as one, and everything behind happens twice.
    Mend: keep one of the two.
    Source: engine (tried).
    """
    for node in subject.nodes.values():
        if node.type in ("parallelGateway", "inclusiveGateway"):
            sources = Counter(flow.source for flow in subject.into[node.id])
            for source, count in sources.items():
                if count > 1:
                    called = subject.called(source)
                    says = f"{count} flows lead from {called} to"
                    yield Fault(node, f"{says} {subject.called(node.id)}.")


@rule("quantity", example='<bpmn:userTask startQuantity="2"/>')
def quantity(subject: Subject) -> Iterator[Fault]:
    """Activities take one token and give one.

    At run time: startQuantity and completionQuantity are ignored.
    Mend: take the attribute away; draw a parallel gateway where tokens multiply.
    Source: BPMN 2.0.2, 10.3; engine (tried).
    """
    for element in subject.process.iter():
        given = {element.get("startQuantity"), element.get("completionQuantity")}
        if given - {None, "1"}:
            own = element.get("id")
            says = f"{subject.called(own or '')} asks for other than one token."
            yield Fault(own, says, line=element.sourceline)


@rule("lane", "warning", example="<bpmn:userTask/> <!-- in no lane -->")
def lane(subject: Subject) -> Iterator[Fault]:
    """Where there are lanes, each node lies in exactly one.

    At run time: a lane says who does a step; with none or two, that is a guess.
    Mend: put the node into the lane of the role that does it.
    Source: ours, because lanes are the roles; BPMN 2.0.2, 10.8.
    """
    lanes = subject.diagram.lanes
    places = Counter(node_id for each in lanes for node_id in each.nodes)
    for node in subject.nodes.values() if lanes else ():
        if places[node.id] > 1:
            called = subject.called(node.id)
            yield Fault(node, f"{called} is in {places[node.id]} lanes.", "error")
        elif node.id not in subject.stands_for and _needs_lane(node):
            severity: Severity | None = "error" if node.type in _HUMAN else None
            says = f"{subject.called(node.id)} lies in no lane."
            yield Fault(node, says, severity)
    for each in lanes:
        for node_id in each.nodes:
            if node_id not in subject.nodes:
                says = f"The lane “{each.name}” lists “{node_id}”, which is not there."
                yield Fault(each.id, says)


RULES = (
    start_one,
    end_missing,
    unreachable,
    dead_end,
    flow_out_of_end,
    flows_in,
    flow_twice,
    quantity,
    lane,
)


def _first_of(subject: Subject, lost: list[Node]) -> Iterator[Node]:
    """Of the nodes no way leads to, those that the others come after."""
    ids, said = {n.id for n in lost}, set[str]()
    heads = [n for n in lost if ids.isdisjoint(subject.before(n.id))]
    for node in (*heads, *lost):
        if node.id not in said:
            said |= subject.reachable(node.id)
            yield node


def _needs_lane(node: Node) -> bool:
    spoken_for = node.properties.keys() & {"role", "roles"}
    boundary = node.type == "boundaryEvent"
    return node.lane is None and not spoken_for and not boundary


def _is_ad_hoc(subject: Subject, container: str | None) -> bool:
    node = subject.nodes.get(container or "")
    return node is not None and node.type == "adHocSubProcess"


def _is_drawn(subject: Subject, container: str | None) -> bool:
    """Whether a start and an end are asked for."""
    return not _is_ad_hoc(subject, container)


def _called(subject: Subject, container: str | None) -> str:
    called = subject.called(container)
    return called[:1].upper() + called[1:]
