"""Which variables a token certainly carries at each step: set on every way there."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.lint.subject import Subject
from engine.model import CONTAINERS, Node

_HUMAN = frozenset({"userTask", "manualTask"})
Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Assigned:
    """What is set before each node, and before what follows it."""

    before: Mapping[str, Names]
    after: Mapping[str, Names]
    #: All names that anything in the diagram sets on some way.
    somewhere: Names


def assigned(subject: Subject, tokens: Mapping[str, Names] | None = None) -> Assigned:
    """Follow all ways through all containers until nothing changes.

    ``tokens`` are the steps at which an instance stands, with what it carries there:
    then only the ways from these are followed.
    """
    flow = _Ways(subject, {}, {}, tokens or {})
    flow.follow(None, frozenset())
    given = (flow.given(node) for node in subject.nodes.values())
    items = (n.multi.item for n in subject.nodes.values() if n.multi is not None)
    rounds = (subject.sets(n) for n in subject.nodes.values() if subject.sets)
    somewhere = frozenset().union(*given, {i for i in items if i}, *rounds)
    return Assigned(flow.before, flow.after, somewhere)


@dataclass(frozen=True, slots=True)
class _Ways:
    subject: Subject
    before: dict[str, Names]
    after: dict[str, Names]
    tokens: Mapping[str, Names]

    def given(self, node: Node) -> Names:
        """What a node adds, whatever its answers are."""
        if node.operator is not None and node.type == "serviceTask":
            found = {node.operator.result} if node.operator.result else set()
        elif node.type in _HUMAN and self.subject.sets is not None:
            found = set(self.subject.sets(node))
        else:
            found = set()
        # Over an empty list nothing is done, and so nothing is set.
        return frozenset() if node.multi is not None else frozenset(found)

    def follow(self, container: str | None, held: Names) -> Names:
        """Set ``before`` and ``after`` of a container's nodes; what it gives back.

        Starting from all names, a way takes names away; each node is looked at again
        only when something before it has lost one.
        """
        inside = {n.id: n for n in self.subject.children[container]}
        stands = [n for n in inside if n in self.tokens]
        pending = stands or [n.id for n in inside.values() if n.type == "startEvent"]
        begin = frozenset(pending)
        reached = self.subject.reachable(*pending)
        while pending:
            node = inside[pending.pop()]
            before = self._met(node, reached)
            if node.id in begin:
                before = self._standing(node, held, before)
            if before is None or self.before.get(node.id) == before:
                continue
            self.before[node.id] = before
            after = before | self.given(node)
            if node.type in CONTAINERS:
                item = node.multi.item if node.multi is not None else None
                inner = self.follow(node.id, before | ({item} if item else set()))
                after |= frozenset() if node.multi is not None else inner
            self.after[node.id] = after
            pending.extend(n for n in self.subject.after(node.id) if n in inside)
        ends = [
            self.after[n.id]
            for n in inside.values()
            if n.type == "endEvent" and n.id in self.after
        ]
        return frozenset.intersection(*ends) if ends else held

    def _standing(self, node: Node, held: Names, met: Names | None) -> Names | None:
        """What is carried where a token stands: there, and when it comes again."""
        here = self.tokens.get(node.id, held)
        if node.type == "parallelGateway":  # where it waits for the other branches
            return None if met is None else here | met
        came = any(f.source in self.after for f in self.subject.into[node.id])
        return here & met if came and met is not None else here

    def _met(self, node: Node, reached: set[str]) -> Names | None:
        """What all ways to a node have in common; a join gathers what each brings.

        A join is None until each of its ways has been followed.
        """
        sources = [flow.source for flow in self.subject.into[node.id]]
        brought = [self.after[s] for s in sources if s in self.after]
        if node.attached_to in self.before:
            brought.append(self.before[str(node.attached_to)])
        if node.type == "parallelGateway":
            if any(s in reached and s not in self.after for s in sources):
                return None
            return frozenset[str]().union(*brought)
        return frozenset.intersection(*brought) if brought else frozenset()
