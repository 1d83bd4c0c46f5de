"""Proves that an instance can go on where it stands in a diagram.

Every way its tokens can take is played, as lint does from the start: none of them may
wait for ever, nothing may be done twice, and whatever is read must have been set.
"""

from collections.abc import Iterator, Sequence

from engine.lint.assigned import assigned
from engine.lint.expressions import unset
from engine.lint.net import START, Net
from engine.lint.play import Doubled, Player, Stuck, Tangled
from engine.lint.soundness import net_of
from engine.lint.subject import Subject
from engine.migrating.reasons import Element, Obstacle
from engine.model import Flow
from engine.spiff.positions import Position

_TOKENS = "TOKENS"
_JOINS = ("parallelGateway", "inclusiveGateway")


def obstacles(subject: Subject, positions: Sequence[Position]) -> list[Obstacle]:
    """Why an instance with its tokens at these steps cannot come to a good end."""
    found = [
        Obstacle("opens-at-once", element(subject, p.step_id))
        for p in positions
        if p.opens
    ]
    for container in dict.fromkeys(p.container for p in positions):
        here = [p for p in positions if p.container == container]
        found += _played(subject, container, here)
    found += _unset(subject, positions)
    return list(dict.fromkeys(found))


def element(subject: Subject, node_id: str) -> Element:
    """What a person calls an element; of one that was put in, the drawn one."""
    drawn = subject.stands_for.get(node_id, node_id)
    node = subject.nodes.get(drawn)
    return Element(drawn, node.name if node else "")


def _played(
    subject: Subject, container: str | None, here: Sequence[Position]
) -> Iterator[Obstacle]:
    net = net_of(subject, container, frozenset(p.step_id for p in here))
    for node, kind in net.kinds.items():
        if kind == START:
            net.kinds[node] = "xor"
    net.add(_TOKENS, START)
    for number, position in enumerate(here):
        yield from _put(subject, net, number, position)
    net.reduce()
    for problem in Player(net).problems():
        yield from _told(subject, problem)


def _told(subject: Subject, problem: Stuck | Doubled | Tangled) -> Iterator[Obstacle]:
    match problem:
        case Stuck(missing=missing):
            for flow in (subject.flows[m] for m in missing if m in subject.flows):
                at, other = (element(subject, n) for n in (flow.target, flow.source))
                yield Obstacle("waits-for-ever", at, other)
        case Doubled(flow=flow_id):
            found = subject.flows.get(flow_id)
            yield Obstacle(
                "runs-twice", element(subject, found.source if found else "")
            )
        case Tangled():
            yield Obstacle("tangled")


def _put(
    subject: Subject, net: Net, number: int, position: Position
) -> Iterator[Obstacle]:
    """Put a token before its step; at a join, on the way by which it has come."""
    node = subject.nodes.get(position.step_id)
    if node is None or node.id not in net.kinds:
        return
    if position.way is None or node.type not in _JOINS:
        first = next(iter(subject.into[node.id]), None)
        net.connect(_TOKENS, node.id, first.id if first else "")
        return
    flow = _between(subject, position.way, node.id)
    edges = [n for n, e in net.edges.items() if flow and e.last == flow.id]
    taken = edges and net.edges[edges[0]].target != node.id
    if flow is None or not edges or taken:
        yield Obstacle("runs-twice", element(subject, node.id))
        return
    between = f"TOKEN {number}"
    net.add(between, "xor")
    net.into[node.id].discard(edges[0])
    net.edges[edges[0]].target = between
    net.into[between].add(edges[0])
    net.connect(between, node.id, flow.id)
    net.connect(_TOKENS, between, flow.id)


def _between(subject: Subject, source: str, target: str) -> Flow | None:
    """The flow from one step to another; boundary events have flows of their own."""
    return next((f for f in subject.into[target] if f.source == source), None)


def _unset(subject: Subject, positions: Sequence[Position]) -> Iterator[Obstacle]:
    carried: dict[str, frozenset[str]] = {}
    for position in positions:
        before = carried.get(position.step_id)
        names = position.names
        if before is not None:
            joins = position.way is not None
            names = before | names if joins else before & names
        carried[position.step_id] = names
    for place, name in unset(subject, assigned(subject, carried)):
        yield Obstacle("variable", element(subject, place.node.id), detail=name)
