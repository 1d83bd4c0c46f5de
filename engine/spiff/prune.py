"""Forgets what a token has left behind, so that state does not age.

History has every step before it is pruned.  What is kept of the task tree: the places
where tokens stand, the last visible step before each (history asks where a token came
from), and the places where tokens parted (joins ask what each has changed since).
"""

# mypy: ignore-errors
from SpiffWorkflow.bpmn.specs.control import EventSplit
from SpiffWorkflow.util.task import TaskState

FINISHED = TaskState.FINISHED_MASK
TIPS = TaskState.READY | TaskState.WAITING | TaskState.STARTED


def prune(top):
    """Shrink a workflow and its open subprocesses in place."""
    for workflow in top.active():
        _prune(workflow)
    for task_id in [k for k, s in top.subprocesses.items() if s.completed]:
        del top.subprocesses[task_id]


def _prune(workflow):
    ahead = _towards_tips(workflow)
    if len(ahead) < len(workflow.tasks):
        workflow.tasks = {i: t for i, t in workflow.tasks.items() if i in ahead}
        for task in workflow.tasks.values():
            task._children = [c for c in task._children if c in ahead]
    for task in _children_first(workflow.task_tree):
        if _passed(task):
            child = task.children[0]
            siblings = task.parent._children
            siblings[siblings.index(task.id)] = child.id
            child._parent = task._parent
            del workflow.tasks[task.id]
    if workflow.last_task is not None and workflow.last_task.id not in workflow.tasks:
        workflow.last_task = None  # only the end asks for it, and sets it anew


def _towards_tips(workflow):
    """The ids of all tasks on the way from the root to a token."""
    ahead = {workflow.task_tree.id}
    for task in workflow.tasks.values():
        if task._state & TIPS:
            while task is not None and task.id not in ahead:
                ahead.add(task.id)
                task = task.parent
    return ahead


def _children_first(root):
    found, stack = [], [root]
    while stack:
        task = stack.pop()
        found.append(task)
        stack.extend(task.children)
    return reversed(found)


def _passed(task):
    """Whether nobody asks for a finished step any more: another one came after it."""
    parent = task.parent
    if parent is None or len(task._children) != 1 or not task._state & FINISHED:
        return False
    child = task.children[0]
    if not child._state & FINISHED or child.task_spec.bpmn_id is None:
        return False
    # A split takes every child that is no boundary event for the host of them.
    return not (isinstance(parent.task_spec, EventSplit) and len(parent._children) > 1)
