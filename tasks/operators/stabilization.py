"""Operators on the stabilization period.

Source: Release Standard 3.8 "Monitor operations impact"; AMB-42.
"""

from datetime import datetime
from typing import Any

from engine.ports import Context
from tasks.operators.declared import operator, release_id_of
from tasks.release.calendar import extension_problem, stabilization_end
from tasks.release.columns import day
from tasks.release.errors import RecordRefused
from tasks.release.lifecycle import write
from tasks.release.loaded import release_of
from tasks.release.records import save


def start_stabilization(context: Context, days: int = 30) -> None:
    """Stabilization begins when the release went live and lasts so many days."""
    release_id = release_id_of(context)
    activated_at = release_of(context, release_id)["activated_at"] or context.at
    end = stabilization_end(activated_at, context.zone, max(days, 30))
    values = {
        "activated_at": activated_at,
        "stabilization_start": activated_at,
        "stabilization_end": end,
    }
    write(context, release_id, values)


def extend_stabilization(context: Context, new_end: Any, reason: str | None) -> None:
    """A later end, at the same time of day, with a reason."""
    release_id = release_id_of(context)
    row = release_of(context, release_id)
    old_end, activated_at = row["stabilization_end"], row["activated_at"]
    if old_end is None or activated_at is None:
        raise RecordRefused("Stabilization has not begun.")
    end = _that_day(context, old_end, new_end)
    problem = extension_problem(old_end, end, activated_at, context.zone)
    if problem:
        raise RecordRefused(problem)
    extension = {"old_end": old_end, "new_end": end, "reason": reason}
    save(context, "extensions", release_id, extension)
    write(context, release_id, {"stabilization_end": end})


def _that_day(context: Context, old_end: datetime, new_end: Any) -> datetime:
    local = old_end.astimezone(context.zone)
    on = day(new_end, context.zone)
    return local.replace(year=on.year, month=on.month, day=on.day)


OPERATORS = (
    operator(start_stabilization, days="calendar days, at least 30"),
    operator(
        extend_stabilization, new_end="the day it ends", reason="why it is extended"
    ),
)
