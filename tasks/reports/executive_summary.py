"""The executive summary: all releases over a time, looking forward and looking back.

First the few numbers that matter, then the lines: what goes live, what is at risk,
what went wrong.

Source: Release Standard 3.10, "Executive Summary", and 3.7.1, "Executive summary
update"; processes.md E.2: internal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, or_, select
from sqlalchemy.engine import Row

from engine.errors import EngineError
from tasks.people.persons import Person
from tasks.people.rights import may_see_executive_summary
from tasks.release.states import NOT_REQUIRED
from tasks.reports.lines import (
    AHEAD,
    AT_RISK,
    BACK,
    CALLED_OFF,
    LATE,
    ON_TRACK,
    SUCCESSFUL,
    WENT_WRONG,
    WITH_ISSUES,
    report_line,
)
from tasks.reports.wanted import Wanted, passing

VIEWS = (AHEAD, BACK)
WEEK = timedelta(days=6)
#: As many lines of a view as a file or a paper holds.
MOST_IN_FILE = 25_000


class InternalReport(EngineError):
    """The summary is for those who run releases and for executives."""

    def __init__(self) -> None:
        super().__init__(
            "The executive summary is internal. "
            "The forward schedule is open to everybody."
        )


@dataclass(frozen=True, slots=True)
class Numbers:
    """What an executive with ten seconds reads."""

    this_week: int
    at_risk: int
    late: int
    on_track: int
    went_wrong: int
    with_issues: int
    successful: int
    called_off: int
    #: (process, overall) → number, of both views.
    by: Mapping[tuple[str, str], int]

    @property
    def ahead(self) -> int:
        """All releases that are looked forward to."""
        return self.at_risk + self.late + self.on_track

    @property
    def deployed(self) -> int:
        """All releases that were deployed, however it went."""
        return self.went_wrong + self.with_issues + self.successful

    @property
    def back(self) -> int:
        """All releases that are looked back on."""
        return self.deployed + self.called_off

    @property
    def success(self) -> int | None:
        """How many of a hundred deployments succeeded; None without any."""
        if not self.deployed:
            return None
        return round(100 * (self.successful + self.with_issues) / self.deployed)


def require_internal(person: Person) -> None:
    """Raises InternalReport."""
    if not may_see_executive_summary(person):
        raise InternalReport


def numbers(conn: Connection, wanted: Wanted, today: date) -> Numbers:
    """How many releases stand how in the period."""
    c = report_line.c
    found: dict[tuple[str, str], int] = {}
    for view in VIEWS:
        groups = conn.execute(
            select(c.process, c.overall, func.count())
            .where(*_seen(wanted, view))
            .group_by(c.process, c.overall)
        )
        for process, overall, number in groups:
            found[process, overall] = found.get((process, overall), 0) + number
    counts: dict[str, int] = {}
    for (_process, overall), number in found.items():
        counts[overall] = counts.get(overall, 0) + number
    return Numbers(
        this_week=_this_week(conn, wanted, today),
        at_risk=counts.get(AT_RISK, 0),
        late=counts.get(LATE, 0),
        on_track=counts.get(ON_TRACK, 0),
        went_wrong=counts.get(WENT_WRONG, 0),
        with_issues=counts.get(WITH_ISSUES, 0),
        successful=counts.get(SUCCESSFUL, 0),
        called_off=counts.get(CALLED_OFF, 0),
        by=found,
    )


def _this_week(conn: Connection, wanted: Wanted, today: date) -> int:
    on_day = report_line.c.on_day
    query = select(func.count()).where(
        *_seen(wanted, AHEAD), on_day.between(today, today + WEEK)
    )
    return conn.scalar(query) or 0


def _seen(wanted: Wanted, view: str) -> list[Any]:
    """What a view shows: what should be over by now is still looked forward to."""
    c = report_line.c
    when: Any
    if view == BACK:
        when = c.on_day.between(wanted.begins, wanted.ends)
    else:
        when = or_(c.on_day <= wanted.ends, c.on_day.is_(None))
    off = [c.status != NOT_REQUIRED] if wanted.status is None else []
    return [c.side == view, when, *off, *passing(wanted, off=())]


def lines(
    conn: Connection, wanted: Wanted, view: str, *, limit: int, offset: int = 0
) -> Sequence[Row[Any]]:
    """The releases of a view: what comes next first, what was last first."""
    c = report_line.c
    if view == AHEAD:
        order: tuple[Any, ...] = (c.on_day.is_(None), c.on_day, c.starts_at)
    else:
        order = (c.on_day.desc(), c.starts_at.desc())
    return conn.execute(
        select(report_line)
        .where(*_seen(wanted, view))
        .order_by(*order, c.release_id)
        .limit(limit)
        .offset(offset)
    ).all()


def both(conn: Connection, wanted: Wanted, view: str | None) -> list[Row[Any]]:
    """One page over one view, or over both, forward first."""
    found: list[Row[Any]] = []
    offset, limit = wanted.offset, wanted.per_page
    for each in [view] if view else VIEWS:
        rows = lines(conn, wanted, each, limit=limit, offset=offset)
        found += rows
        limit -= len(rows)
        if limit <= 0:
            break
        if not rows and offset:
            offset -= min(offset, _number(conn, wanted, each))
        else:
            offset = 0
    return found


def _number(conn: Connection, wanted: Wanted, view: str) -> int:
    query = select(func.count()).where(*_seen(wanted, view))
    return conn.scalar(query) or 0
