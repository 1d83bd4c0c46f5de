"""New tasks, written together at the end of the unit however they came to be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert

from engine.ports import Context
from tasks.inbox.tables import human_task, task_candidate

KEY = "new tasks"


@dataclass(slots=True)
class _NewTasks:
    """Tasks and who may claim them: one statement for each table."""

    conn: Connection
    tasks: list[Mapping[str, Any]] = field(default_factory=list)
    candidates: list[Mapping[str, Any]] = field(default_factory=list)

    def __call__(self) -> None:
        self.conn.execute(insert(human_task), self.tasks)
        if self.candidates:
            self.conn.execute(insert(task_candidate), self.candidates)


def open_tasks(
    context: Context,
    tasks: Iterable[Mapping[str, Any]],
    candidates: Iterable[Mapping[str, Any]],
) -> None:
    """Put tasks into the inbox; they are there when the unit ends."""
    waiting = context.pending.setdefault(KEY, _NewTasks(context.conn))
    assert isinstance(waiting, _NewTasks)
    waiting.tasks.extend(tasks)
    waiting.candidates.extend(candidates)
