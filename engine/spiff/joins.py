"""Where tokens meet: parallel and inclusive gateways, and the end of a process.

The stock joins read the past off the task tree.  In a loop they then take a token of
an earlier round for one of this round and open too soon.  Here a token that has come
and is not yet used is a WAITING task, and nothing else is: what has been used is gone,
so there is no past to misread, and none that must be kept.

Source: BPMN 2.0.2, 13.4.1 (parallel), 13.4.3 (inclusive), 13.5.6 (end).
"""

# mypy: ignore-errors
from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.specs.control import _EndJoin
from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway, ParallelGateway
from SpiffWorkflow.util.task import TaskState

OPEN = TaskState.NOT_FINISHED_MASK


class Meeting:
    """A gateway that opens once the tokens it waits for have come."""

    def _update_hook(self, my_task):
        arrived = self._arrived(my_task)
        used = self._used(my_task, arrived)
        if used is None:
            my_task._set_state(TaskState.WAITING)
            return False
        my_task.data = together(used)
        for other in used:
            if other is not my_task:
                other._set_state(TaskState.CANCELLED)
        return True

    def _arrived(self, my_task):
        """The tokens that wait here, in the order they came; this one is the last."""
        others = [
            t
            for t in my_task.workflow.tasks.values()
            if t.task_spec is self and t._state == TaskState.WAITING
        ]
        if my_task._state != TaskState.WAITING:
            came = [t.internal_data["came"] for t in others]
            my_task.internal_data["came"] = 1 + max(came, default=0)
            my_task.data = dict(my_task.parent.data)
            others.append(my_task)
        return sorted(others, key=lambda t: t.internal_data["came"])

    def _first_of_each_way(self, arrived):
        ways = {}
        for task in arrived:
            ways.setdefault(task.parent.task_spec.name, task)
        return ways

    def _used(self, my_task, arrived):
        """The tokens to go on as one, or None to wait."""
        raise NotImplementedError


class ParallelMeeting(Meeting, ParallelGateway):
    """Takes one token from each incoming flow; further ones wait for the next turn."""

    def _used(self, my_task, arrived):
        ways = self._first_of_each_way(arrived)
        return list(ways.values()) if len(ways) >= len(set(self._inputs)) else None

    def _run_hook(self, my_task):
        return True  # its data has come together before


class InclusiveMeeting(Meeting, InclusiveGateway):
    """Waits for the tokens that can still come; then follows every true condition."""

    def _used(self, my_task, arrived):
        ways = self._first_of_each_way(arrived)
        empty = set(self._inputs) - ways.keys()
        if empty and any(
            not (reach & ways.keys()) and reach & empty
            for reach in self._reaches(my_task.workflow)
        ):
            return None
        return list(ways.values())

    def _reaches(self, workflow):
        """For each token elsewhere: the steps it may still come to before this one."""
        for task in list(workflow.tasks.values()):
            if task._state & OPEN and task.task_spec is not self:
                yield self._reach(task.task_spec)

    def _reach(self, spec):
        seen, stack = set(), [spec]
        while stack:
            here = stack.pop()
            if here.name not in seen and here is not self:
                seen.add(here.name)
                stack.extend(here.outputs)
        return seen

    def _run_hook(self, my_task):
        matches, defaults = self._get_matching_outputs(my_task)
        if not matches and not defaults:
            raise WorkflowTaskException("no condition is true", task=my_task)
        my_task._sync_children(matches or defaults, TaskState.FUTURE)
        return True


class EndMeeting(Meeting, _EndJoin):
    """The hidden join before the end: waits for everything else in its process."""

    def _used(self, my_task, arrived):
        for earlier in arrived[:-1]:
            # One token that waits is as good as many, and does not pile up.
            my_task = arrived[-1]
            my_task.data = together([earlier, my_task])
            earlier._set_state(TaskState.CANCELLED)
        open_elsewhere = any(
            t._state & OPEN and t is not my_task and t.task_spec.name != "End"
            for t in my_task.workflow.tasks.values()
        )
        return None if open_elsewhere else [my_task]

    def _run_hook(self, my_task):
        my_task.workflow.data.update(my_task.data)
        return True


def together(tasks):
    """The data of tokens that go on as one: what each has changed since they parted.

    The stock join lets the last to arrive win altogether; in a loop that brings back
    answers of an earlier round.
    Source: ours, because BPMN's data belongs to the process, not to the token.
    """
    if len(tasks) == 1:
        return tasks[0].data
    before = _parted(tasks).data
    data = dict(before)
    for task in tasks:
        mine = task.data
        data |= {k: v for k, v in mine.items() if k not in before or before[k] != v}
        for key in before.keys() - mine.keys():
            data.pop(key, None)
    return data


def _parted(tasks):
    """The task after which the tokens went their own ways."""
    common = None
    for task in tasks:
        above = []
        while task is not None:
            above.append(task)
            task = task.parent
        if common is None:
            common = above
        else:
            ids = {t.id for t in above}
            common = [t for t in common if t.id in ids]
    return common[0]
