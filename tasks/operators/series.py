"""Operators on recurring series: begin, go on, end."""

from typing import Any

from engine.expressions.evaluate import plain
from engine.ports import Context
from tasks.operators.declared import operator, release_id_of
from tasks.release import series as of_release


def start_series(
    context: Context, series: str, every: str | None = None, first: Any = None
) -> None:
    """Begin a series, or begin it again with its next slot."""
    rhythm = None if every is None else str(plain(every))
    of_release.start(
        context, release_id_of(context), series, every=rhythm, first_at=first
    )


def next_slot(context: Context, series: str) -> None:
    """Go on with the next slot in the future; skipped ones are noted."""
    of_release.advance(context, release_id_of(context), series)


def end_series(context: Context, series: str) -> None:
    """The series needs no further slot."""
    of_release.end(context, release_id_of(context), series)


_NAME = "the series' name"

OPERATORS = (
    operator(
        start_series,
        series=_NAME,
        every="an interval such as P7D or PT4H",
        first="the first slot; else one interval from now",
    ),
    operator(next_slot, series=_NAME),
    operator(end_series, series=_NAME),
)
