"""The boundary events of an open activity, when it is bound to another version.

The engine puts a hidden split before an activity with boundary events; the activity
and its events are the split's children.
"""

# mypy: ignore-errors
from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import (
    MultipleEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
    CycleTimerEventDefinition,
    TimerEventDefinition,
)
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.names import SPLIT, renamed

#: Marks a wait that began with the move: its moment is still to be worked out.
NEW = "begins"


def is_guard(task) -> bool:
    """Whether a task is a boundary event that waits."""
    return isinstance(task.task_spec, BoundaryEvent)


def follow(host, old_name: str, mapping: Mapping[str, str]) -> None:
    """Give a bound activity the boundary events of its new specification."""
    specs = host.workflow.spec.task_specs
    split = host.parent if host.parent.task_spec.name == old_name + SPLIT else None
    wanted = specs.get(host.task_spec.name + SPLIT)
    if split is None and wanted is None:
        return
    if split is None:
        split = _split_before(host, wanted)
        known = set()
    else:
        known = {renamed(name, mapping) for name in split.task_spec._outputs}
        _waiting_ones(split, host, wanted, mapping)
    if wanted is None:
        leave_out(split)
        return
    split.task_spec = wanted
    for name in wanted._outputs:
        if name not in known and name != host.task_spec.name:
            _begin(split, specs[name])


def leave_out(task) -> None:
    """Take a task out of the tree; what came after it came after the one before."""
    workflow, above = task.workflow, task.parent
    siblings = above._children
    place = siblings.index(task.id)
    siblings[place : place + 1] = task._children
    for child in task._children:
        workflow.tasks[child]._parent = above.id
    del workflow.tasks[task.id]
    workflow.top_workflow.event_manager.remove_task(task)
    if isinstance(above.task_spec, BoundaryEventSplit):
        _lift(above, task._children)


def _lift(split, ids) -> None:
    """What a boundary event has begun goes on beside the split, not as its host."""
    above = split.parent
    split._children = [c for c in split._children if c not in ids]
    above._children += ids
    for child in ids:
        split.workflow.tasks[child]._parent = above.id


def _split_before(host, spec):
    """A split that was passed, between an activity and what came before it."""
    above = host.parent
    split = Task(host.workflow, spec, state=TaskState.COMPLETED)
    split.data, split._parent = dict(above.data), above.id
    above._children[above._children.index(host.id)] = split.id
    host._parent = split.id
    split._children.append(host.id)
    return split


def _waiting_ones(split, host, wanted, mapping) -> None:
    """Bind the boundary events that wait; let go those that are no longer there."""
    specs = host.workflow.spec.task_specs
    names = set(wanted._outputs) if wanted is not None else set()
    for event in [t for t in split.children if is_guard(t)]:
        name = renamed(event.task_spec.name, mapping)
        if name in names:
            bind_event(event, specs[name])
        else:
            leave_out(event)


def bind_event(event, spec) -> None:
    """A waiting event goes on as the new one; if that is another kind, it begins."""
    old, event.task_spec = event.task_spec, spec
    if event._state == TaskState.WAITING and other_wait(old, spec):
        event.internal_data = {NEW: True}


def other_wait(old, new) -> bool:
    """Whether an event waits for another kind of thing than before."""
    return kinds_of(old) != kinds_of(new)


def kinds_of(spec) -> set[str]:
    """What an event waits for: moments (a cycle is another thing), or else."""
    definition = spec.event_definition
    each = getattr(definition, "event_definitions", [definition])
    kinds = {type(one).__name__ for one in each}
    timers = {"TimeDateEventDefinition", "DurationTimerEventDefinition"}
    return {"moment" for kind in kinds if kind in timers} | {
        kind for kind in kinds if kind == "CycleTimerEventDefinition"
    }


def _begin(split, spec) -> None:
    event = split._add_child(spec, TaskState.WAITING)
    event.data = dict(split.data)
    event.internal_data = {NEW: True}


def begin(event) -> None:
    """Work out the moment of a wait that begins; one that is due is left to fire."""
    definition = event.task_spec.event_definition
    if isinstance(definition, CycleTimerEventDefinition):
        definition.cycle_complete(event)
    elif isinstance(definition, (TimerEventDefinition, MultipleEventDefinition)):
        definition.has_fired(event)
    event.internal_data.pop("event_fired", None)
    event.internal_data.pop("seen_events", None)
