"""Every way the tokens of a net can go, marking by marking."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.lint.net import START, Net

#: Markings to look at before giving up.
MOST = 5_000

Marking = frozenset[int]


@dataclass(frozen=True, slots=True)
class Stuck:
    """Nothing can go on: tokens on ``waiting`` flows, none on the ``missing`` ones."""

    waiting: tuple[str, ...]
    missing: tuple[str, ...]
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubled:
    """A second token comes to the flow where one is."""

    flow: str
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tangled:
    """Too many markings to look at all of them."""


class Move(NamedTuple):
    """What a marking may become: with a doubled edge, by a chosen flow, if any."""

    marking: Marking
    doubled: int | None = None
    choice: str | None = None


@dataclass(slots=True)
class Player:
    """Plays a net, and remembers how it came to each marking."""

    net: Net
    came_by: dict[Marking, tuple[Marking, str | None] | None] = field(
        default_factory=dict[Marking, tuple[Marking, str | None] | None]
    )
    blamed: set[object] = field(default_factory=set[object])

    def problems(self) -> Iterator[Stuck | Doubled | Tangled]:
        """What goes wrong, once for each place."""
        starts = [n for n, kind in self.net.kinds.items() if kind == START]
        begin = frozenset(e for n in starts for e in self.net.out[n])
        self.came_by, stack = {begin: None}, [begin]
        while stack:
            if len(self.came_by) > MOST:
                yield Tangled()
                return
            marking = stack.pop()
            moves = list(self._moves(marking))
            for move in moves:
                yield from self._doubled(marking, move)
                if move.doubled is None and move.marking not in self.came_by:
                    self.came_by[move.marking] = (marking, move.choice)
                    stack.append(move.marking)
            if not moves:
                yield from self._stuck(marking)

    def _moves(self, marking: Marking) -> Iterator[Move]:
        for node in sorted({self.net.edges[e].target for e in marking}):
            present = self.net.into[node] & marking
            match self.net.kinds[node]:
                case "KILL":
                    yield Move(frozenset())
                case "END":
                    yield Move(marking - present)
                case "and":
                    yield from self._joined(marking, node, present)
                case "or":
                    yield from self._included(marking, node, present)
                case _:
                    yield from self._passed(marking, node, present)

    def _joined(self, marking: Marking, node: str, present: set[int]) -> Iterator[Move]:
        if present == self.net.into[node]:
            yield self._fired(marking - present, self.net.out[node])

    def _passed(self, marking: Marking, node: str, present: set[int]) -> Iterator[Move]:
        ways = sorted(self.net.out[node])
        for taken in sorted(present):
            for edge in ways:
                choice = self.net.edges[edge].first if len(ways) > 1 else None
                yield self._fired(marking - {taken}, {edge}, choice)

    def _included(
        self, marking: Marking, node: str, present: set[int]
    ) -> Iterator[Move]:
        """An inclusive gateway waits for what may come; it takes one way, or all."""
        if self._more_may_come(node, marking):
            return
        ways = sorted(self.net.out[node])
        for edge in ways:
            yield self._fired(marking - present, {edge}, self.net.edges[edge].first)
        if len(ways) > 1:
            yield self._fired(marking - present, set(ways))

    def _more_may_come(self, node: str, marking: Marking) -> bool:
        """Whether another token can still come to an inclusive gateway's empty way."""
        elsewhere = marking - self.net.into[node]
        seen: set[str] = {node}
        stack = [e for e in self.net.into[node] if e not in marking]
        while stack:
            source = self.net.edges[stack.pop()].source
            if source not in seen:
                seen.add(source)
                if self.net.into[source] & elsewhere:
                    return True
                stack.extend(self.net.into[source])
        return False

    def _doubled(self, marking: Marking, move: Move) -> Iterator[Doubled]:
        if move.doubled is None or move.doubled in self.blamed:
            return
        self.blamed.add(move.doubled)
        flow = self.net.edges[move.doubled].first
        yield Doubled(flow, self._decisions(marking, move.choice))

    def _stuck(self, marking: Marking) -> Iterator[Stuck]:
        for node in sorted({self.net.edges[e].target for e in marking}):
            missing = self._last(self.net.into[node] - marking)
            if missing not in self.blamed:
                self.blamed.add(missing)
                waiting = self._last(self.net.into[node] & marking)
                yield Stuck(waiting, missing, self._decisions(marking, None))

    def _last(self, edges: set[int] | frozenset[int]) -> tuple[str, ...]:
        return tuple(sorted(self.net.edges[e].last for e in edges))

    def _decisions(self, marking: Marking, last: str | None) -> tuple[str, ...]:
        """The flows chosen on the way to a marking; the last three of them."""
        found = [last] if last else []
        step = self.came_by[marking]
        while step is not None and len(found) < 3:
            if step[1] is not None:
                found.append(step[1])
            step = self.came_by[step[0]]
        return tuple(reversed(found))

    def _fired(
        self,
        rest: Marking,
        given: set[int] | frozenset[int],
        choice: str | None = None,
    ) -> Move:
        lasting = {edge for edge in given if not self.net.edges[edge].short}
        twice = rest & lasting
        return Move(rest | lasting, min(twice) if twice else None, choice)
