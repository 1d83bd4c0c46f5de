"""The reports' charts, drawn from their figures."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tasks.reports.charts import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    RED,
    Bar,
    Lane,
    Span,
    Tick,
    bars,
    timeline,
)
from tasks.reports.forward_schedule import Counted
from tasks.reports.lines import (
    AT_RISK,
    CALLED_OFF,
    LATE,
    SUCCESSFUL,
    WENT_WRONG,
    WITH_ISSUES,
)
from tasks.reports.wanted import Wanted
from tasks.reports.words import word

#: As many bars as a chart has; the rest is one bar.
MOST_BARS = 8
COLOURS = {
    LATE: RED,
    AT_RISK: AMBER,
    WENT_WRONG: RED,
    WITH_ISSUES: AMBER,
    SUCCESSFUL: GREEN,
    CALLED_OFF: GREY,
}

Named = Callable[[str], str]


def volume_chart(counted: Counted, title: str, language: str, named: Named) -> str:
    """How many releases each value has, the greatest first."""
    shown, rest = counted[:MOST_BARS], counted[MOST_BARS:]
    rows = [Bar(_label(value, language, named), number) for value, number in shown]
    if rest:
        rows.append(Bar(word("others", language), sum(n for _, n in rest), GREY))
    return bars(title, rows)


def _label(value: str | None, language: str, named: Named) -> str:
    return word("not_given", language) if value is None else named(value)


def schedule_timeline(
    title: str,
    lanes: Sequence[tuple[str, Sequence[Any]]],
    shut: Sequence[Any],
    wanted: Wanted,
    zone: ZoneInfo,
) -> str:
    """The deployments of a period in lanes, on the office's days."""
    scale = _Scale(wanted.begins, wanted.ends, zone)
    drawn = [
        Lane(
            label,
            [
                Span(
                    f"{row.release_id} {row.title}, {row.on_day}",
                    scale.at(row.starts_at),
                    scale.at(row.ends_at),
                    COLOURS.get(row.overall, BLUE),
                    framed=bool(row.conflicts),
                )
                for row in rows
                if row.starts_at is not None
            ],
        )
        for label, rows in lanes
    ]
    closed = [
        Span("", scale.at(each.starts_at), scale.at(each.ends_at)) for each in shut
    ]
    return timeline(title, drawn, scale.ticks(), closed)


class _Scale:
    """Where a moment lies in a period, from 0 to 1."""

    def __init__(self, first: date, last: date, zone: ZoneInfo) -> None:
        self.first, self.last, self.zone = first, last, zone
        self.begins = datetime.combine(first, time.min, zone)
        ends = datetime.combine(last + timedelta(days=1), time.min, zone)
        self.seconds = (ends - self.begins).total_seconds()

    def at(self, moment: datetime) -> float:
        """Within the period."""
        passed = (moment - self.begins).total_seconds()
        return min(1.0, max(0.0, passed / self.seconds))

    def ticks(self) -> list[Tick]:
        """So many days apart that about a dozen fit."""
        days = (self.last - self.first).days + 1
        step = next((n for n in (1, 2, 7, 14, 30, 90) if days / n <= 14), 365)
        found = []
        for number in range(0, days, step):
            day = self.first + timedelta(days=number)
            moment = datetime.combine(day, time.min, self.zone)
            found.append(Tick(day.strftime("%m-%d"), self.at(moment)))
        return found
