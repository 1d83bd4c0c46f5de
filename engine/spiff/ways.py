"""By which way a token that waits at a join has come, in the new version."""

# mypy: ignore-errors
from collections.abc import Mapping
from dataclasses import dataclass

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.names import SPLIT, renamed


@dataclass(frozen=True)
class Turn:
    """A token that waits at a join, and the step by which it is to have come.

    ``way`` is None when it has come by the very step before it.
    """

    task: object
    way: object | None = None


def turn(task, join, mapping: Mapping[str, str]) -> Turn | None:
    """The way of a waiting token; None if it cannot be told.

    The same step, if it still leads there.  Else the one way behind that step; else
    the one way that is new, if exactly one is gone.
    """
    specs = join._wf_spec.task_specs
    ways = list(dict.fromkeys(join._inputs))
    came_by = renamed(task.parent.task_spec.name, mapping)
    if came_by in ways:
        return Turn(task)
    old = {renamed(name, mapping) for name in task.task_spec._inputs}
    fresh = [name for name in ways if name not in old]
    behind = _behind(specs, came_by, join.name) & set(fresh)
    if len(behind) == 1:
        return Turn(task, specs[behind.pop()])
    if len(fresh) == len(old - set(ways)) == 1:
        return Turn(task, specs[fresh[0]])
    return None


def take(turn: Turn):
    """Put the step by which a token has come before it; returns its task."""
    task, above = turn.task, turn.task.parent
    between = Task(task.workflow, turn.way, state=TaskState.COMPLETED)
    between.data, between._parent = dict(above.data), above.id
    above._children[above._children.index(task.id)] = between.id
    task._parent = between.id
    between._children.append(task.id)
    return between


def _behind(specs, start: str, join: str) -> set[str]:
    """All steps that a token leaving ``start`` may come to before the join."""
    seen, stack = set(), [start, start + SPLIT]
    while stack:
        spec = specs.get(stack.pop())
        for name in spec._outputs if spec is not None else ():
            if name not in seen and name != join:
                seen.add(name)
                stack.append(name)
    return seen
