"""An instance's state as bytes: its tasks alone, relative to their parents' data.

The specification is not in it (it belongs to the version, is parsed once and shared),
nor is anything that can be worked out again.  Order is meaning here: data is stored as
the difference from the parent's, so parents come first, and the bytes must never pass
through anything that reorders keys (JSONB, ``sort_keys``).

Format 1, zstandard over JSON:
``[format, [head, tasks], [[host index, spec name, head, tasks], …]]`` with
``head = [data, completed, success, last]`` and a task
``[parent, state, spec, changed, set, removed, internal, id, triggered]``; indexes count
tasks through the whole list, specs through the version's sorted names.
"""

# mypy: ignore-errors
from uuid import UUID, uuid4

import orjson
import zstandard
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask
from SpiffWorkflow.specs.Join import Join
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import StateUnreadable
from engine.spiff.workflow import FlatSubprocess, FlatWorkflow

FORMAT = 1
MAX_STATE = 32_000_000
REACHED = TaskState.WAITING  # states below this are predictions
KEEPS_ID = TaskState.WAITING | TaskState.READY | TaskState.STARTED

_compressor = zstandard.ZstdCompressor(level=3)
_decompressor = zstandard.ZstdDecompressor()


def dump(workflow, executable) -> bytes:
    """The state of a workflow as bytes."""
    index: dict[UUID, int] = {}
    top = _dump_one(workflow, executable, index)
    subprocesses = []
    for host, sub in workflow.subprocesses.items():
        if not sub.completed:
            body = _dump_one(sub, executable, index)
            subprocesses.append([index[host], sub.spec.name, *body])
    return _compressor.compress(orjson.dumps([FORMAT, top, subprocesses]))


def _dump_one(workflow, executable, index):
    names = executable.indexes[workflow.spec.name]
    rows = []
    for task in _parents_first(workflow):
        index[task.id] = len(index)
        rows.append(_row(task, names, index))
    last = workflow.last_task
    last_index = None if last is None else index.get(last.id)
    return [[workflow.data, workflow.completed, workflow.success, last_index], rows]


def _parents_first(workflow):
    stack = [workflow.task_tree]
    while stack:
        task = stack.pop()
        yield task
        stack.extend(reversed(task.children))


def _row(task, names, index):
    parent, state, spec = task.parent, task._state, task.task_spec
    changed, removed = task.data, None
    if parent is not None and state >= REACHED:
        above = parent.data
        changed = {
            k: v for k, v in task.data.items() if k not in above or above[k] != v
        }
        removed = [k for k in above if k not in task.data] or None
    finished = state & TaskState.FINISHED_MASK
    keeps = not finished or isinstance(spec, LoopTask)
    row = [
        None if parent is None else index[parent.id],
        state,
        names[spec.name],
        round(task.last_state_change, 3) if isinstance(spec, Join) else 0,
        changed or 0,
        removed or 0,
        (task.internal_data or 0) if keeps else 0,
        task.id.hex if state & KEEPS_ID else 0,
        1 if task.triggered else 0,
    ]
    while len(row) > 3 and not row[-1]:
        row.pop()
    return row


def load(blob: bytes, executable, scripts) -> FlatWorkflow:
    """A workflow from its bytes, on the shared specification.

    Raises: StateUnreadable when the bytes are damaged or of a newer format.
    """
    try:
        raw = _decompressor.decompress(blob, max_output_size=MAX_STATE)
        version, top, subprocesses = orjson.loads(raw)
    except (zstandard.ZstdError, orjson.JSONDecodeError, ValueError) as error:
        raise StateUnreadable("The saved state of this instance is damaged.") from error
    if version != FORMAT:
        raise StateUnreadable(
            f"The state was saved in format {version}; this release reads {FORMAT}."
        )
    workflow = FlatWorkflow(
        executable.process,
        executable.subprocesses,
        script_engine=scripts,
        deserializing=True,
    )
    tasks: list[Task] = []
    _load_one(workflow, top, executable, tasks)
    for host_index, name, *body in subprocesses:
        host = tasks[host_index]
        sub = FlatSubprocess(
            executable.subprocesses[name], host.id, workflow, deserializing=True
        )
        workflow.subprocesses[host.id] = sub
        _load_one(sub, body, executable, tasks)
        sub.completed_event.connect(host.task_spec._on_subworkflow_completed, host)
    return workflow


def _number(task_id, state, position):
    """Open tasks keep their ids; nobody asks for a finished one's again."""
    if task_id:
        return UUID(hex=task_id)
    return UUID(int=position + 1) if state & TaskState.FINISHED_MASK else uuid4()


def _load_one(workflow, body, executable, tasks):
    (data, completed, success, last), rows = body
    names = executable.names[workflow.spec.name]
    specs = workflow.spec.task_specs
    first = len(tasks)
    events = workflow.top_workflow.event_manager
    for row in rows:
        parent, state, spec, changed, given, removed, internal, task_id, triggered = (
            row + [0] * (9 - len(row))
        )
        number = _number(task_id, state, len(tasks))
        task = Task(workflow, specs[names[spec]], state=state, id=number)
        task.last_state_change = changed
        task.triggered = bool(triggered)
        task.internal_data = internal or {}
        if parent is None:
            task.data = given or {}
        else:
            above = tasks[parent]
            task._parent = above.id
            above._children.append(task.id)
            task.data = given or {}
            if state >= REACHED:
                task.data = {**above.data, **task.data}
                for key in removed or ():
                    task.data.pop(key, None)
        tasks.append(task)
        if state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
            events.add_task(task)
    workflow.data, workflow.completed, workflow.success = data, completed, success
    workflow.task_tree = tasks[first]
    workflow.last_task = None if last is None else tasks[last]
