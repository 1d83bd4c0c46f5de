"""Stabilization lasts 30 calendar days of the office; lead times are checked."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.release.calendar import (
    LEAD_TIMES,
    extension_problem,
    lead_time_is_short,
    stabilization_end,
)

TORONTO = ZoneInfo("America/Toronto")
ACTIVATED = datetime(2026, 2, 20, 22, 0, tzinfo=UTC)


def test_stabilization_ends_thirty_days_later_at_the_same_local_time():
    end = stabilization_end(ACTIVATED, TORONTO)

    assert ACTIVATED.astimezone(TORONTO).isoformat() == "2026-02-20T17:00:00-05:00"
    assert end.astimezone(TORONTO).isoformat() == "2026-03-22T17:00:00-04:00"


@given(
    st.datetimes(
        min_value=datetime.fromisoformat("2000-01-01"),
        max_value=datetime.fromisoformat("2060-01-01"),
        timezones=st.just(UTC),
    )
)
def test_thirty_days_differ_from_720_hours_by_no_more_than_the_clock_change(activated):
    """Oracle: the wall clock thirty days later, where that hour exists."""
    end = stabilization_end(activated, TORONTO)
    wall = activated.astimezone(TORONTO) + timedelta(days=30)

    difference = end - activated - timedelta(days=30)
    assert difference in (timedelta(hours=-1), timedelta(0), timedelta(hours=1))
    on_screen = end.astimezone(TORONTO)
    assert on_screen.date() == wall.date()
    assert on_screen.minute == wall.minute


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        stabilization_end(datetime.fromisoformat("2026-02-20"), TORONTO)


def test_an_extension_ends_later_than_before():
    end = stabilization_end(ACTIVATED, TORONTO)

    assert extension_problem(end, end, ACTIVATED, TORONTO) is not None
    assert extension_problem(end, end + timedelta(days=1), ACTIVATED, TORONTO) is None


def test_stabilization_cannot_end_early():
    soon = ACTIVATED + timedelta(days=10)

    problem = extension_problem(soon, soon + timedelta(days=1), ACTIVATED, TORONTO)

    assert problem == "Stabilization lasts at least 30 calendar days."


def test_a_communications_only_release_needs_one_business_day():
    friday = datetime(2026, 3, 6, 15, 0, tzinfo=UTC)

    assert lead_time_is_short(LEAD_TIMES["CO"], friday, date(2026, 3, 8), TORONTO)
    assert not lead_time_is_short(LEAD_TIMES["CO"], friday, date(2026, 3, 9), TORONTO)


def test_a_complex_release_needs_two_calendar_weeks():
    monday = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)

    assert lead_time_is_short(LEAD_TIMES["CX"], monday, date(2026, 3, 15), TORONTO)
    assert not lead_time_is_short(LEAD_TIMES["CX"], monday, date(2026, 3, 16), TORONTO)
