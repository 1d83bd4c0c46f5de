"""Days that the standard counts: stabilization, lead times.

Calendar days keep the local time of day, also when clocks change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from engine.expressions.moments import Moment, business_days

STABILIZATION_DAYS = 30


def days_later(start: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same local time of day, that many calendar days later, in UTC.

    An hour that the clocks leave out is read by the offset before the change.
    Raises: ValueError if ``start`` is naive.
    """
    if start.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    local = start.astimezone(zone)
    return (local + timedelta(days=days)).astimezone(UTC)


def stabilization_end(
    activated_at: datetime, zone: ZoneInfo, days: int = STABILIZATION_DAYS
) -> datetime:
    """The moment a release's stabilization ends at the earliest, in UTC.

    Units: calendar days of the office; weekends count; the local hour is kept.
    Source: Release Standard 3.8 "Monitor operations impact", 30 calendar days; AMB-42.
    """
    return days_later(activated_at, days, zone)


def extension_problem(
    old_end: datetime, new_end: datetime, activated_at: datetime, zone: ZoneInfo
) -> str | None:
    """Why stabilization cannot end then, or None. Source: AMB-42, no early end."""
    if new_end <= old_end:
        return "The new end must be later than the old one."
    if new_end < stabilization_end(activated_at, zone):
        return f"Stabilization lasts at least {STABILIZATION_DAYS} calendar days."
    return None


@dataclass(frozen=True, slots=True)
class LeadTime:
    """How long before deployment a DCS release of this type must be asked for."""

    least: int
    most: int
    unit: str

    def __str__(self) -> str:
        return f"{self.least}–{self.most} {self.unit}"


#: Source: Release Standard 3.7.4, "Estimated lead time required"; AMB-51: days are
#: business days, weeks calendar weeks.
LEAD_TIMES: Mapping[str, LeadTime] = MappingProxyType(
    {
        "CO": LeadTime(1, 3, "business days"),
        "SI": LeadTime(5, 7, "business days"),
        "DE": LeadTime(1, 4, "weeks"),
        "CX": LeadTime(2, 8, "weeks"),
    }
)


def lead_time_is_short(
    lead: LeadTime, at: datetime, deployment: datetime | date, zone: ZoneInfo
) -> bool:
    """Whether less than the least lead time remains before the deployment."""
    moment = Moment(at, zone)
    if lead.unit == "weeks":
        left = moment.day(deployment) - moment.day(at)
        return left < timedelta(weeks=lead.least)
    return business_days(moment, at, deployment) < lead.least
