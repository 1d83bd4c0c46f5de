"""Items: work from a plan that stands in the inbox beside the steps of a diagram.

Source: processes.md B.3, "stakeholder deliverable tasks are separate inbox items from
the plan, not nodes".
"""

from sqlalchemy import select, update

from engine.ports import Context
from tasks.inbox import candidates
from tasks.inbox.tables import OPEN, WITHDRAWN, human_task

ITEM = "item"


def withdraw_items(context: Context, release_id: str) -> int:
    """The release has ended: its open items go; returns how many."""
    t = human_task.c
    found = list(
        context.conn.scalars(
            select(t.task_id)
            .where(t.release_id == release_id, t.state == OPEN, t.kind == ITEM)
            .limit(1000)
        )
    )
    if found:
        context.conn.execute(
            update(human_task)
            .where(t.task_id.in_(found), t.state == OPEN)
            .values(state=WITHDRAWN, completed_at=context.at)
        )
        candidates.remove(context.conn, found)
    return len(found)
