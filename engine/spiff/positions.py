"""Where the tokens of an instance stand, in the diagram's words."""

# mypy: ignore-errors
from collections.abc import Iterator
from dataclasses import dataclass

from SpiffWorkflow.util.task import TaskState

from engine.spiff.guards import is_guard
from engine.spiff.joins import EndMeeting, Meeting
from engine.spiff.waits import is_instance, plain_id
from engine.spiff.workflow import FlatWorkflow

_LIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED


@dataclass(frozen=True, slots=True)
class Position:
    """A token: its step in a container (None: the process), what it carries.

    ``way`` is the step by which it has come, at a join; ``opens`` says that the join
    there has everything it waits for.
    """

    container: str | None
    step_id: str
    names: frozenset[str]
    way: str | None = None
    opens: bool = False


def positions_of(top: FlatWorkflow) -> list[Position]:
    """Every token; the instances of a round are one, tokens at an end are gone."""
    found: list[Position] = []
    for workflow in top.active():
        host = (
            top.get_task_from_id(workflow.parent_task_id) if workflow != top else None
        )
        container = None if host is None else plain_id(host)
        found += _positions(workflow, container)
    return found


def _positions(workflow, container: str | None) -> Iterator[Position]:
    for task in workflow.tasks.values():
        if not task._state & _LIVE or is_guard(task) or is_instance(task):
            continue
        spec, names = task.task_spec, frozenset(task.data)
        if isinstance(spec, EndMeeting):
            continue
        if isinstance(spec, Meeting):
            opens = spec._used(task, spec._arrived(task)) is not None
            way = plain_id(task.parent)
            yield Position(container, plain_id(task), names, way, opens)
        else:
            yield Position(container, plain_id(task), names)
