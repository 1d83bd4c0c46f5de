"""A container as a net of gateways, reduced as far as it is plain.

What is built of closed blocks shrinks to one flow from start to end.  Only what is
left is played (see play.py), so that large diagrams stay cheap.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

#: Where tokens end: only their own, or all others with it.
END, KILL, START = "END", "KILL", "START"
_SINKS = (END, KILL)


@dataclass(slots=True)
class Edge:
    """A way from gateway to gateway: its first and last flow in the diagram.

    ``short`` is a flow straight to an end: a token on it is gone at once.
    """

    source: str
    target: str
    first: str
    last: str
    short: bool = False


@dataclass(slots=True)
class Net:
    """Nodes of kind ``xor``, ``and`` or ``or``; ends are merged into END and KILL."""

    kinds: dict[str, str] = field(default_factory=dict)
    edges: dict[int, Edge] = field(default_factory=dict)
    out: dict[str, set[int]] = field(default_factory=dict)
    into: dict[str, set[int]] = field(default_factory=dict)

    def add(self, node: str, kind: str) -> None:
        """Add a node."""
        self.kinds[node] = kind
        self.out.setdefault(node, set())
        self.into.setdefault(node, set())

    def connect(self, source: str, target: str, flow: str) -> int:
        """Add an edge that stands for one flow."""
        number = len(self.edges)
        self.edges[number] = Edge(source, target, flow, flow, target == END)
        self.out[source].add(number)
        self.into[target].add(number)
        return number

    def reduce(self) -> None:
        """Shrink what is plain until nothing shrinks any more."""
        pending = list(self.kinds)
        while pending:
            node = pending.pop()
            if node in self.kinds:
                pending.extend(self._shrink(node))

    def _shrink(self, node: str) -> Iterable[str]:
        """Apply one rule at a node; the nodes to look at again, if one applied."""
        kind = self.kinds[node]
        if kind in _SINKS or kind == START:
            return self._unite(node)
        if kind == "xor":
            loops = self.out[node] & self.into[node]
            if loops and loops != self.out[node]:
                self._remove(loops)
                self._lengthen(node)
                return [node]
        if len(self.into[node]) == len(self.out[node]) == 1 and not (
            self.into[node] & self.out[node]
        ):
            return self._splice(node)
        return self._unite(node) or self._merge(node)

    def _remove(self, numbers: Iterable[int]) -> None:
        for number in list(numbers):
            edge = self.edges.pop(number)
            self.out[edge.source].discard(number)
            self.into[edge.target].discard(number)

    def _lengthen(self, node: str) -> None:
        """What lies between a node and its ends is no longer to be seen."""
        for edge in self.out[node]:
            self.edges[edge].short = False

    def _splice(self, node: str) -> list[str]:
        (before,), (after,) = self.into[node], self.out[node]
        first, last = self.edges[before], self.edges[after]
        self.into[last.target].discard(after)
        self.into[last.target].add(before)
        self.edges[before] = Edge(first.source, last.target, first.first, last.last)
        del self.edges[after], self.kinds[node], self.out[node], self.into[node]
        return [first.source, last.target]

    def _unite(self, node: str) -> list[str]:
        """Ways between the same two gateways of one kind are one way."""
        kind, again = self.kinds[node], []
        seen: dict[str, int] = {}
        for number in sorted(self.out[node]):
            target = self.edges[number].target
            other = "xor" if self.kinds[target] in _SINKS else self.kinds[target]
            if other != kind or target == node:
                continue
            if target in seen:
                kept = self.edges[seen[target]]
                kept.short = kept.short and self.edges[number].short
                self._remove([number])
                again = [node, target]
            else:
                seen[target] = number
        return again

    def _merge(self, node: str) -> list[str]:
        """Neighbours of one kind are one gateway, if one leads only to the other.

        Not inclusive ones: what they wait for depends on where each of them stands.
        """
        if self.kinds[node] == "or":
            return []
        for number in sorted(self.out[node]):
            target = self.edges[number].target
            if target == node or self.kinds[target] != self.kinds[node]:
                continue
            if len(self.into[target]) == 1 or len(self.out[node]) == 1:
                self._remove([number])
                if self.kinds[node] == "xor":
                    self._lengthen(target)
                for edge in self.out.pop(target):
                    self.edges[edge].source = node
                    self.out[node].add(edge)
                for edge in self.into.pop(target):
                    self.edges[edge].target = node
                    self.into[node].add(edge)
                del self.kinds[target]
                around = self.out[node] | self.into[node]
                near = {self.edges[e].target for e in around}
                return [node, *near, *{self.edges[e].source for e in around}]
        return []
