"""From BPMN XML to SpiffWorkflow's specification, with our own behaviour where the
stock one is wrong: operators instead of scripts, joins without a past, boundary events
that lose no token, and multi-instance rounds that start afresh.
"""

# mypy: ignore-errors
import sys
import threading
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin, _EndJoin
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    EventBasedGateway,
    InclusiveGateway,
    ParallelGateway,
)
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.exceptions import SpiffWorkflowException
from SpiffWorkflow.specs.MultiChoice import MultiChoice
from SpiffWorkflow.spiff.parser import SpiffBpmnParser
from SpiffWorkflow.spiff.parser.task_spec import ServiceTaskParser
from SpiffWorkflow.spiff.specs.defaults import (
    ParallelMultiInstanceTask,
    SequentialMultiInstanceTask,
    ServiceTask,
)
from SpiffWorkflow.util.task import TaskState

from engine.errors import EngineError
from engine.model import parse
from engine.shorthand.writing import write_out
from engine.spiff.events import BoundaryWatch, HostDone, Race
from engine.spiff.joins import EndMeeting, InclusiveMeeting, ParallelMeeting
from engine.spiff.rounds import ParallelRounds, SequentialRounds


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


class Step:
    """What all steps have in common here: they know their next steps once they run.

    The stock engine draws up everything a token may still reach, again and again; all
    of it would have to be saved and loaded with every step.
    """

    def _predict(self, my_task, seen=None, looked_ahead=0, mask=None):
        """Foresee nothing."""

    def _update(self, my_task):
        started = my_task._state == TaskState.STARTED
        if my_task._state == TaskState.READY or (
            started and isinstance(self, LoopTask)
        ):
            return  # it has been reached; again would be a second time
        super()._update(my_task)

    def _run(self, my_task):
        if not isinstance(self, MultiChoice):  # which finds its ways itself
            self._predict_hook(my_task)
        return super()._run(my_task)


_OURS = {
    BoundaryEvent: BoundaryWatch,
    BoundaryEventJoin: HostDone,
    EventBasedGateway: Race,
    InclusiveGateway: InclusiveMeeting,
    ParallelGateway: ParallelMeeting,
    ParallelMultiInstanceTask: ParallelRounds,
    SequentialMultiInstanceTask: SequentialRounds,
    _EndJoin: EndMeeting,
}


@cache
def _ours(stock: type) -> type:
    """Our class in the place of a stock one."""
    return type(stock.__name__, (Step, _OURS.get(stock, stock)), {})


class Parser(SpiffBpmnParser):
    """The parser, with service tasks that call operators."""

    OVERRIDE_PARSER_CLASSES = {
        **SpiffBpmnParser.OVERRIDE_PARSER_CLASSES,
        full_tag("serviceTask"): (ServiceTaskParser, OperatorTask),
    }


def executable(data: bytes, process_id: str) -> Executable:
    """The specification of a process. Raises NotExecutable, UnsafeDiagram."""
    parser, (root, stands_for) = Parser(), write_out(parse(data))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parser.add_bpmn_xml(root, filename="diagram.bpmn")
            process = _deep(lambda: parser.get_spec(process_id))
            subprocesses = _deep(lambda: parser.get_subprocess_specs(process_id))
    except SpiffWorkflowException as error:
        raise NotExecutable(_sentence(error)) from error
    except (KeyError, AttributeError, TypeError, ValueError, IndexError) as error:
        raise NotExecutable("The engine cannot read this diagram.") from error
    except RecursionError as error:
        raise NotExecutable("The diagram is too long for the engine.") from error
    specs = {process.name: process, **subprocesses}
    order = _order_of_flows(root)
    for spec in specs.values():
        _prepare(spec)
        _ask_in_order(spec, order)
        _hide(spec, stands_for)
    names = {key: tuple(sorted(spec.task_specs)) for key, spec in specs.items()}
    indexes = {key: {n: i for i, n in enumerate(ns)} for key, ns in names.items()}
    return Executable(process, subprocesses, names, indexes)


def _prepare(spec) -> None:
    for task_spec in spec.task_specs.values():
        task_spec.__class__ = _ours(type(task_spec))
    for task_spec in spec.task_specs.values():
        if isinstance(task_spec, LoopTask):
            # Without this a restored instance's children complete unheard and the
            # host waits for ever: only the stock deserializer reconnects them.
            child = spec.task_specs[task_spec.task_spec]
            if not child.completed_event.is_connected(task_spec.merge_child):
                child.completed_event.connect(task_spec.merge_child)


def _hide(spec, stands_for) -> None:
    """What writing out has put in is nobody's to see: it has no id of the diagram."""
    for task_spec in spec.task_specs.values():
        if getattr(task_spec, "bpmn_id", None) in stands_for:
            task_spec.bpmn_id = None


def _order_of_flows(root) -> dict[tuple[str, str], int]:
    """The place of each sequence flow in the file, by its ends."""
    flows = root.iter(full_tag("sequenceFlow"))
    ends = ((f.get("sourceRef"), f.get("targetRef")) for f in flows)
    return {end: place for place, end in enumerate(ends)}


def _ask_in_order(spec, order) -> None:
    """Let gateways ask their conditions in the order of the file.

    The stock parser sorts them from the top of the picture to its bottom, so that
    drawing a diagram anew would change which of two true conditions wins.
    Source: ours, because the drawing must not decide.
    """
    for task_spec in spec.task_specs.values():
        if isinstance(task_spec, MultiChoice):
            gateway = task_spec.bpmn_id
            task_spec.cond_task_specs.sort(
                key=lambda way, gateway=gateway: order.get(
                    (gateway, way[1].removesuffix(".BoundaryEventSplit")), len(order)
                )
            )


def _sentence(error: SpiffWorkflowException) -> str:
    text = str(error).split("\n")[0].strip()
    return text if text.endswith(".") else f"{text}."


_one_at_a_time = threading.Lock()


def _deep(call):
    """Run a recursive parse with room for about 3,000 steps in a row.

    The room is set for the whole operating system's process, so only one at a time.
    """
    with _one_at_a_time:
        return _with_room(call)


def _with_room(call):
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
