"""A migrated instance beside one that has always run on the new version.

Where the migrated one stands, a fresh instance is brought to stand as well, by trying
its moves.  From there both make the same moves, and must wait for the same things
until both have ended.
"""

from collections import Counter, deque
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.expressions.functions import BUILT_IN
from engine.lint.subject import Subject
from engine.migrating import proof
from engine.migrating.reasons import Obstacle
from engine.model import Node, read
from engine.ports import Context, Parameter, ServiceOperator
from engine.spiff.carry import carried
from engine.spiff.run import Run
from engine.spiff.scripts import Scripts
from engine.spiff.specs import Executable, executable
from engine.spiff.waits import waiting_events
from tests.engine.oracle.meaning import START
from tests.engine.oracle.runners import Move, answers

Standing = Counter[tuple[str, str, Any]]

#: How many places a fresh instance is tried at.
MOST_PLACES = 250
VALUE = {"value": Parameter()}
GIVE = ServiceOperator("give", lambda context, value: value, VALUE)


def scripts() -> Scripts:
    """The world's operators, in a world where time stands still."""
    context = Context(conn=None, at=START, zone=ZoneInfo("UTC"))  # type: ignore[arg-type]
    facts: Any = type("NoFacts", (), {"functions": lambda self, c: {}})()
    return Scripts(context, {"give": GIVE}, facts)


@dataclass
class Walker:
    """An instance that is saved and loaded again after every move."""

    spec: Executable
    run: Run

    @classmethod
    def fresh(cls, spec: Executable) -> "Walker":
        """A new instance at its first wait."""
        return cls(spec, Run.started(spec, scripts(), {}))

    @classmethod
    def loaded(cls, spec: Executable, state: bytes) -> "Walker":
        """A saved instance."""
        return cls(spec, Run.loaded(state, spec, scripts()))

    @property
    def ended(self) -> bool:
        """Whether it is over."""
        return self.run.ended

    def state(self) -> bytes:
        """Its bytes."""
        return self.run.state()

    def stands(self) -> Standing:
        """Everything it waits for, with the items of rounds."""
        waits = self.run.waits()
        found = Counter(("task", t.step_id, t.item) for t in waits.tasks.values())
        found.update(("timer", t.step_id, None) for t in waits.timers.values())
        found.update(("message", m.name, m.step_id) for m in waits.messages.values())
        return found

    def moves(self) -> list[Move]:
        """What can be done now: tasks first, then messages, then moments."""
        kinds = ("task", "message", "timer")
        found = {(kind, name) for kind, name, _ in self.stands()}
        return sorted(found, key=lambda move: (kinds.index(move[0]), move))

    def move(self, move: Move, value: int) -> None:
        """Do one thing."""
        kind, name = move
        waits = self.run.waits()
        if kind == "task":
            tasks = [t for t in waits.tasks.values() if t.step_id == name]
            task = min(tasks, key=lambda t: t.item or 0)
            given = answers(name, value, instance=task.round_id is not None)
            self.run.complete(task.id, given)
        elif kind == "message":
            found = [m for m in waits.messages.values() if m.name == name]
            first = min(found, key=lambda m: m.step_id)
            assert self.run.receive(first.id, name, {}) is not None
        else:
            self._fire(name)
        if not self.ended:
            self.run = Run.loaded(self.state(), self.spec, scripts())

    def _fire(self, step: str) -> None:
        ids = {t.id for t in self.run.waits().timers.values() if t.step_id == step}
        for task in waiting_events(self.run._workflow):
            if task.id.hex in ids:
                past = (START - timedelta(days=1)).isoformat()
                task.internal_data["event_value"] = past
                break
        assert self.run.wake()


def migrated(
    walker: Walker, old: Executable, xml: bytes, mapping: dict[str, str]
) -> Walker | list[Obstacle]:
    """The same instance on another version, with nothing lost, or why not."""
    spec, before = executable(xml, "P"), walker.run.waits()
    tried = carried(walker.state(), old, spec, mapping, scripts())
    if isinstance(tried, list):
        return tried
    found = proof.obstacles(subject(xml), tried.positions)
    if found:
        return found
    after = tried.run.waits()
    assert after.tasks.keys() == before.tasks.keys()
    for task_id, task in before.tasks.items():
        kept = after.tasks[task_id]
        assert kept.step_id == mapping.get(task.step_id, task.step_id)
        assert (kept.item, kept.round_id) == (task.item, task.round_id)
        assert kept.data == task.data
    due = {t.id: t.due_at for t in before.timers.values()}
    for timer in after.timers.values():
        assert due.get(timer.id, timer.due_at) == timer.due_at
    return Walker(spec, tried.run)


def subject(xml: bytes) -> Subject:
    """The new version as lint looks at it."""

    def sets(node: Node) -> frozenset[str]:
        return frozenset({f"v_{node.id}", f"reply_{node.id[1:]}"})

    operators = {"give": GIVE}
    return Subject(xml, None, None, read(xml), operators, BUILT_IN, {}, sets)


def same_place(spec: Executable, goal: Standing) -> Walker | None:
    """A fresh instance that stands where another does, if it is found in time."""
    first = Walker.fresh(spec)
    seen, queue = {frozenset(first.stands().items())}, deque([first.state()])
    if first.stands() == goal:
        return first
    while queue and len(seen) < MOST_PLACES:
        state = queue.popleft()
        here = Walker.loaded(spec, state)
        for move in here.moves():
            for value in (0, 1, 2) if move[0] == "task" else (0,):
                there = Walker.loaded(spec, state)
                there.move(move, value)
                if there.ended:
                    continue
                if there.stands() == goal:
                    return there
                place = frozenset(there.stands().items())
                if place not in seen:
                    seen.add(place)
                    queue.append(there.state())
    return None
