"""One instance in memory: start or load it, let it go on, see what it waits for."""

# mypy: ignore-errors
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn import BpmnEvent
from SpiffWorkflow.bpmn.specs.event_definitions import SignalEventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.util.task import TaskState

from engine import codec
from engine.errors import StepFailed, TaskAlreadyDone
from engine.spiff.jump import jump
from engine.spiff.present import Moment
from engine.spiff.prune import prune
from engine.spiff.scripts import Scripts, visible_id
from engine.spiff.specs import Executable
from engine.spiff.waits import (
    Waits,
    definitions,
    due_at,
    is_instance,
    plain_id,
    waiting_events,
    waits_of,
)
from engine.spiff.workflow import MOST_STEPS, EndlessLoop, FlatWorkflow


@dataclass(frozen=True, slots=True)
class Done:
    """A step that is over: ``came_from`` is the step the token left to reach it."""

    step_id: str
    came_from: str | None
    task_id: str
    how: str = "completed"


class Run:
    """A workflow during one step."""

    def __init__(self, workflow: FlatWorkflow, executable: Executable) -> None:
        self._workflow, self._executable = workflow, executable
        #: Timers that waited before this step began.
        self._waited = {t.id for t in waiting_events(workflow)}
        self.done: list[Done] = []
        self.skipped: list[tuple[str, int]] = []

    @classmethod
    def started(cls, executable: Executable, scripts: Scripts, data) -> "Run":
        """A new instance at its first wait."""
        with Moment(scripts.context.at):
            workflow = FlatWorkflow(
                executable.process, executable.subprocesses, script_engine=scripts
            )
            workflow.task_tree.data.update(data)
            run = cls(workflow, executable)
            run._rest()
        return run

    @classmethod
    def loaded(cls, blob: bytes, executable: Executable, scripts: Scripts) -> "Run":
        """A saved instance. Raises StateUnreadable."""
        return cls(codec.load(blob, executable, scripts), executable)

    @property
    def ended(self) -> bool:
        """Whether the process has reached its end."""
        return self._workflow.completed

    @property
    def data(self) -> Mapping[str, Any]:
        """The data a finished process leaves behind."""
        return self._workflow.data

    def waits(self) -> Waits:
        """What the instance waits for now."""
        return waits_of(self._workflow)

    def state(self) -> bytes:
        """The pruned state to save."""
        prune(self._workflow)
        return codec.dump(self._workflow, self._executable)

    def complete(self, task_id: str, variables: Mapping[str, Any]) -> None:
        """A person has completed a task. Raises TaskAlreadyDone, StepFailed."""
        task = self.require_open(task_id)
        with self._moment():
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
        self._waited = set()
        with self._moment():
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
        definition = _named(task, MessageEventDefinition, name)
        if definition is None:
            return None
        with self._moment():
            self._try(lambda: _catch(task, BpmnEvent(definition, payload={})))
            task.data.update(variables)
            self._rest()
        return visible_id(task)

    def signal(self, name: str) -> int:
        """Throw a signal inside the instance; how many steps caught it."""
        caught = 0
        with self._moment():
            for task in waiting_events(self._workflow):
                definition = _named(task, SignalEventDefinition, name)
                if definition is not None:
                    event = BpmnEvent(definition)
                    self._try(lambda t=task, e=event: _catch(t, e))
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
        with self._moment():
            self._try(lambda: jump(task, step_id))
            self._rest()

    def _moment(self) -> Moment:
        return Moment(self._workflow.script_engine.context.at)

    def _find(self, task_id: str):
        number = UUID(hex=task_id)
        for workflow in self._workflow.active():
            if number in workflow.tasks:
                return workflow.tasks[number]
        return None

    def _rest(self) -> None:
        """Go on to where only people, moments and messages can help."""

        def work() -> None:
            self._workflow.run_to_rest(self._note)
            for _ in range(MOST_STEPS):
                if self.ended or not self._fire_one():
                    return
                self._workflow.run_to_rest(self._note)
            raise EndlessLoop

        if not self.ended:
            self._try(work)

    def _fire_one(self) -> bool:
        """Fire the timer that has been due longest, if any is.

        One after the other: what the earlier one interrupts, the later finds gone.
        Those that waited before are left to the sweep: if one fails, that must not
        keep people from their work on other branches.
        """
        now = self._workflow.script_engine.context.at
        due = [
            (at, task)
            for task in waiting_events(self._workflow)
            if task.id not in self._waited
            and (at := due_at(task)) is not None
            and at <= now
        ]
        if not due:
            return False
        _, task = min(due, key=lambda pair: pair[0])
        self._skip_missed(task, now)
        task.task_spec._update(task)
        if due_at(task) is None:  # the last of a cycle: let it end
            task.task_spec._update(task)
            task.task_spec._update(task)
        return True

    def _skip_missed(self, task, now: datetime) -> None:
        """Of the slots that a cycle has missed, leave the last one."""
        value = task.internal_data.get("event_value")
        if not isinstance(value, dict):
            return
        due = datetime.fromisoformat(value["next"])
        every = timedelta(seconds=value["duration"])
        missed = int((now - due) / every) if every else 0
        if value["cycles"] > 0:
            missed = min(missed, value["cycles"] - 1)
            value["cycles"] -= missed
        if missed:
            value["next"] = (due + missed * every).isoformat()
            self.skipped.append((plain_id(task), missed))

    def _note(self, task) -> None:
        step_id = visible_id(task)
        hidden = step_id is None or isinstance(task.task_spec, LoopTask)
        running = isinstance(task.task_spec, SubWorkflowTask) and (
            task._state != TaskState.COMPLETED
        )
        if not hidden and not running:
            self.done.append(Done(step_id, _came_from(task), task.id.hex))

    def _try(self, work) -> None:
        try:
            work()
        except SpiffWorkflowException as error:
            spec = getattr(error, "task_spec", None)
            step = getattr(spec, "bpmn_id", None) or getattr(spec, "name", "?")
            name = getattr(spec, "bpmn_name", None) or ""
            problem = str(error).split("\n")[0].rstrip(".") + "."
            raise StepFailed(step, name, problem) from error
        except (RecursionError, EndlessLoop) as error:
            step = self.done[-1].step_id if self.done else "?"
            problem = "the process loops without a wait."
            raise StepFailed(step, "", problem) from error


def _catch(task, event) -> None:
    task.task_spec.catch(task, event)
    task.task_spec._update(task)


def _named(task, kind: type, name: str):
    for each in definitions(task):
        if isinstance(each, kind) and each.name == name:
            return each
    return None


def _came_from(task) -> str | None:
    above = task.parent.parent if is_instance(task) else task.parent
    while above is not None:
        step = visible_id(above)
        if step is not None:
            return step
        above = above.parent
    return None
