"""What is otherwise for an instance after a move: where it stands, and ahead of it."""

from collections.abc import Iterator, Mapping

from engine.lint.subject import Subject
from engine.migrating.reasons import Change, Element
from engine.model import CONTAINERS, TASKS, Node
from engine.spiff.waits import Waits

#: Steps that people and operators do, and waits: what one meets on the way.
_MET = TASKS | CONTAINERS | {"intermediateCatchEvent"}


def role_of(node: Node) -> str:
    """Who works a step: its own roles, else its lane's."""
    own = node.properties.get("role") or node.properties.get("roles")
    return own or node.lane or ""


def changes(
    old: Subject,
    new: Subject,
    before: Waits,
    after: Waits,
    mapping: Mapping[str, str],
) -> list[Change]:
    """Everything that changes, each told once."""
    found = [
        *_tasks(old, new, before, after),
        *_timers(old, new, before, after),
        *_messages(old, new, before, after),
        *_ahead(old, new, before, after, mapping),
    ]
    return list(dict.fromkeys(found))


def _tasks(old: Subject, new: Subject, before: Waits, after: Waits) -> Iterator[Change]:
    for task_id, task in before.tasks.items():
        if task_id in after.tasks:
            here = old.nodes[task.step_id]
            yield from _step(here, new.nodes[after.tasks[task_id].step_id])


def _step(old: Node, new: Node) -> Iterator[Change]:
    here = Element(new.id, new.name)
    if old.id != new.id:
        yield Change("replaced", Element(old.id, old.name), here)
    elif old.name != new.name:
        yield Change("renamed", Element(old.id, old.name), here)
    if role_of(old) != role_of(new):
        yield Change("role", here, old=role_of(old), new=role_of(new))
    if old.properties.get("form") != new.properties.get("form"):
        forms = (old.properties.get("form", "–"), new.properties.get("form", "–"))
        yield Change("form", here, old=forms[0], new=forms[1])
    if old.properties.get("raci") != new.properties.get("raci"):
        yield Change("duties", here)
    if old.properties.get("due_in") != new.properties.get("due_in"):
        yield Change("due", here)


def _timers(
    old: Subject, new: Subject, before: Waits, after: Waits
) -> Iterator[Change]:
    for key, timer in before.timers.items():
        here = _called(old, timer.step_id)
        if key not in after.timers:
            yield Change("timer-ends", here)
        else:
            step = after.timers[key].step_id
            if _moments(old, timer.step_id) != _moments(new, step):
                yield Change("timer-kept", _called(new, step))
    for key, timer in after.timers.items():
        if key not in before.timers:
            yield Change("timer-begins", _called(new, timer.step_id))


def _messages(
    old: Subject, new: Subject, before: Waits, after: Waits
) -> Iterator[Change]:
    for key, message in before.messages.items():
        if key not in after.messages:
            here = _called(old, message.step_id)
            yield Change("message-ends", here, detail=message.name)
    for key, message in after.messages.items():
        if key not in before.messages:
            here = _called(new, message.step_id)
            yield Change("message-begins", here, detail=message.name)


def _ahead(
    old: Subject,
    new: Subject,
    before: Waits,
    after: Waits,
    mapping: Mapping[str, str],
) -> Iterator[Change]:
    """What it will newly come to, and no more; both told in the diagram's order."""
    was = {mapping.get(n, n) for n in _coming(old, before)}
    names = {mapping.get(n, n): n for n in old.nodes}
    comes = _coming(new, after)
    for node in new.nodes.values():
        if node.id in comes - was and node.type in _MET:
            yield Change("step-added", Element(node.id, node.name))
    for node_id in names:
        if node_id in was - comes:
            node = old.nodes[names[node_id]]
            if node.type in _MET:
                yield Change("step-removed", Element(node.id, node.name))


def _coming(subject: Subject, waits: Waits) -> set[str]:
    """All steps an instance may still come to, those it stands at left out."""
    every = {t.step_id for t in waits.tasks.values()}
    every |= {t.step_id for t in waits.timers.values()}
    every |= {m.step_id for m in waits.messages.values()}
    stands = {step for step in every if step in subject.nodes}
    hosts: set[str] = set()
    for step in stands:
        above = subject.nodes[step].parent
        while above is not None:
            hosts.add(above)
            above = subject.nodes[above].parent
    reached = subject.reachable(*stands, *hosts)
    inner = {n.id for n in subject.nodes.values() if _within(subject, n, reached)}
    return (reached | inner) - stands - hosts


def _within(subject: Subject, node: Node, reached: set[str]) -> bool:
    above = node.parent
    while above is not None:
        if above in reached:
            return True
        above = subject.nodes[above].parent
    return False


def _moments(subject: Subject, step_id: str) -> list[tuple[str | None, str | None]]:
    """The timers of a step, or of what stands behind an event gateway."""
    node = subject.nodes.get(step_id)
    if node is None:
        return []
    after = [subject.nodes[n] for n in subject.after(step_id)]
    behind = after if node.type == "eventBasedGateway" else []
    return [
        (event.timer, event.expression)
        for each in (node, *behind)
        for event in each.events
        if event.kind == "timer"
    ]


def _called(subject: Subject, step_id: str) -> Element:
    node = subject.nodes.get(step_id)
    return Element(step_id, node.name if node else "")
