"""Forgets what a token has left behind, so that state does not age.

History has every step before it is pruned.  Three rewrites, each keeping what joins
and boundary events still ask of the tree, are applied until none fits:

- a finished step in a row is taken out;
- a split whose branches have all met is replaced by its join;
- a finished round of a loop is cut out.
"""

# mypy: ignore-errors
from SpiffWorkflow.bpmn.specs.control import EventSplit
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.util.task import TaskState

DONE = TaskState.FINISHED_MASK
TIPS = TaskState.READY | TaskState.WAITING | TaskState.STARTED


def prune(top):
    """Shrink a workflow and its open subprocesses in place."""
    for workflow in top.active():
        while _row(workflow) or _block(workflow) or _loop(workflow):
            pass
    for key in [k for k, s in top.subprocesses.items() if _orphan(top, k)]:
        del top.subprocesses[key]


def _orphan(top, task_id):
    return not any(task_id in w.tasks for w in (top, *top.subprocesses.values()))


def _row(workflow):
    """Take out finished steps that have one finished child."""
    found = False
    for task in list(workflow.tasks.values()):
        parent = task.parent
        if (
            task._state != TaskState.COMPLETED
            or parent is None
            or len(task._children) != 1
            or isinstance(task.task_spec, EventSplit | LoopTask)
            or isinstance(parent.task_spec, EventSplit | LoopTask)
        ):
            continue
        child = workflow.tasks[task._children[0]]
        if child._state != TaskState.COMPLETED or isinstance(child.task_spec, Join):
            continue
        _replace(parent, task, child)
        _forget(workflow, [task])
        found = True
    return found


def _block(workflow):
    """Replace a split by its join once all branches have met there."""
    for join in list(workflow.tasks.values()):
        if join._state != TaskState.COMPLETED or not isinstance(join.task_spec, Join):
            continue
        split = join.parent
        while split is not None and len(split._children) == 1:
            split = split.parent
        if split is None or split.parent is None:
            continue
        gone = _without(split, join)
        if len(gone) > 1 and all(_droppable(t, join) for t in gone):
            split._children = [join.id]
            join._parent = split.id
            _forget(workflow, [t for t in gone if t is not split])
            return True
    return False


def _droppable(task, join):
    """A finished task that no other, still waiting join counts on."""
    return task._state & DONE and (
        bool(task._children)
        or not isinstance(task.task_spec, UnstructuredJoin)
        or task.task_spec is join.task_spec
    )


def _loop(workflow):
    """Cut out the rounds between the first and the last visit of a step."""
    for tip in [t for t in workflow.tasks.values() if t._state & TIPS]:
        chain = []
        task = tip
        while task is not None:
            chain.append(task)
            task = task.parent
        last = {}
        for task in chain:  # from the tip upwards: the first seen is the last visit
            last.setdefault(task.task_spec.name, task)
        for first in reversed(chain):
            again = last[first.task_spec.name]
            if again is first or first.parent is None:
                continue
            gone = _without(first, again)
            if all(t._state & DONE for t in gone):
                _replace(first.parent, first, again)
                _forget(workflow, gone)
                return True
    return False


def _without(top, kept):
    """The tasks below and including ``top``, without the branch of ``kept``."""
    found, stack = [], [top]
    while stack:
        task = stack.pop()
        if task is not kept:
            found.append(task)
            stack.extend(task.children)
    return found


def _replace(parent, old, new):
    parent._children[parent._children.index(old.id)] = new.id
    new._parent = parent.id


def _forget(workflow, tasks):
    subprocesses = workflow.top_workflow.subprocesses
    for task in tasks:
        del workflow.tasks[task.id]
        if workflow.last_task is task:  # only its End hands data on, later
            workflow.last_task = None
        if isinstance(task.task_spec, SubWorkflowTask):
            subprocesses.pop(task.id, None)
