"""Boundary events and event gateways, where the stock ones lose or double a token."""

# mypy: ignore-errors
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.bpmn.specs.defaults import BoundaryEvent, EventBasedGateway
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.util.task import TaskState


def goes_on(spec) -> bool:
    """Whether a spec is a boundary event that does not interrupt its host."""
    return isinstance(spec, BoundaryEvent) and not spec.cancel_activity


class BoundaryWatch(BoundaryEvent):
    """A boundary event; one that does not interrupt waits again once it was caught.

    Source: BPMN 2.0.2, 10.5.4 (it may occur as often as its host is active).
    """

    def _on_complete_hook(self, my_task):
        super()._on_complete_hook(my_task)
        timed = isinstance(self.event_definition, TimerEventDefinition)
        if self.cancel_activity or timed:
            return
        split = my_task.parent
        again = split._add_child(self, TaskState.WAITING)
        again.task_spec._update(again)


class HostDone(BoundaryEventJoin):
    """The hidden join of a host and its boundary events; ends what still waits.

    What an event that does not interrupt has begun goes on when its host is done;
    the stock join takes those steps away.
    Source: BPMN 2.0.2, 10.5.4.
    """

    def _update_hook(self, my_task):
        if goes_on(my_task.parent.task_spec):
            return True
        return super()._update_hook(my_task)

    def _check_threshold_structured(self, my_task):
        done, over = super()._check_threshold_structured(my_task)
        for task in over:
            if goes_on(task.task_spec):
                task._set_state(TaskState.CANCELLED)
                my_task.workflow.top_workflow.event_manager.remove_task(task)
        return done, [t for t in over if t._state != TaskState.CANCELLED]


class Race(EventBasedGateway):
    """An event gateway: exactly one event wins, also if two come at one moment."""

    def _run_hook(self, my_task):
        seen = my_task.internal_data.get("seen_events", [])
        my_task.internal_data["seen_events"] = seen[:1]
        return super()._run_hook(my_task)
