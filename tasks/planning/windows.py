"""When a release happens: its deployment window, by the record.

Source: ours, because the standard dates a deployment but not its length; an outage
widens the window, a planned day without an hour takes the whole day.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

#: How long a deployment is taken to last when the record does not say.
USUAL = timedelta(hours=2)
#: What nobody deploys longer than; a wrong end must not cover a year.
LONGEST = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Window:
    """From, until (not included); ``has_hour`` is False when only the day is known."""

    starts_at: datetime
    ends_at: datetime
    has_hour: bool = True

    def overlaps(self, other: "Window") -> bool:
        """Whether both share a moment."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def day(self, zone: ZoneInfo) -> date:
        """The office's day on which it begins."""
        return self.starts_at.astimezone(zone).date()


def whole_day(day: date, zone: ZoneInfo) -> Window:
    """A day of the office from midnight to midnight; 23 or 25 hours when clocks change.

    Source: ours.
    """
    begin = datetime.combine(day, time.min, zone).astimezone(UTC)
    following = datetime.combine(day + timedelta(days=1), time.min, zone)
    return Window(begin, following.astimezone(UTC), has_hour=False)


def window_of(row: Any, zone: ZoneInfo) -> Window | None:
    """The window of a release; None when it has no date at all."""
    if row.deployment_at is None:
        if row.planned_deployment is None:
            return None
        return whole_day(row.planned_deployment, zone)
    begin: datetime = row.deployment_at
    end = begin + USUAL
    if row.outage_start is not None and abs(row.outage_start - begin) <= LONGEST:
        begin = min(begin, row.outage_start)
    if row.outage_end is not None and begin < row.outage_end <= begin + LONGEST:
        end = max(end, row.outage_end)
    return Window(begin, end)
