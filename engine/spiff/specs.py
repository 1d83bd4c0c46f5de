"""From BPMN XML to SpiffWorkflow's specification, with our own behaviour where the
stock one is wrong: operators instead of scripts, and multi-instance rounds that start
afresh.
"""

# mypy: ignore-errors
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass

from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.control import _EndJoin
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.parser.task_spec import ServiceTaskParser
from SpiffWorkflow.spiff.specs.defaults import (
    ParallelMultiInstanceTask,
    SequentialMultiInstanceTask,
    ServiceTask,
)

from engine.errors import EngineError
from engine.model import parse
from engine.spiff.workflow import FlatEndJoin


class NotExecutable(EngineError):
    """The engine cannot run this diagram."""


@dataclass(frozen=True, slots=True)
class Executable:
    """A parsed process: shared by all its instances, never changed."""

    process: object
    subprocesses: Mapping[str, object]
    #: Names of all task specs by (sub)process, sorted: the codec counts on the order.
    names: Mapping[str, tuple[str, ...]]
    indexes: Mapping[str, Mapping[str, int]]


class OperatorTask(ServiceTask):
    """A service task: calls the named operator; keeps a result only if one is named."""

    def _execute(self, task):
        result = task.workflow.script_engine.operate(
            task, self.operation_name, self.operation_params
        )
        if not self.result_variable.startswith("spiff__"):
            task.data[self.result_variable] = result
        return True


class FreshRounds:
    """Each round of a multi-instance activity starts with fresh items and output.

    The stock engine refuses a second round because the items of the first are still
    there.  What people answered lives in rows, so nothing of an instance's token is
    merged into the host but its output item.
    """

    def _update_hook(self, my_task):
        if not my_task.internal_data.get("merged"):
            for reference in (self.input_item, self.output_item):
                if reference is not None and my_task.parent is not None:
                    my_task.data.pop(reference.bpmn_id, None)
        return super()._update_hook(my_task)

    def create_child(self, my_task, item, key_or_index=None):
        for reference in (self.input_item, self.output_item):
            if reference is not None:
                my_task.data.pop(reference.bpmn_id, None)
        super().create_child(my_task, item, key_or_index)

    def init_data_output_with_input_data(self, my_task, input_data):
        self.data_output.set(my_task, [])

    def init_data_output_with_cardinality(self, my_task):
        self.data_output.set(my_task, [])

    def merge_child(self, workflow, child):
        if self.output_item is not None and self.data_output is not None:
            child.data.setdefault(self.output_item.bpmn_id, None)
        super().merge_child(workflow, child)


class ParallelRounds(FreshRounds, ParallelMultiInstanceTask):
    """All instances at once."""


class SequentialRounds(FreshRounds, SequentialMultiInstanceTask):
    """One instance after the other."""


_OURS = {
    ParallelMultiInstanceTask: ParallelRounds,
    SequentialMultiInstanceTask: SequentialRounds,
    _EndJoin: FlatEndJoin,
}


class Parser(SpiffBpmnParser):
    """The parser, with service tasks that call operators."""

    OVERRIDE_PARSER_CLASSES = {
        **SpiffBpmnParser.OVERRIDE_PARSER_CLASSES,
        full_tag("serviceTask"): (ServiceTaskParser, OperatorTask),
    }


def executable(data: bytes, process_id: str) -> Executable:
    """The specification of a process. Raises NotExecutable, UnsafeDiagram."""
    parser = Parser()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parser.add_bpmn_xml(parse(data), filename="diagram.bpmn")
            process = _deep(lambda: parser.get_spec(process_id))
            subprocesses = _deep(lambda: parser.get_subprocess_specs(process_id))
    except SpiffWorkflowException as error:
        raise NotExecutable(_sentence(error)) from error
    except (KeyError, AttributeError, TypeError, ValueError, IndexError) as error:
        raise NotExecutable("The engine cannot read this diagram.") from error
    except RecursionError as error:
        raise NotExecutable("The diagram is too long for the engine.") from error
    specs = {process.name: process, **subprocesses}
    for spec in specs.values():
        _prepare(spec)
    names = {key: tuple(sorted(spec.task_specs)) for key, spec in specs.items()}
    indexes = {key: {n: i for i, n in enumerate(ns)} for key, ns in names.items()}
    return Executable(process, subprocesses, names, indexes)


def _prepare(spec) -> None:
    for task_spec in spec.task_specs.values():
        task_spec.__class__ = _OURS.get(type(task_spec), type(task_spec))
    for task_spec in spec.task_specs.values():
        if isinstance(task_spec, LoopTask):
            # Without this a restored instance's children complete unheard and the
            # host waits for ever: only the stock deserializer reconnects them.
            child = spec.task_specs[task_spec.task_spec]
            if not child.completed_event.is_connected(task_spec.merge_child):
                child.completed_event.connect(task_spec.merge_child)


def _sentence(error: SpiffWorkflowException) -> str:
    text = str(error).split("\n")[0].strip()
    return text if text.endswith(".") else f"{text}."


def _deep(call):
    """Run a recursive parse with room for about 3,000 steps in a row."""
    import sys

    result = []

    def work() -> None:
        try:
            result.append((True, call()))
        except BaseException as error:  # noqa: BLE001 - handed over to the caller
            result.append((False, error))

    size, limit = threading.stack_size(256 * 1024 * 1024), sys.getrecursionlimit()
    try:
        sys.setrecursionlimit(max(limit, 30_000))
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(size)
        sys.setrecursionlimit(limit)
    fine, value = result[0]
    if not fine:
        raise value
    return value
