"""Answers that are not given yet: kept on the task, never lost."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from engine.errors import TaskAlreadyDone
from engine.ports import Context
from tasks.inbox.tables import OPEN, human_task


def save_draft(
    context: Context, task_id: str, *, user: str, answers: Mapping[str, Any]
) -> None:
    """Keep what was answered so far, right or wrong. Raises TaskAlreadyDone."""
    changed = context.conn.execute(
        update(human_task)
        .where(human_task.c.task_id == task_id, human_task.c.state == OPEN)
        .values(draft=dict(answers), draft_at=context.at, draft_by=user)
    )
    if changed.rowcount != 1:
        raise TaskAlreadyDone
