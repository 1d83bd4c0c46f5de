"""SpiffWorkflow's workflow with flat scans, one safe script engine and strict order.

The stock engine walks its task tree for every question it asks: it slows down with
every loop, and below a depth of 1,000 it silently loses the instance.  Tasks are kept
in a dictionary as well; asking that instead gives the same answers at any depth.
"""

# mypy: ignore-errors
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.util.task import TaskState

from engine.spiff.prune import prune

OPEN = TaskState.NOT_FINISHED_MASK
#: More steps than this without a wait are a loop that never ends.
MOST_STEPS = 20_000
#: With more tasks than this a step prunes while it runs.
MANY_TASKS = 300


class EndlessLoop(Exception):
    """The process runs and runs, and comes to no wait."""


class FlatScans:
    """The tree walks of a workflow, replaced by scans of its task dictionary."""

    def update_waiting_tasks(self):
        """Let waiting joins look again; events are told when theirs has come."""
        for task in [t for t in self.tasks.values() if t._state == TaskState.WAITING]:
            catches = isinstance(task.task_spec, CatchingEvent)
            if not catches and task.id in self.tasks:
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

    def cancel(self):
        """End it where it stands, and every subprocess in it."""
        self.success, self.completed = False, True
        for task in list(self.tasks.values()):
            if task.id in self.tasks and task._state & OPEN:
                task.cancel()

    def _task_removed_notify(self, task):
        """What goes with a task that is taken away: its wait, its subprocess.

        The stock engine forgets this when a host of instances is cancelled; their
        subprocesses then run on with nobody to come back to.
        """
        top = self.top_workflow
        top.event_manager.remove_task(task)
        subprocess = top.subprocesses.pop(task.id, None)
        if subprocess is not None and not subprocess.completed:
            subprocess.cancel()


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
        """Run everything that needs no person; ``done(task)`` hears of each.

        Raises: EndlessLoop.
        """
        ran, steps = 1, 0
        while ran:
            ran = self._round(done)
            steps += ran
            if steps > MOST_STEPS:
                raise EndlessLoop
            if len(self.tasks) > MANY_TASKS:
                prune(self)

    def _round(self, done):
        before = len(self.subprocesses)
        ran = self._run_interrupting(done)
        for workflow in self.active():
            ran += self._run_ready(workflow, done)
            if workflow is not self:
                host = self.get_task_from_id(workflow.parent_task_id)
                if host is not None and host._state == TaskState.STARTED:
                    host.task_spec._update(host)
        return ran + max(0, len(self.subprocesses) - before)

    def _run_ready(self, workflow, done):
        ran = 0
        for task in workflow.ready(manual=False):
            if workflow.completed:
                break
            if task._state == TaskState.READY and task.id in workflow.tasks:
                task.run()
                done(task)
                ran += 1 + self._run_interrupting(done)
        return ran

    def _run_interrupting(self, done):
        """A boundary event that has fired ends its host before the host goes on."""
        ran = 0
        for workflow in self.active():
            for task in workflow.ready(manual=False):
                spec = task.task_spec
                if isinstance(spec, BoundaryEvent) and spec.cancel_activity:
                    if workflow.completed or task.id not in workflow.tasks:
                        continue
                    task.run()
                    done(task)
                    ran += 1
        return ran
