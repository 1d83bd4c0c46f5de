"""SpiffWorkflow's workflow with flat scans, one safe script engine and strict order.

The stock engine walks its task tree for every question it asks: it slows down with
every loop, and below a depth of 1,000 it silently loses the instance.  Tasks are kept
in a dictionary as well; asking that instead gives the same answers at any depth.
"""

# mypy: ignore-errors
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.control import _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.util.task import TaskState

OPEN = TaskState.NOT_FINISHED_MASK


class FlatScans:
    """The tree walks of a workflow, replaced by scans of its task dictionary."""

    def update_waiting_tasks(self):
        """Let every waiting task look again whether it may go on."""
        for task in [t for t in self.tasks.values() if t._state == TaskState.WAITING]:
            if task.id in self.tasks and task._state == TaskState.WAITING:
                task.task_spec._update(task)

    def is_completed(self):
        """Whether nothing is left to do."""
        if not self.completed:
            self.completed = not any(t._state & OPEN for t in self.tasks.values())
        return self.completed

    def ready(self, *, manual):
        """The tasks that can run now, in the order they came to be."""
        return [
            t
            for t in self.tasks.values()
            if t._state == TaskState.READY and t.task_spec.manual == manual
        ]


class FlatSubprocess(FlatScans, BpmnSubWorkflow):
    """An embedded subprocess."""


class FlatWorkflow(FlatScans, BpmnWorkflow):
    """A process; an interrupting boundary event runs before anything it interrupts."""

    def create_subprocess(self, my_task, spec_name):
        """An embedded subprocess begins."""
        subprocess = FlatSubprocess(
            self.subprocess_specs[spec_name],
            parent_task_id=my_task.id,
            top_workflow=self,
        )
        self.subprocesses[my_task.id] = subprocess
        return subprocess

    def active(self):
        """The process and its unfinished subprocesses, the deepest first."""
        subs = [s for s in self.subprocesses.values() if not s.completed]
        return [*sorted(subs, key=lambda s: s.depth, reverse=True), self]

    def run_to_rest(self, done):
        """Run everything that needs no person; ``done(task)`` hears of each."""
        while self._round(done):
            pass

    def _round(self, done):
        before = len(self.subprocesses)
        ran = self._run_interrupting(done)
        for workflow in self.active():
            ran += self._run_ready(workflow, done)
            if workflow is not self:
                host = self.get_task_from_id(workflow.parent_task_id)
                if host is not None and host._state == TaskState.STARTED:
                    host.task_spec._update(host)
        return ran > 0 or len(self.subprocesses) > before

    def _run_ready(self, workflow, done):
        ran = 0
        for task in workflow.ready(manual=False):
            if task._state == TaskState.READY and task.id in workflow.tasks:
                task.run()
                done(task)
                ran += 1 + self._run_interrupting(done)
                if workflow.completed:
                    break
        return ran

    def _run_interrupting(self, done):
        """A boundary event that has fired ends its host before the host goes on."""
        ran = 0
        for workflow in self.active():
            for task in workflow.ready(manual=False):
                spec = task.task_spec
                if isinstance(spec, BoundaryEvent) and spec.cancel_activity:
                    task.run()
                    done(task)
                    ran += 1
        return ran


class FlatEndJoin(_EndJoin):
    """The hidden join before the end of a process; waits for everything else."""

    def _check_threshold_unstructured(self, my_task):
        return not any(
            t._state & OPEN and t is not my_task and t.task_spec.name != "End"
            for t in my_task.workflow.tasks.values()
        )
