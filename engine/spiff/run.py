"""One instance in memory: start or load it, let it go on, see what it waits for."""

# mypy: ignore-errors
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.specs.event_definitions import SignalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions import timer as timer_module
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import (
    MultipleEventDefinition,
)
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from engine import codec
from engine.errors import StepFailed, TaskAlreadyDone
from engine.spiff.prune import prune
from engine.spiff.scripts import Scripts, visible_id
from engine.spiff.specs import Executable
from engine.spiff.workflow import FlatWorkflow

_present: ContextVar[datetime] = ContextVar("present")


class _Present(datetime):
    """What SpiffWorkflow's timers take for the present: the moment of the step."""

    @classmethod
    def now(cls, tz=None):
        present = _present.get()
        return _Now.combine(present.date(), present.time(), present.tzinfo)


class _Now(_Present):
    """The present, which is after a due moment also when it is exactly that moment.

    SpiffWorkflow asks ``due < now``; Python lets the subclass on the right answer.
    """

    def __gt__(self, due):
        return self >= due


timer_module.datetime = _Present


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


@dataclass(frozen=True, slots=True)
class Done:
    """A step that is over: ``came_from`` is the step the token left to reach it."""

    step_id: str
    came_from: str | None
    task_id: str
    how: str = "completed"


@dataclass(slots=True)
class Waits:
    """What an instance waits for, by id."""

    tasks: dict[str, OpenTask] = field(default_factory=dict)
    timers: dict[tuple[str, str], OpenTimer] = field(default_factory=dict)
    messages: dict[tuple[str, str], OpenMessage] = field(default_factory=dict)


