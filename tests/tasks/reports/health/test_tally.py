"""Counts can be added, and a spread tells medians within five per cent."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.reports.health.tally import Tally, total_of

DURATIONS = st.lists(
    st.integers(min_value=61, max_value=400 * 86_400), min_size=1, max_size=60
)


def tally(*seconds):
    made = Tally()
    for each in seconds:
        made.last(timedelta(seconds=each))
    return made


@given(DURATIONS)
def test_a_median_is_right_within_five_per_cent(seconds):
    exact = sorted(seconds)[(len(seconds) + 1) // 2 - 1]

    assert tally(*seconds).quantile(0.5) == pytest.approx(exact, rel=0.05)


@given(DURATIONS, DURATIONS)
def test_added_tallies_are_as_if_counted_together(one, other):
    together = total_of([tally(*one), tally(*other)])

    assert together.spread == tally(*one, *other).spread


def test_without_durations_there_is_no_median():
    assert Tally().quantile(0.5) is None


def test_ninety_per_cent_are_done_within_the_ninetieth():
    found = tally(*(hours * 3600 for hours in range(1, 101))).quantile(0.9)

    assert found == pytest.approx(90 * 3600, rel=0.05)
