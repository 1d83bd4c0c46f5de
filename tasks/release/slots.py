"""The slots of a recurring series: pure arithmetic on the clock of the office.

Days, weeks and months keep the local time of day when clocks change; hours pass.
Source: ours, because processes.md V12 asks that missed slots bring one item at most.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_ISO = re.compile(
    r"P(?:(?P<months>\d{1,3})M)?(?:(?P<weeks>\d{1,3})W)?(?:(?P<days>\d{1,4})D)?"
    r"(?:T(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,4})M)?)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Interval:
    """How far apart the slots of a series are."""

    months: int = 0
    days: int = 0
    minutes: int = 0

    @classmethod
    def read(cls, text: str) -> "Interval":
        """``P1W``, ``P14D``, ``PT4H``, ``P1M``. Raises ValueError."""
        found = _ISO.fullmatch(text.strip())
        given = {k: int(v) for k, v in found.groupdict("0").items()} if found else {}
        if not found or not any(given.values()):
            raise ValueError(f"“{text}” is no interval such as P7D or PT4H")
        return cls(
            given["months"],
            given["weeks"] * 7 + given["days"],
            given["hours"] * 60 + given["minutes"],
        )


def slot(anchor: datetime, every: Interval, number: int, zone: ZoneInfo) -> datetime:
    """The slot of this number, counted from the anchor (0), in UTC."""
    passed = timedelta(minutes=every.minutes * number)
    if number == 0 or not (every.months or every.days):
        return anchor.astimezone(UTC) + passed
    local = anchor.astimezone(zone)
    index = local.year * 12 + local.month - 1 + every.months * number
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    local = local.replace(year=year, month=month + 1, day=min(local.day, last))
    local += timedelta(days=every.days * number)
    return local.astimezone(UTC) + passed


def next_slot(
    anchor: datetime, every: Interval, after: datetime, zone: ZoneInfo
) -> tuple[int, datetime]:
    """Number and moment of the first slot later than ``after``."""
    if after < anchor:
        return 0, anchor.astimezone(UTC)
    low, high = 0, 1
    while slot(anchor, every, high, zone) <= after:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if slot(anchor, every, middle, zone) <= after:
            low = middle
        else:
            high = middle
    return high, slot(anchor, every, high, zone)


def number_of(
    anchor: datetime, every: Interval, moment: datetime, zone: ZoneInfo
) -> int:
    """The number of the last slot that is not later than the moment; -1 for none."""
    return next_slot(anchor, every, moment, zone)[0] - 1
