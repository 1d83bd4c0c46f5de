"""Soundness: what splits is joined, nothing waits for ever, every way can end.

Each container is looked at alone; a subprocess is one step of the one around it.
"""

from collections import Counter
from collections.abc import Iterator

from engine.lint.net import END, KILL, START, Net
from engine.lint.play import Doubled, Player, Stuck, Tangled
from engine.lint.rule import Fault, rule
from engine.lint.subject import Subject, is_final
from engine.model import Node

_KINDS = {"parallelGateway": "and", "inclusiveGateway": "or"}
_JOINS = frozenset({"parallelGateway", "inclusiveGateway"})


@rule(
    "join-waits",
    example='<bpmn:exclusiveGateway id="split"/> … <bpmn:parallelGateway id="join"/>',
)
def join_waits(subject: Subject) -> Iterator[Fault]:
    """A join gets a token on each of its ways, each time.

    At run time: it waits for ever for the missing one, and the process stands still.
    Mend: join with the kind of gateway that split; lead no loop into or out of a block.
    Source: BPMN 2.0.2, 10.6.4; processes.md A.1, "closed blocks".
    """
    for container in subject.containers:
        for problem in _problems(subject, container):
            if isinstance(problem, Stuck):
                for missing in problem.missing:
                    flow = subject.flows[missing]
                    says = (
                        f"{subject.called(flow.target)} can wait for ever for a token"
                        f" from {subject.called(flow.source)}"
                        f"{_when(subject, problem.decisions)}."
                    )
                    yield Fault(subject.nodes[flow.target], says)


@rule(
    "runs-twice",
    example='<bpmn:parallelGateway id="split"/> … <bpmn:exclusiveGateway id="merge"/>',
)
def runs_twice(subject: Subject) -> Iterator[Fault]:
    """What runs in parallel is joined before it goes on as one.

    At run time: everything behind happens once for each branch.
    Mend: join the branches with a parallel gateway; lead no loop out of a block.
    Source: BPMN 2.0.2, 10.6.2; processes.md A.1, "closed blocks".
    """
    for container in subject.containers:
        for problem in _problems(subject, container):
            if isinstance(problem, Doubled):
                flow = subject.flows[problem.flow]
                says = (
                    f"Two tokens can come to the flow out of"
                    f" {subject.called(flow.source)}"
                    f"{_when(subject, problem.decisions)}."
                )
                yield Fault(subject.nodes[flow.source], says)


@rule("too-tangled", "warning", example="<!-- many splits and joins that cross -->")
def too_tangled(subject: Subject) -> Iterator[Fault]:
    """Splits and joins are closed blocks, one in the other.

    At run time: nobody can say whether it comes to an end; it was not checked.
    Mend: let each split have one join, with all its branches between them.
    Source: ours, because the check would take too long.
    """
    for container in subject.containers:
        if any(isinstance(p, Tangled) for p in _problems(subject, container)):
            where = container or subject.diagram.process_id
            called = subject.called(container)
            yield Fault(where, f"The branches of {called} cross too often.")


@rule(
    "cannot-end",
    example='<bpmn:exclusiveGateway id="m"/> … <bpmn:sequenceFlow targetRef="m"/>',
)
def cannot_end(subject: Subject) -> Iterator[Fault]:
    """From every step there is a way to an end.

    At run time: the process goes round for ever.
    Mend: draw a way out of the loop, with a condition.
    Source: BPMN 2.0.2, 10.5.3; ours, because every instance must be able to end.
    """
    for container in subject.containers:
        inside = subject.children[container]
        ends = [n.id for n in inside if n.type == "endEvent" or not subject.out[n.id]]
        can_end = subject.reaching(*ends)
        lost = [n for n in inside if n.id not in can_end]
        lost = [n for n in lost if not _is_ended_from_beside(subject, n)]
        if lost:
            names = ", ".join(subject.called(n.id) for n in lost[:5])
            more = f" and {len(lost) - 5} more" if len(lost) > 5 else ""
            yield Fault(lost[0], f"No way leads out of {names}{more}.")


@rule(
    "end-beside-wait",
    example='<bpmn:parallelGateway/> … <bpmn:endEvent id="Closed"/> beside a branch '
    "that waits for a message",
)
def end_beside_wait(subject: Subject) -> Iterator[Fault]:
    """What ends beside a branch that only waits to be asked ends that one, too.

    At run time: the branch that waits keeps the process open after its end.
    Mend: make the end event a terminate end event.
    Source: processes.md A.2, P2; engine (tried).
    """
    for split, branches in _open_splits(subject):
        for begin, own in branches:
            beside = [first for first, _ in branches if first != begin]
            kept_open = all(_is_asked(subject.nodes[first]) for first in beside)
            for node in own if kept_open else ():
                if node.type == "endEvent" and not is_final(node):
                    says = f"{subject.called(node.id)} ends only one branch of"
                    yield Fault(node, f"{says} {subject.called(split.id)}.")


@rule(
    "split-unjoined",
    "warning",
    example='<bpmn:parallelGateway id="split"/> … two end events, no join',
)
def split_unjoined(subject: Subject) -> Iterator[Fault]:
    """The branches of a parallel split meet in a join.

    At run time: each branch ends by itself; the process ends with the last one.
    Mend: join the branches before one end, or end all with a terminate end event.
    Source: processes.md A.1, "closed blocks".
    """
    for split, branches in _open_splits(subject):
        ends = [[n for n in own if n.type == "endEvent"] for _, own in branches]
        plain = sum(any(not is_final(n) for n in of_branch) for of_branch in ends)
        final = any(is_final(n) for of_branch in ends for n in of_branch)
        if plain > 1 and not final:
            called = subject.called(split.id)
            yield Fault(split, f"Branches of {called} end each by itself.")


