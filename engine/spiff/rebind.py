"""Binds a loaded workflow to the specification of another version.

Tokens stay where they stand, under the same ids, with their data, drafts and due
moments; only what they are tasks *of* is another.  First everything is looked at; only
if there is no obstacle is anything changed.  What is bound is saved and loaded again
before it goes on, so that nothing of the former version is left in it.
"""

# mypy: ignore-errors
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.util.task import TaskState

from engine.migrating.reasons import Element, Obstacle
from engine.spiff import guards, ways
from engine.spiff.joins import EndMeeting, Meeting
from engine.spiff.names import PUT_IN, drawn, renamed
from engine.spiff.rounds import FreshRounds
from engine.spiff.scripts import visible_id
from engine.spiff.waits import is_instance

LIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED


@dataclass
class Rebinding:
    """One workflow on its way to another version.

    ``mapping`` gives the new id of each element whose id has changed.
    """

    workflow: object
    target: object
    mapping: Mapping[str, str] = field(default_factory=dict)
    obstacles: list[Obstacle] = field(default_factory=list)
    #: The new specification of each live task, and of each container.
    specs: dict[UUID, object] = field(default_factory=dict)
    containers: list[tuple[object, object]] = field(default_factory=list)
    turns: list[ways.Turn] = field(default_factory=list)
    bound: set[UUID] = field(default_factory=set)

    def carry_out(self) -> bool:
        """Bind everything, if nothing speaks against it."""
        self._look(self.workflow, self.target.process)
        if self.obstacles:
            return False
        self.bound = {ways.take(turn).id for turn in self.turns if turn.way is not None}
        for container, spec in self.containers:
            self._bind(container, spec)
        self.workflow.subprocess_specs = self.target.subprocesses
        return True

    def _look(self, container, spec) -> None:
        """Find the new specification of everything that is open in a container."""
        self.containers.append((container, spec))
        for task in list(container.tasks.values()):
            if not task._state & LIVE or guards.is_guard(task):
                continue
            found = spec.task_specs.get(renamed(task.task_spec.name, self.mapping))
            problem = self._problem(task, found)
            if problem is not None:
                self.obstacles.append(problem)
                continue
            self.specs[task.id] = found
            if isinstance(found, Meeting) and not isinstance(found, EndMeeting):
                self._arrive(task, found)
            inner = self.workflow.subprocesses.get(task.id)
            if inner is not None and not inner.completed:
                self._look(inner, self.target.subprocesses[found.spec])

    def _problem(self, task, found) -> Obstacle | None:
        here = element_of(task)
        if found is None:
            return Obstacle(self._where(task), here)
        old = task.task_spec
        if isinstance(old, LoopTask) != isinstance(found, LoopTask):
            kind = "round" if isinstance(old, LoopTask) else "not-a-round"
            return Obstacle(kind, here)
        if isinstance(old, LoopTask) and not _same_round(old, found):
            return Obstacle("round", here)
        return None if _same_kind(old, found) else Obstacle("other-kind", here)

    def _where(self, task) -> str:
        """Whether an element is gone, or somewhere else."""
        if is_instance(task):
            return "round"
        name = renamed(task.task_spec.name, self.mapping)
        if PUT_IN in name:
            return "enclosed"
        every = [self.target.process, *self.target.subprocesses.values()]
        elsewhere = any(name in spec.task_specs for spec in every)
        return "step-elsewhere" if elsewhere else "step-gone"

    def _arrive(self, task, join) -> None:
        """A token that waits at a join has come by one of its ways."""
        turn = ways.turn(task, join, self.mapping)
        if turn is None:
            other = element_of(task.parent)
            self.obstacles.append(Obstacle("join-way", element_of(task), other))
        else:
            self.turns.append(turn)

    def _bind(self, container, spec) -> None:
        container.spec = spec
        tasks = [t for t in container.tasks.values() if t.id not in self.bound]
        names = [renamed(task.task_spec.name, self.mapping) for task in tasks]
        for task in tasks:
            if task.id in self.specs:
                self._bind_open(task)
        for task, name in zip(tasks, names, strict=True):
            if task.id in container.tasks and task.task_spec._wf_spec is not spec:
                found = spec.task_specs.get(name)
                if found is None:
                    guards.leave_out(task)
                else:
                    task.task_spec = found

    def _bind_open(self, task) -> None:
        old, spec = task.task_spec, self.specs[task.id]
        if isinstance(old, CatchingEvent):
            guards.bind_event(task, spec)
        else:
            task.task_spec = spec
        if not is_instance(task):
            guards.follow(task, old.name, self.mapping)


def element_of(task) -> Element:
    """The diagram's element a task stands for."""
    spec = task.task_spec
    name = visible_id(task) or drawn(spec.name)
    return Element(name, getattr(spec, "bpmn_name", None) or "")


def _same_kind(old, new) -> bool:
    """Whether an open task may go on as a task of the new specification."""
    if old.manual != new.manual:
        return False
    if isinstance(old, Meeting) or isinstance(new, Meeting):
        return type(old) is type(new)
    if isinstance(old, SubWorkflowTask) or isinstance(new, SubWorkflowTask):
        return type(old) is type(new)
    if isinstance(old, CatchingEvent):
        # Behind an event gateway an event does not wait itself: its gateway does.
        behind = isinstance(new.event_definition, NoneEventDefinition)
        return type(old) is type(new) and not behind
    return old.manual or isinstance(old, LoopTask)


def _same_round(old, new) -> bool:
    """Whether a round in progress means the same to both."""
    if type(old) is not type(new):
        return False
    if not isinstance(old, FreshRounds):
        return True
    names = [_id(old.input_item), _id(old.output_item), _id(old.data_output)]
    return names == [_id(new.input_item), _id(new.output_item), _id(new.data_output)]


def _id(reference) -> str | None:
    return None if reference is None else reference.bpmn_id
