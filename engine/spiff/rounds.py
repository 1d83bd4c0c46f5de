"""Multi-instance activities whose rounds start afresh."""

# mypy: ignore-errors
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import MultiInstanceTask
from SpiffWorkflow.spiff.specs.defaults import (
    ParallelMultiInstanceTask,
    SequentialMultiInstanceTask,
)


class FreshRounds:
    """Each round of a multi-instance activity starts with fresh items and output.

    The stock engine refuses a second round because the items of the first are still
    there.  What people answered lives in rows, so nothing of an instance's token is
    merged into the host but its output item.
    """

    def _update_hook(self, my_task):
        if not my_task.internal_data.get("merged"):
            self._forget_items(my_task)
        return super()._update_hook(my_task)

    def create_child(self, my_task, item, key_or_index=None):
        self._forget_items(my_task)
        super().create_child(my_task, item, key_or_index)

    def _forget_items(self, my_task):
        for reference in (self.input_item, self.output_item):
            if reference is not None:
                my_task.data.pop(reference.bpmn_id, None)

    def init_data_output_with_input_data(self, my_task, input_data):
        self.data_output.set(my_task, [])

    def init_data_output_with_cardinality(self, my_task):
        self.data_output.set(my_task, [])


class OwnOutput(MultiInstanceTask):
    """What an instance hands to its host: its output item, and nothing else."""

    def merge_child(self, workflow, child):
        host = child.parent
        if self.output_item is not None and self.data_output is not None:
            item = child.data.get(self.output_item.bpmn_id)
            self.data_output.set(host, [*self.data_output.get(host), item])
        host.internal_data["merged"].append(str(child.id))


class ParallelRounds(FreshRounds, ParallelMultiInstanceTask, OwnOutput):
    """All instances at once."""


class SequentialRounds(FreshRounds, SequentialMultiInstanceTask, OwnOutput):
    """One instance after the other."""
