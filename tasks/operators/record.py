"""Operators on the release itself: its status, milestone, fields and flags."""

from typing import Any

from engine.ports import Context
from tasks.operators.declared import operator, release_id_of
from tasks.release.columns import day
from tasks.release.errors import RecordRefused
from tasks.release.lifecycle import write
from tasks.release.loaded import release_of
from tasks.release.states import (
    DRAFT,
    MILESTONE_COLUMNS,
    has_ended,
    may_become,
    milestone_problem,
)


def create_record(context: Context, milestone: str) -> None:
    """The request becomes a release record: status Draft, first milestone."""
    release_id = release_id_of(context)
    _to_status(context, release_id, DRAFT, {"recorded_at": context.at})
    set_milestone(context, milestone)


def set_milestone(context: Context, milestone: str) -> None:
    """The release enters a milestone; the day becomes its actual date."""
    release_id = release_id_of(context)
    row = release_of(context, release_id)
    named = _named_milestones(context)
    problem = milestone_problem(row["process"], milestone, row["milestone"], named)
    if problem:
        raise RecordRefused(problem)
    values: dict[str, Any] = {"milestone": milestone}
    if milestone in MILESTONE_COLUMNS and row["milestone"] != milestone:
        column = f"actual_{MILESTONE_COLUMNS[milestone]}"
        values[column] = day(context.at, context.zone)
    write(context, release_id, values)


def set_status(context: Context, status: str, reason: str | None = None) -> None:
    """The release passes to a status; Closed, Cancelled, Not required end it."""
    more = {} if reason is None else {"status_reason": reason}
    _to_status(context, release_id_of(context), status, more)


def set_field(context: Context, field: str, value: Any) -> None:
    """Write a field of the release; status and milestone have their own operators."""
    if field in ("status", "milestone"):
        raise RecordRefused(f"“{field}” is set by set_{field}.")
    write(context, release_id_of(context), {field: value})


def set_flag(context: Context, flag: str, value: Any) -> None:
    """Set a flag that conditions ask for, to true, false or a text."""
    write(context, release_id_of(context), {}, flags={flag: value})


def _to_status(
    context: Context, release_id: str, status: str, more: dict[str, Any]
) -> None:
    before = release_of(context, release_id)["status"]
    try:
        fits = may_become(before, status)
    except KeyError as error:
        raise RecordRefused(f"There is no status “{before}”.") from error
    if not fits:
        raise RecordRefused(f"A release that is {before} cannot become {status}.")
    ended = {"closed_at": context.at} if has_ended(status) else {}
    write(context, release_id, {"status": status, **ended, **more})


def _named_milestones(context: Context) -> tuple[str, ...]:
    if context.diagram is None:
        return ()
    text = context.diagram.properties.get("milestones", "")
    return tuple(name.strip() for name in text.split(",") if name.strip())


OPERATORS = (
    operator(create_record, milestone="the first milestone"),
    operator(set_milestone, milestone="one of the process's milestones"),
    operator(
        set_status,
        status="Draft, Active, Closed, Cancelled or Not required",
        reason="why, for the status reason",
    ),
    operator(set_field, field="the field's name", value="what it becomes"),
    operator(set_flag, flag="the flag's name", value="true, false or a text"),
)
