"""An instance's state as bytes: its tasks alone, relative to their parents' data.

The specification is not in it (it belongs to the version, is parsed once and shared),
nor is anything that can be worked out again.  Order is meaning here: data is stored as
the difference from the parent's, so parents come first, and the bytes must never pass
through anything that reorders keys (JSONB, ``sort_keys``).

Format 1, zstandard over JSON:
``[format, [head, tasks], [[host index, spec name, head, tasks], …]]`` with
``head = [data, completed, success]`` and a task
``[parent, state, spec, set, removed, internal, id, triggered]``; indexes count tasks
through the whole list, specs through the version's sorted names.
"""

# mypy: ignore-errors
import hashlib
import threading
from uuid import UUID

import orjson
import zstandard
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.errors import StateUnreadable
from engine.spiff.workflow import FlatSubprocess, FlatWorkflow

FORMAT = 1
MAX_STATE = 32_000_000
#: What is raised when bytes are no state: the JSON or its shape is wrong.
_UNFIT = (ValueError, TypeError, AttributeError)
FINISHED = TaskState.FINISHED_MASK


class _Zstandard(threading.local):
    """A compressor of each thread's own: two threads must not share one."""

    def __init__(self) -> None:
        self.pack = zstandard.ZstdCompressor(level=3, write_checksum=True).compress
        self.unpack = zstandard.ZstdDecompressor().decompress


_zstandard = _Zstandard()


def dump(workflow, executable) -> bytes:
    """The state of a workflow as bytes."""
    index: dict[UUID, int] = {}
    top = _dump_one(workflow, executable, index)
    subprocesses = []
    for host, sub in workflow.subprocesses.items():
        if not sub.completed:
            body = _dump_one(sub, executable, index)
            subprocesses.append([index[host], sub.spec.name, *body])
    return _zstandard.pack(orjson.dumps([FORMAT, top, subprocesses]))


def _dump_one(workflow, executable, index):
    names = executable.indexes[workflow.spec.name]
    rows = []
    for task in _parents_first(workflow):
        index[task.id] = len(index)
        rows.append(_row(task, names, index))
    return [[workflow.data, workflow.completed, workflow.success], rows]


def _parents_first(workflow):
    stack = [workflow.task_tree]
    while stack:
        task = stack.pop()
        yield task
        stack.extend(reversed(task.children))


def _row(task, names, index):
    parent, state, data = task.parent, task._state, task.data
    changed, removed = data, None
    if parent is not None:
        above = parent.data
        changed = {k: v for k, v in data.items() if k not in above or above[k] != v}
        removed = [k for k in above if k not in data]
    finished = state & FINISHED
    row = [
        None if parent is None else index[parent.id],
        state,
        names[task.task_spec.name],
        changed or 0,
        removed or 0,
        0 if finished else task.internal_data or 0,
        0 if finished else task.id.hex,
        1 if task.triggered else 0,
    ]
    while not row[-1] and len(row) > 3:
        row.pop()
    return row


def load(blob: bytes, executable, scripts) -> FlatWorkflow:
    """A workflow from its bytes, on the shared specification.

    Raises: StateUnreadable when the bytes are damaged or of a newer format.
    """
    return _understood(blob, lambda body: _loaded(body, executable, scripts))


def shape(blob: bytes) -> bytes:
    """What instances have in common whose tokens stand alike, whatever they carry.

    Raises: StateUnreadable.
    """
    return _understood(blob, _shaped)


def _understood(blob, use):
    try:
        if zstandard.frame_content_size(blob) > MAX_STATE:
            raise ValueError  # its header is believed: so much would be made room for
        raw = _zstandard.unpack(blob, max_output_size=MAX_STATE)
        version, *body = orjson.loads(raw)
        if version == FORMAT:
            return use(body)
    except (zstandard.ZstdError, LookupError, *_UNFIT) as error:
        raise StateUnreadable("The saved state of this instance is damaged.") from error
    raise StateUnreadable(
        f"The state was saved in format {version}; this eRM reads {FORMAT}."
    )


def _shaped(body):
    top, subprocesses = body
    kept = [(host, name, rows) for host, name, _, rows in subprocesses]
    drawn = [(host, name, [_outline(row) for row in rows]) for host, name, rows in kept]
    whole = orjson.dumps([[_outline(row) for row in top[1]], drawn])
    return hashlib.sha256(whole).digest()


def _outline(row):
    """A task without the values it holds and without its id."""
    parent, state, spec, changed, removed, internal, _, triggered = row + [0] * (
        8 - len(row)
    )
    held = [sorted(part) if part else 0 for part in (changed, removed, internal)]
    return [parent, state, spec, *held, triggered]


def _loaded(body, executable, scripts):
    top, subprocesses = body
    workflow = FlatWorkflow(
        executable.process,
        executable.subprocesses,
        script_engine=scripts,
        deserializing=True,
    )
    tasks: list[Task] = []
    _load_one(workflow, top, executable, tasks)
    for host_index, name, *state in subprocesses:
        host = tasks[host_index]
        sub = FlatSubprocess(
            executable.subprocesses[name], host.id, workflow, deserializing=True
        )
        workflow.subprocesses[host.id] = sub
        _load_one(sub, state, executable, tasks)
        sub.completed_event.connect(host.task_spec._on_subworkflow_completed, host)
    return workflow


def _load_one(workflow, body, executable, tasks):
    (data, completed, success), rows = body
    names = executable.names[workflow.spec.name]
    specs = workflow.spec.task_specs
    first = len(tasks)
    events = workflow.top_workflow.event_manager
    for row in rows:
        parent, state, spec, changed, removed, internal, task_id, triggered = row + [
            0
        ] * (8 - len(row))
        # Nobody asks for a finished task's id again.
        number = UUID(hex=task_id) if task_id else UUID(int=len(tasks) + 1)
        task = Task(workflow, specs[names[spec]], state=state, id=number)
        task.triggered = bool(triggered)
        task.internal_data = internal or {}
        task.data = changed or {}
        if parent is not None:
            above = tasks[parent]
            task._parent = above.id
            above._children.append(task.id)
            task.data = {**above.data, **task.data}
            for key in removed or ():
                task.data.pop(key, None)
        tasks.append(task)
        if state == TaskState.WAITING and isinstance(task.task_spec, CatchingEvent):
            events.add_task(task)
    workflow.data, workflow.completed, workflow.success = data, completed, success
    workflow.task_tree = tasks[first]
