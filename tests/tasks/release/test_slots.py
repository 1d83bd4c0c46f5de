"""Slots of a series: they follow the clock of the office, and none comes twice."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.release.slots import Interval, next_slot, number_of, slot

TORONTO = ZoneInfo("America/Toronto")
WEEKLY, FOUR_HOURLY, MONTHLY = (
    Interval.read("P7D"),
    Interval.read("PT4H"),
    Interval.read("P1M"),
)

moments = st.datetimes(
    min_value=datetime.fromisoformat("2020-01-01"),
    max_value=datetime.fromisoformat("2035-01-01"),
    timezones=st.just(UTC),
)
intervals = st.sampled_from(
    [
        Interval.read(text)
        for text in ("PT5M", "PT30M", "PT4H", "P1D", "P7D", "P2W", "P1M", "P1DT6H")
    ]
)


def test_a_weekly_meeting_stays_at_ten_when_the_clocks_change():
    friday_at_ten = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)

    _, following = next_slot(friday_at_ten, WEEKLY, friday_at_ten, TORONTO)

    assert following.astimezone(TORONTO).isoformat() == "2026-03-13T10:00:00-04:00"
    assert following - friday_at_ten == timedelta(days=7, hours=-1)


def test_four_hours_are_four_hours_when_the_clocks_change():
    evening = datetime(2026, 3, 8, 4, 0, tzinfo=UTC)

    _, following = next_slot(evening, FOUR_HOURLY, evening, TORONTO)

    assert following - evening == timedelta(hours=4)


def test_the_last_of_january_is_followed_by_the_last_of_february_then_by_march():
    start = datetime(2026, 1, 31, 15, 0, tzinfo=UTC)

    days = [slot(start, MONTHLY, n, TORONTO).astimezone(TORONTO).day for n in range(3)]

    assert days == [31, 28, 31]


@given(anchor=moments, every=intervals, number=st.integers(0, 500))
def test_the_next_slot_is_the_first_one_later_than_the_moment(anchor, every, number):
    """Oracle: the slots counted one by one."""
    after = slot(anchor, every, number, TORONTO) + timedelta(seconds=1)

    found, moment = next_slot(anchor, every, after, TORONTO)

    counted = number
    while slot(anchor, every, counted, TORONTO) <= after:
        counted += 1
    assert (found, moment) == (counted, slot(anchor, every, counted, TORONTO))


@given(anchor=moments, every=intervals, number=st.integers(0, 1000))
def test_slots_follow_one_another_in_time(anchor, every, number):
    this = slot(anchor, every, number, TORONTO)
    following = slot(anchor, every, number + 1, TORONTO)

    assert this < following
    assert number_of(anchor, every, this, TORONTO) == number


@given(anchor=moments, every=st.sampled_from([WEEKLY, Interval.read("P1D"), MONTHLY]))
def test_days_weeks_and_months_keep_the_local_time_of_day(anchor, every):
    found = slot(anchor, every, 26, TORONTO).astimezone(TORONTO)
    wall = anchor.astimezone(TORONTO)
    skipped_hour = found.replace(hour=wall.hour, fold=0)

    exists = skipped_hour.astimezone(UTC).astimezone(TORONTO).hour == wall.hour
    assert found.hour == wall.hour or not exists
    assert found.minute == wall.minute


@given(anchor=moments, every=intervals)
def test_the_anchor_is_the_slot_number_zero(anchor, every):
    assert slot(anchor, every, 0, TORONTO) == anchor


@pytest.mark.parametrize("text", ["", "P", "PT", "P0D", "7 days", "PT4H30S", "-P1D"])
def test_what_is_no_interval_is_refused(text):
    with pytest.raises(ValueError, match="no interval"):
        Interval.read(text)