class Run:
    """A workflow during one step."""

    def __init__(self, workflow: FlatWorkflow, executable: Executable) -> None:
        self._workflow, self._executable = workflow, executable
        self.done: list[Done] = []
        self.skipped: list[tuple[str, int]] = []

    @classmethod
    def started(cls, executable: Executable, scripts: Scripts, data) -> "Run":
        """A new instance at its first wait."""
        with _Moment(scripts):
            workflow = FlatWorkflow(
                executable.process, executable.subprocesses, script_engine=scripts
            )
            workflow.task_tree.data.update(data)
            run = cls(workflow, executable)
            run._rest()
        return run

    @classmethod
    def loaded(cls, blob: bytes, executable: Executable, scripts: Scripts) -> "Run":
        """A saved instance."""
        return cls(codec.load(blob, executable, scripts), executable)

    @property
    def ended(self) -> bool:
        """Whether the process has reached its end."""
        return self._workflow.completed

    @property
    def data(self) -> Mapping[str, Any]:
        """The data a finished process leaves behind."""
        return self._workflow.data

    def state(self) -> bytes:
        """The pruned state to save."""
        prune(self._workflow)
        return codec.dump(self._workflow, self._executable)

    def unpruned_state(self) -> bytes:
        """The whole state; for comparing in tests."""
        return codec.dump(self._workflow, self._executable)

    def complete(self, task_id: str, variables: Mapping[str, Any]) -> None:
        """A person has completed a task. Raises TaskAlreadyDone, StepFailed."""
        task = self.require_open(task_id)
        with _Moment(self._workflow.script_engine):
            task.data.update(variables)
            self._try(task.run)
            self._note(task)
            self._rest()

    def require_open(self, task_id: str):
        """The engine's task that a person may complete now. Raises TaskAlreadyDone."""
        task = self._find(task_id)
        if task is None or task._state != TaskState.READY:
            raise TaskAlreadyDone
        return task

    def wake(self) -> bool:
        """Fire the timers that are due; missed slots of a cycle are skipped."""
        before = len(self.done)
        with _Moment(self._workflow.script_engine):
            self._skip_missed()
            self._try(self._workflow.refresh_timers)
            self._rest()
        return len(self.done) > before

    def receive(
        self, task_id: str, name: str, variables: Mapping[str, Any]
    ) -> str | None:
        """Hand a message to the step that waits for it; its id, or None if none does.

        Only the one step gets it: the engine would hand it to everybody who waits.
        """
        task = self._find(task_id)
        if task is None or task._state != TaskState.WAITING:
            return None
        definition = _message_definition(task.task_spec.event_definition, name)
        if definition is None:
            return None
        with _Moment(self._workflow.script_engine):
            event = BpmnEvent(definition, payload={})
            self._try(lambda: self._catch(task, event))
            task.data.update(variables)
            self._rest()
        return visible_id(task)

    def signal(self, name: str) -> int:
        """Throw a signal inside the instance; how many steps caught it."""
        caught = 0
        with _Moment(self._workflow.script_engine):
            for task in list(self._workflow.event_manager.tasks.values()):
                for definition in _definitions(task.task_spec.event_definition):
                    if (
                        isinstance(definition, SignalEventDefinition)
                        and definition.name == name
                    ):
                        event = BpmnEvent(definition)
                        self._try(lambda t=task, e=event: self._catch(t, e))
                        caught += 1
            if caught:
                self._rest()
        return caught

    def cancel(self) -> None:
        """End the instance where it stands."""
        self._workflow.cancel()

    def jump(self, task_id: str, step_id: str) -> None:
        """Withdraw an open task and put its token on another step of its process.

        Source: ours, because an operator must be able to free a stuck instance.
        """
        task = self._find(task_id)
        if task is None or task._state not in (TaskState.READY, TaskState.WAITING):
            raise TaskAlreadyDone
        spec = task.workflow.spec.task_specs.get(step_id)
        if spec is None:
            raise StepFailed(step_id, "", "is not a step beside the open one.")
        with _Moment(self._workflow.script_engine):
            parent = task.parent
            child = parent._add_child(spec, TaskState.FUTURE)
            child.triggered = True
            spec._predict(child, mask=TaskState.NOT_FINISHED_MASK)
            task.cancel()
            self._try(lambda: spec._update(child))
            self._rest()

    def waits(self) -> Waits:
        """What the instance waits for now."""
        found = Waits()
        if self.ended:
            return found
        for workflow in self._workflow.active():
            for task in workflow.ready(manual=True):
                parent = task.parent
                looped = parent is not None and isinstance(parent.task_spec, LoopTask)
                item = None
                if looped and getattr(parent.task_spec, "input_item", None):
                    item = task.data.get(parent.task_spec.input_item.bpmn_id)
                found.tasks[task.id.hex] = OpenTask(
                    task.id.hex,
                    _plain_id(task),
                    parent.id.hex if looped else None,
                    item,
                    task.data,
                )
        for task in self._workflow.event_manager.tasks.values():
            if task._state == TaskState.WAITING:
                self._note_events(task, found)
        return found

    def _note_events(self, task, found: Waits) -> None:
        due = _due_at(task)
        step_id = _plain_id(task)
        if due is not None:
            timer = OpenTimer(task.id.hex, step_id, due)
            found.timers[timer.id, due.isoformat()] = timer
        for definition in _definitions(task.task_spec.event_definition):
            if isinstance(definition, MessageEventDefinition):
                message = OpenMessage(task.id.hex, step_id, definition.name)
                found.messages[message.id, message.name] = message

    def _find(self, task_id: str):
        number = UUID(hex=task_id)
        for workflow in self._workflow.active():
            if number in workflow.tasks:
                return workflow.tasks[number]
        return None

    def _catch(self, task, event) -> None:
        task.task_spec.catch(task, event)
        task.task_spec._update(task)

    def _rest(self) -> None:
        def work() -> None:
            self._workflow.run_to_rest(self._note)
            self._workflow.refresh_timers()
            self._workflow.run_to_rest(self._note)

        if not self.ended:
            self._try(work)

    def _note(self, task) -> None:
        step_id = visible_id(task)
        if step_id is None or isinstance(task.task_spec, LoopTask):
            return
        if isinstance(task.task_spec, SubWorkflowTask) and task._state != 64:
            return
        self.done.append(Done(step_id, _came_from(task), task.id.hex))

    def _skip_missed(self) -> None:
        now = _present.get()
        for task in self._workflow.event_manager.tasks.values():
            value = task.internal_data.get("event_value")
            if not isinstance(value, dict) or value["cycles"] == 0:
                continue
            due = datetime.fromisoformat(value["next"])
            every = timedelta(seconds=value["duration"])
            missed = int((now - due) / every) if now > due and every else 0
            if value["cycles"] > 0:
                missed = min(missed, value["cycles"] - 1)
                value["cycles"] -= missed
            if missed:
                value["next"] = (due + missed * every).isoformat()
                self.skipped.append((_plain_id(task), missed))

    def _try(self, work) -> None:
        try:
            work()
        except SpiffWorkflowException as error:
            spec = getattr(error, "task_spec", None)
            step = getattr(spec, "bpmn_id", None) or getattr(spec, "name", "?")
            name = getattr(spec, "bpmn_name", None) or ""
            problem = str(error).split("\n")[0].rstrip(".") + "."
            raise StepFailed(step, name, problem) from error
        except RecursionError as error:
            raise StepFailed("?", "", "the process loops without a wait.") from error


def _plain_id(task) -> str:
    """The diagram's id; an instance of a loop task carries a suffix in the engine."""
    return (visible_id(task) or task.task_spec.name).removesuffix(" [child]")


def _came_from(task) -> str | None:
    above = task.parent
    while above is not None:
        step = visible_id(above)
        if step is not None:
            return step
        above = above.parent
    return None


def _definitions(definition):
    if isinstance(definition, MultipleEventDefinition):
        return definition.event_definitions
    return [definition]


def _message_definition(definition, name: str):
    for each in _definitions(definition):
        if isinstance(each, MessageEventDefinition) and each.name == name:
            return each
    return None


def _due_at(task) -> datetime | None:
    definitions = _definitions(task.task_spec.event_definition)
    if not any(isinstance(d, TimerEventDefinition) for d in definitions):
        return None
    value = task.internal_data.get("event_value")
    if isinstance(value, dict):
        return None if value["cycles"] == 0 else datetime.fromisoformat(value["next"])
    if not value:
        return None
    return TimerEventDefinition.parse_time_or_duration(value)


class _Moment:
    """Within it, SpiffWorkflow's timers take the step's moment for the present."""

    def __init__(self, scripts: Scripts) -> None:
        self._at = scripts.context.at

    def __enter__(self) -> None:
        self._token = _present.set(self._at)

    def __exit__(self, *error: object) -> None:
        _present.reset(self._token)
