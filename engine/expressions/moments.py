"""The named functions of days, moments, durations and business days.

Each takes the moment of the evaluation first; people write the other arguments. Every
moment is given in the office's time zone.
"""

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import cast
from zoneinfo import ZoneInfo

import holidays

from engine.expressions.iso import CLOCK, read_date
from engine.expressions.kinds import Kind
from engine.expressions.syntax import ExpressionError
from engine.expressions.values import DAY, kind

MAX_BUSINESS_DAYS = 1_000


@dataclass(frozen=True, slots=True)
class Moment:
    """When and where an expression is evaluated: now, and the office's time zone."""

    now: datetime
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.now.utcoffset() is None:
            raise ValueError("now needs an offset")

    def local(self, moment: datetime) -> datetime:
        """A moment by the clock of the office; one without an offset is meant so."""
        if moment.tzinfo is None:
            # Through UTC, for an hour that a change of clocks leaves out.
            moment = moment.replace(tzinfo=self.zone).astimezone(UTC)
        return moment.astimezone(self.zone)

    def day(self, value: object) -> date:
        """The day in the office of a date, a moment, or the text of either."""
        found = to_date(self, value)
        return found.date() if isinstance(found, datetime) else found


def today(moment: Moment) -> date:
    """today(): the day in the office."""
    return moment.local(moment.now).date()


def now(moment: Moment) -> datetime:
    """now(): this moment."""
    return moment.local(moment.now)


def to_date(moment: Moment, value: object) -> date | datetime:
    """date('2026-12-24'), date('2026-12-24T17:00'): a day, or a moment."""
    match value:
        case datetime() if kind(value):
            return moment.local(value)
        case date():
            return value
        case str():
            return _read(moment, value)
        case _:
            raise ExpressionError(f"{kind(value).phrase} is not a date")


def day(moment: Moment, value: object) -> date:
    """day(created_at): the day in the office on which a moment falls."""
    return moment.day(value)


def at(moment: Moment, on: object, clock: object) -> datetime:
    """at(date, '17:00'): the moment of a day at this time in the office."""
    if type(clock) is not str or not CLOCK.fullmatch(clock):
        raise ExpressionError("a time of day is written '17:00'")
    try:
        of_day = time.fromisoformat(clock)
    except ValueError as error:
        raise ExpressionError(f"there is no time {clock!r}") from error
    return moment.local(datetime.combine(moment.day(on), of_day))


def is_business_day(moment: Moment, on: object) -> bool:
    """is_business_day(date): neither a weekend nor a public holiday in Ontario."""
    return _is_business_day(moment.day(on))


def add_business_days(moment: Moment, start: object, count: object) -> date | datetime:
    """add_business_days(date, 5): that many business days later, or earlier if < 0.

    A moment keeps its time of day.
    """
    if type(count) is not int or abs(count) > MAX_BUSINESS_DAYS:
        needed = f"a whole number up to {MAX_BUSINESS_DAYS}"
        raise ExpressionError(f"the number of business days is {needed}")
    begin = to_date(moment, start)
    found = moment.day(begin)
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        found += step
        while not _is_business_day(found):
            found += step
    if not isinstance(begin, datetime):
        return found
    return moment.local(datetime.combine(found, begin.time()))


def business_days(moment: Moment, start: object, end: object) -> int:
    """business_days(a, b): the business days after a up to and including b."""
    first, last = moment.day(start), moment.day(end)
    if first > last:
        return -business_days(moment, last, first)
    if last - first > MAX_BUSINESS_DAYS * 2 * DAY:
        raise ExpressionError("the days are too far apart to count business days")
    return sum(map(_is_business_day, _days_after(first, last)))


def minutes(count: object) -> timedelta:
    """minutes(90): a duration."""
    return _times(count, timedelta(minutes=1))


def hours(count: object) -> timedelta:
    """hours(4): a duration; each 24 hours are one calendar day."""
    return _times(count, timedelta(hours=1))


def days(count: object) -> timedelta:
    """days(30): a duration of calendar days."""
    return _times(count, DAY)


def weeks(count: object) -> timedelta:
    """weeks(2): a duration."""
    return _times(count, 7 * DAY)


def _times(count: object, unit: timedelta) -> timedelta:
    if kind(count) is not Kind.NUMBER:
        raise ExpressionError(f"a number is needed here, not {kind(count).phrase}")
    return cast(float, count) * unit


def _read(moment: Moment, text: str) -> date | datetime:
    try:
        found = read_date(text)
    except ValueError as error:
        form = "write '2026-12-24' or '2026-12-24T17:00'"
        raise ExpressionError(f"there is no date {text[:40]!r}: {form}") from error
    return moment.local(found) if isinstance(found, datetime) else found


def _days_after(first: date, last: date) -> Iterator[date]:
    return (first + DAY * number for number in range(1, (last - first).days + 1))


def _is_business_day(on: date) -> bool:
    return on.weekday() < 5 and on not in _holidays(on.year)


@functools.lru_cache(maxsize=64)
def _holidays(year: int) -> frozenset[date]:
    """Ontario's public holidays of a year; the library's own table, filled at the first
    look, is not safe between threads.
    """
    return frozenset(holidays.country_holidays("CA", subdiv="ON", years=year))
