"""What an instance waits for: people, moments, messages."""

# mypy: ignore-errors
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import (
    MultipleEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.util.task import TaskState

from engine.spiff.scripts import visible_id
from engine.spiff.workflow import FlatWorkflow


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A human task that waits: its token's data, and its place in a round."""

    id: str
    step_id: str
    round_id: str | None
    item: Any
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OpenTimer:
    """A timer that waits for its moment."""

    id: str
    step_id: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class OpenMessage:
    """A step that waits for a message."""

    id: str
    step_id: str
    name: str


@dataclass(slots=True)
class Waits:
    """What an instance waits for, by id; a changed due moment is another wait."""

    tasks: dict[str, OpenTask] = field(default_factory=dict)
    timers: dict[tuple[str, str], OpenTimer] = field(default_factory=dict)
    messages: dict[tuple[str, str], OpenMessage] = field(default_factory=dict)


def waits_of(top: FlatWorkflow) -> Waits:
    """What a workflow waits for now."""
    found = Waits()
    if top.completed:
        return found
    for workflow in top.active():
        for task in workflow.ready(manual=True):
            found.tasks[task.id.hex] = _open_task(task)
    for task in waiting_events(top):
        due = due_at(task)
        if due is not None:
            timer = OpenTimer(task.id.hex, plain_id(task), due)
            found.timers[timer.id, due.isoformat()] = timer
        for definition in definitions(task):
            if isinstance(definition, MessageEventDefinition):
                message = OpenMessage(task.id.hex, plain_id(task), definition.name)
                found.messages[message.id, message.name] = message
    return found


def _open_task(task) -> OpenTask:
    host, item = task.parent if is_instance(task) else None, None
    if host is not None and getattr(host.task_spec, "input_item", None):
        item = task.data.get(host.task_spec.input_item.bpmn_id)
    round_id = None if host is None else host.id.hex
    return OpenTask(task.id.hex, plain_id(task), round_id, item, task.data)


def waiting_events(top):
    """The tasks that wait for an event."""
    tasks = top.event_manager.tasks.values()
    return [t for t in tasks if t._state == TaskState.WAITING]


def definitions(task):
    """The event definitions of a catching task; several behind an event gateway."""
    definition = task.task_spec.event_definition
    if isinstance(definition, MultipleEventDefinition):
        return definition.event_definitions
    return [definition]


def due_at(task) -> datetime | None:
    """When the timer of a waiting task falls due; None if it has none."""
    if not any(isinstance(d, TimerEventDefinition) for d in definitions(task)):
        return None
    value = task.internal_data.get("event_value")
    if isinstance(value, dict):
        return None if value["cycles"] == 0 else datetime.fromisoformat(value["next"])
    return TimerEventDefinition.parse_time_or_duration(value) if value else None


def is_instance(task) -> bool:
    """Whether a task is one of the instances of a loop or multi-instance activity."""
    parent = task.parent
    spec = None if parent is None else parent.task_spec
    return isinstance(spec, LoopTask) and spec.task_spec == task.task_spec.name


def plain_id(task) -> str:
    """The diagram's id; an instance of a loop task carries a suffix in the engine."""
    return (visible_id(task) or task.task_spec.name).removesuffix(" [child]")
