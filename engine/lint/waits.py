"""Loops: each must wait for somebody or something, or it spins."""

from collections.abc import Iterator

from engine.lint.rule import Fault, rule
from engine.lint.subject import Subject
from engine.model import CONTAINERS, Node

_WAITING = frozenset({"userTask", "manualTask", "receiveTask", "eventBasedGateway"})
_HELD = frozenset({"message", "signal", "timer"})


@rule(
    "loop-without-wait",
    example='<bpmn:exclusiveGateway id="m"/> <bpmn:serviceTask/> '
    '<bpmn:sequenceFlow targetRef="m"/>',
)
def loop_without_wait(subject: Subject) -> Iterator[Fault]:
    """Every loop waits for a person, a message, a signal or a timer.

    At run time: it spins until the engine gives up, and the step before it fails.
    Mend: put a timer, or the step of a person, into the loop.
    Source: engine (tried): it runs automatic steps until there are none.
    """
    for loop in _spinning(subject, rounds_wait=True):
        yield _fault(subject, loop)


@rule(
    "loop-may-spin",
    "warning",
    example="<!-- a loop whose only step of a person is multi-instance -->",
)
def loop_may_spin(subject: Subject) -> Iterator[Fault]:
    """A loop does not rely on a list that may be empty.

    At run time: when nobody is on the list nothing waits, and the loop spins on.
    Mend: look at the list's length in the loop, or put a timer into it.
    Source: engine (tried): a multi-instance activity over no item passes at once.
    """
    certain = {n for loop in _spinning(subject, rounds_wait=True) for n in loop}
    for loop in _spinning(subject, rounds_wait=False):
        if not loop & certain:
            yield _fault(subject, loop)


RULES = (loop_without_wait, loop_may_spin)


def _fault(subject: Subject, loop: set[str]) -> Fault:
    nodes = sorted((subject.nodes[n] for n in loop), key=lambda n: (n.line, n.id))
    names = ", ".join(subject.called(n.id) for n in nodes[:5])
    more = f" and {len(nodes) - 5} more" if len(nodes) > 5 else ""
    return Fault(nodes[0], f"Nothing waits in the loop of {names}{more}.")


def _spinning(subject: Subject, *, rounds_wait: bool) -> Iterator[set[str]]:
    """Loops through which a token can go round without a wait."""
    instant: set[str] = set()
    for container in reversed(subject.containers):
        # Inner subprocesses come later in the file than those around them.
        inside = subject.children[container]
        here = {n.id for n in inside if not _waits(n, instant, rounds_wait)}
        if container is not None and _passes(subject, inside, here):
            instant.add(container)
        yield from _loops(subject, here)


def _waits(node: Node, instant: set[str], rounds_wait: bool) -> bool:
    if node.multi is not None and not node.multi.standard_loop and not rounds_wait:
        return False
    if node.type in CONTAINERS:
        return node.id not in instant
    return node.type in _WAITING or (
        node.type in ("intermediateCatchEvent", "boundaryEvent")
        and any(e.kind in _HELD for e in node.events)
    )


def _passes(subject: Subject, inside: tuple[Node, ...], here: set[str]) -> bool:
    """Whether a token may come from start to end of a subprocess without a wait."""
    come = {n.id for n in inside if n.type == "startEvent"}
    stack = list(come)
    while stack:
        for following in subject.after(stack.pop()):
            if following in here and following not in come:
                if _is_join(subject, following) and not all(
                    before in come for before in subject.before(following)
                ):
                    continue
                come.add(following)
                stack.append(following)
    return any(subject.nodes[n].type == "endEvent" for n in come)


def _is_join(subject: Subject, node_id: str) -> bool:
    parallel = subject.nodes[node_id].type == "parallelGateway"
    return parallel and len(subject.into[node_id]) > 1


def _loops(subject: Subject, here: set[str]) -> Iterator[set[str]]:
    """Strongly connected nodes, without joins that wait for something outside."""
    pending = [set(here)]
    while pending:
        for group in _components(subject, pending.pop()):
            held = {
                n
                for n in group
                if _is_join(subject, n)
                and any(before not in group for before in subject.before(n))
            }
            if held:
                pending.append(group - held)
            else:
                yield group


def _components(subject: Subject, nodes: set[str]) -> Iterator[set[str]]:
    """The groups of nodes that lead to each other, by Kosaraju."""
    left = set(nodes)
    for root in reversed(_as_finished(subject, nodes)):
        if root not in left:
            continue
        group, stack = {root}, [root]
        while stack:
            come_from = set(subject.before(stack.pop())) & left - group
            group |= come_from
            stack.extend(come_from)
        left -= group
        if len(group) > 1 or root in subject.after(root):
            yield group


def _as_finished(subject: Subject, nodes: set[str]) -> list[str]:
    """The nodes in the order in which a walk in depth leaves them."""
    finished: list[str] = []
    seen: set[str] = set()
    for root in sorted(nodes):
        stack = [(root, subject.after(root))] if root not in seen else []
        seen.add(root)
        while stack:
            child = next(
                (c for c in stack[-1][1] if c in nodes and c not in seen), None
            )
            if child is None:
                finished.append(stack.pop()[0])
            else:
                seen.add(child)
                stack.append((child, subject.after(child)))
    return finished
