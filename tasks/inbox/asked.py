"""What people answered to a step, for the gateways that ask the record.

Source: processes.md A.3: after a join or several instances of one task, gateways ask
the record, not the token.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    and_,
    bindparam,
    or_,
    select,
)
from sqlalchemy.engine import Row

from engine.ports import Context
from tasks.inbox.tables import DONE, OPEN, human_task

MOST_REPLIES = 1000


@dataclass(frozen=True, slots=True)
class StepAnswers:
    """The last answers to a step, and those of its newest round with who gave them.

    ``silent`` were asked in the newest round and have not replied.
    """

    last: Mapping[str, Any] | None = None
    newest_round: Sequence[dict[str, Any]] = ()
    silent: Sequence[str] = ()


def answers_to(context: Context, step_id: str) -> StepAnswers:
    """The answers to a step of the running instance.

    They are read once, with those of all steps that are asked for at the same place.
    """
    key = f"answers:{step_id}"
    if key not in context.cache:
        wanted = {step_id} | _asked_along(context)
        unread = {step for step in wanted if f"answers:{step}" not in context.cache}
        for step, found in _answers(context, unread).items():
            context.cache[f"answers:{step}"] = found
    answers: StepAnswers = context.cache[key]
    return answers


def expect(context: Context, texts: Iterable[str]) -> None:
    """These expressions are about to be evaluated: read what they ask for together."""
    steps = {step for text in texts for step in _ASKED.findall(text)}
    context.cache["answers_expected"] = steps


def forget_answers(context: Context) -> None:
    """A task was completed: read answers and open steps again when asked."""
    for key in [k for k in context.cache if k.startswith(("answers", "open_steps"))]:
        del context.cache[key]


_open_steps = (
    select(human_task.c.step_id)
    .where(human_task.c.instance_id == bindparam("instance_id"))
    .where(human_task.c.state == OPEN, human_task.c.kind == "step")
)


def open_steps(conn: Connection, instance_id: str) -> list[str]:
    """The steps at which tasks of an instance wait."""
    found = conn.scalars(_open_steps, {"instance_id": instance_id})
    return list(dict.fromkeys(found))


#: Facts that ask for the answers to a step, in an expression.
_ASKED = re.compile(r"(?:answer|replies|missing_replies)\(['\"]([^'\"]+)['\"]")


def _asked_along(context: Context) -> set[str]:
    """The steps that the expressions at the present element ask for."""
    expected: set[str] = set(context.cache.get("answers_expected", ()))
    node, diagram = context.node, context.diagram
    if node is None or diagram is None:
        return expected
    texts = [diagram.flows[flow].condition or "" for flow in node.outgoing]
    if node.operator is not None:
        texts += node.operator.parameters.values()
    return expected | {step for text in texts for step in _ASKED.findall(text)}


def _answers(context: Context, steps: Collection[str]) -> dict[str, StepAnswers]:
    rows: dict[str, list[Row[Any]]] = {step: [] for step in steps}
    if context.instance is not None and steps:
        for row in _tasks_of(context.conn, context.instance.id, sorted(steps)):
            rows[row.step_id].append(row)
    return {step: _answers_in(found) for step, found in rows.items()}


def _answers_in(rows: Sequence[Row[Any]]) -> StepAnswers:
    """What the tasks of one step, newest first, say."""
    done = [row for row in rows if row.state == DONE and row.answers]
    done.sort(key=lambda r: (r.opened_in, r.completed_at, r.task_id), reverse=True)
    newest = rows[0] if rows else None
    of_round = [row for row in rows if newest and _of_one_round(row, newest)]
    replies = [
        {**row.answers, "by": row.completed_by, "at": row.completed_at}
        for row in reversed(done)
        if row in of_round
    ]
    silent = sorted(r.assignee for r in of_round if r.state != DONE and r.assignee)
    return StepAnswers(done[0].answers if done else None, replies, silent)


def _of_one_round(row: Row[Any], newest: Row[Any]) -> bool:
    if newest.round_id is None:
        return bool(row.task_id == newest.task_id)
    return bool(row.round_id == newest.round_id)


def _tasks_of(
    conn: Connection, instance_id: str, steps: Sequence[str]
) -> Sequence[Row[Any]]:
    """All tasks of each step's newest round, and its last one done; newest first."""
    t = human_task.c
    return conn.execute(
        select(human_task)
        .where(t.instance_id == instance_id)
        .where(or_(*(_newest_or_last(instance_id, step) for step in steps)))
        .order_by(t.opened_in.desc(), t.opened_at.desc(), t.task_id.desc())
        .limit(MOST_REPLIES)
    ).all()


def _newest_or_last(instance_id: str, step_id: str) -> ColumnElement[bool]:
    t = human_task.c
    newest_round = _newest(t.round_id, instance_id, step_id)
    newest_task = _newest(t.task_id, instance_id, step_id)
    last_done = _last_done(instance_id, step_id)
    return and_(
        t.step_id == step_id,
        or_(
            t.round_id == newest_round,
            t.task_id == newest_task,
            t.task_id == last_done,
        ),
    )


def _newest(column: Any, instance_id: str, step_id: str) -> ScalarSelect[Any]:
    other = human_task.alias().c
    return (
        select(other[column.name])
        .where(other.instance_id == instance_id, other.step_id == step_id)
        .order_by(other.opened_in.desc(), other.opened_at.desc(), other.task_id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _last_done(instance_id: str, step_id: str) -> ScalarSelect[Any]:
    other = human_task.alias().c
    return (
        select(other.task_id)
        .where(other.instance_id == instance_id, other.step_id == step_id)
        .where(other.state == DONE)
        .order_by(
            other.opened_in.desc(), other.completed_at.desc(), other.task_id.desc()
        )
        .limit(1)
        .scalar_subquery()
    )
