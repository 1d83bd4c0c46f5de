"""What people answered to a step, for the gateways that ask the record.

Source: processes.md A.3: after a join or several instances of one task, gateways ask
the record, not the token.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, ScalarSelect, and_, or_, select
from sqlalchemy.engine import Row

from engine.ports import Context
from tasks.inbox.tables import DONE, OPEN, WITHDRAWN, human_task

MOST_REPLIES = 1000


@dataclass(frozen=True, slots=True)
class StepAnswers:
    """The last answers to a step, and those of its newest round with who gave them."""

    last: Mapping[str, Any] | None
    newest_round: Sequence[dict[str, Any]]


def answers_to(context: Context, step_id: str) -> StepAnswers:
    """The answers to a step of the running instance, read once a step."""
    key = f"answers:{step_id}"
    if key not in context.cache:
        context.cache[key] = _answers(context, step_id)
    found: StepAnswers = context.cache[key]
    return found


def forget_answers(context: Context) -> None:
    """A task was completed: read answers and open steps again when asked."""
    for key in [k for k in context.cache if k.startswith(("answers:", "open_steps"))]:
        del context.cache[key]


def asked_of(context: Context, step_id: str) -> list[str]:
    """Who was asked in the step's newest round and has not replied."""
    instance = context.instance
    if instance is None:
        return []
    t = human_task.c
    rows = context.conn.execute(
        select(t.assignee)
        .where(_newest_round(instance.id, step_id), t.state.in_((OPEN, WITHDRAWN)))
        .order_by(t.assignee)
        .limit(MOST_REPLIES)
    )
    return [row.assignee for row in rows if row.assignee]


def open_steps(conn: Connection, instance_id: str) -> list[str]:
    """The steps at which tasks of an instance wait."""
    t = human_task.c
    rows = conn.scalars(
        select(t.step_id)
        .where(t.instance_id == instance_id, t.state == OPEN, t.kind == "step")
        .distinct()
    )
    return list(rows)


def _answers(context: Context, step_id: str) -> StepAnswers:
    instance = context.instance
    if instance is None:
        return StepAnswers(None, ())
    rows = [row for row in _done(context.conn, instance.id, step_id) if row.answers]
    of_round = [row for row in rows if row.is_newest]
    replies = [
        {**row.answers, "by": row.completed_by, "at": row.completed_at}
        for row in of_round
    ]
    return StepAnswers(rows[-1].answers if rows else None, replies)


def _done(conn: Connection, instance_id: str, step_id: str) -> Sequence[Row[Any]]:
    """The last answers, and all of the newest round; oldest first."""
    t = human_task.c
    newest = _newest_round(instance_id, step_id)
    last = (
        select(t.task_id)
        .where(t.instance_id == instance_id, t.step_id == step_id, t.state == DONE)
        .order_by(t.opened_in.desc(), t.completed_at.desc(), t.task_id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = conn.execute(
        select(t.answers, t.completed_by, t.completed_at, newest.label("is_newest"))
        .where(t.instance_id == instance_id, t.step_id == step_id, t.state == DONE)
        .where(or_(newest, t.task_id == last))
        .order_by(t.opened_in.desc(), t.completed_at.desc(), t.task_id.desc())
        .limit(MOST_REPLIES)
    ).all()
    return rows[::-1]


def _newest_round(instance_id: str, step_id: str) -> ColumnElement[bool]:
    """A task of the round that was opened last; one without rounds is its own."""
    t = human_task.c
    newest_round = _newest(t.round_id, instance_id, step_id)
    newest_task = _newest(t.task_id, instance_id, step_id)
    return and_(
        t.instance_id == instance_id,
        t.step_id == step_id,
        or_(t.round_id == newest_round, t.task_id == newest_task),
    )


def _newest(column: Any, instance_id: str, step_id: str) -> ScalarSelect[Any]:
    other = human_task.alias().c
    return (
        select(other[column.name])
        .where(other.instance_id == instance_id, other.step_id == step_id)
        .order_by(other.opened_in.desc(), other.task_id.desc())
        .limit(1)
        .scalar_subquery()
    )