@rule(
    "boundary-joins-back",
    example='<bpmn:boundaryEvent cancelActivity="false" id="B"/> '
    '<bpmn:sequenceFlow sourceRef="B" targetRef="next"/>',
)
def boundary_joins_back(subject: Subject) -> Iterator[Fault]:
    """What a boundary event begins beside its activity ends by itself.

    At run time: the steps behind happen twice, or a join waits for ever.
    Mend: give the branch an end event of its own, or let the event interrupt.
    Source: engine (tried).
    """
    for host, events in subject.boundaries.items():
        for event in events:
            if event.interrupting:
                continue
            onwards = [flow.target for flow in subject.out.get(host, ())]
            main = subject.reachable(*onwards, stop=event.id)
            beside = subject.reachable(*(f.target for f in subject.out[event.id]))
            shared = [n for n in beside & main if subject.nodes[n].type != "endEvent"]
            if shared:
                says = f"{subject.called(event.id)} does not interrupt, but leads to"
                yield Fault(event, f"{says} {subject.called(min(shared))} as well.")


RULES = (
    join_waits,
    runs_twice,
    too_tangled,
    cannot_end,
    end_beside_wait,
    split_unjoined,
    boundary_joins_back,
)


def _problems(
    subject: Subject, container: str | None
) -> tuple[Stuck | Doubled | Tangled, ...]:
    """What playing a container shows; played once for all rules."""
    known = subject.played
    if container not in known:
        net = net_of(subject, container)
        net.reduce()
        known[container] = tuple(Player(net).problems())
    return known[container]


def net_of(
    subject: Subject, container: str | None, also: frozenset[str] = frozenset()
) -> Net:
    """A container's nodes as a net, without what begins beside an activity.

    ``also`` names steps to be in it with all that a token there comes to.
    """
    net = Net()
    inside = [n for n in subject.children[container] if not n.triggered_by_event]
    starts = [n.id for n in inside if n.type == "startEvent"][:1]
    reached = _main_way(subject, [*starts, *also])
    for sink in (END, KILL):
        net.add(sink, sink)
    for node in inside:
        if node.id in reached:
            start = node.id in starts
            net.add(node.id, START if start else _KINDS.get(node.type, "xor"))
    for node in inside:
        if node.id in reached:
            _connect(subject, net, node)
    return net


def _connect(subject: Subject, net: Net, node: Node) -> None:
    if not subject.out[node.id] and node.id not in subject.boundaries:
        into = subject.into[node.id]
        last = into[0].id if into else ""
        net.connect(node.id, KILL if is_final(node) else END, last)
    for flow in subject.out[node.id]:
        net.connect(node.id, flow.target, flow.id)
    for event in subject.boundaries.get(node.id, ()):
        if event.interrupting and subject.out[event.id]:
            net.connect(node.id, event.id, subject.out[event.id][0].id)


def _main_way(subject: Subject, starts: list[str], stop: str | None = None) -> set[str]:
    """What a token comes to, without what a boundary event begins beside it."""
    seen, stack = set(starts), list(starts)
    while stack:
        for following in subject.main_after[stack.pop()]:
            if following not in seen and following != stop:
                seen.add(following)
                stack.append(following)
    return seen


def _when(subject: Subject, decisions: tuple[str, ...]) -> str:
    """`` when “Approved?” goes to “Send”``: how it comes about."""
    ways = []
    for flow_id in decisions:
        flow = subject.flows.get(flow_id)
        if flow is not None and flow.source in subject.nodes:
            source, target = subject.called(flow.source), subject.called(flow.target)
            ways.append(f"{source} goes to {target}")
    return f" when {' and '.join(ways)}" if ways else ""


def _is_ended_from_beside(subject: Subject, node: Node) -> bool:
    """Whether a parallel branch can end this one with everything else."""
    for above in subject.reaching(node.id):
        if subject.nodes[above].type in _JOINS and len(subject.out[above]) > 1:
            beside = (subject.nodes[n] for n in subject.reachable(above))
            if any(is_final(n) for n in beside):
                return True
    return False


def _is_asked(node: Node) -> bool:
    """Whether a branch begins with waiting for something that need not come."""
    asked = any(e.kind in ("message", "signal") for e in node.events)
    return node.type == "receiveTask" or (
        node.type == "intermediateCatchEvent" and asked
    )


def _open_splits(
    subject: Subject,
) -> Iterator[tuple[Node, list[tuple[str, list[Node]]]]]:
    """Parallel splits, with the first step of each branch and what only it comes to."""
    for split in subject.nodes.values():
        flows = subject.out[split.id]
        if split.type != "parallelGateway" or len(flows) < 2:
            continue
        come = [_main_way(subject, [f.target], split.id) for f in flows]
        counts = Counter(node_id for reached in come for node_id in reached)
        yield (
            split,
            [
                (f.target, [subject.nodes[n] for n in sorted(r) if counts[n] == 1])
                for f, r in zip(flows, come, strict=True)
            ],
        )
