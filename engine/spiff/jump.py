"""Moves a token to another step, which the engine itself cannot."""

# mypy: ignore-errors
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.util.task import TaskState

from engine.errors import StepFailed
from engine.spiff.waits import is_instance

OPEN = TaskState.NOT_FINISHED_MASK


def jump(task, step_id: str) -> None:
    """Withdraw a task, with its round and boundary events, and go on at a step.

    Raises: StepFailed when the step is none that a token can be put on.
    """
    spec = _entry(task.workflow.spec.task_specs, step_id)
    if is_instance(task):
        task = task.parent
    gone = [task]
    if isinstance(task.parent.task_spec, BoundaryEventSplit):
        gone = [t for t in task.parent.children if t._state & OPEN]
        task = task.parent
    before = task.parent
    child = before._add_child(spec, TaskState.FUTURE)
    child.triggered = True
    for each in gone:
        each.cancel()
    spec._update(child)


def _entry(specs, step_id: str):
    """Where a token enters a step: before its boundary events, if it has any."""
    spec = specs.get(step_id)
    if spec is None or spec.bpmn_id != step_id:
        raise StepFailed(step_id, "", "it is not a step beside the open one.")
    if isinstance(spec, BoundaryEvent):
        raise StepFailed(step_id, "", "a boundary event happens, nobody goes there.")
    if isinstance(spec, UnstructuredJoin) and len(set(spec._inputs)) > 1:
        raise StepFailed(step_id, "", "it waits for others; choose the step behind it.")
    return specs.get(f"{step_id}.BoundaryEventSplit", spec)
