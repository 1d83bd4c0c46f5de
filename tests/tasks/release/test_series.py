"""Recurring slots: one item after a pause, the rest skipped and noted."""

from datetime import UTC, datetime, timedelta

import pytest

from tasks.release import series
from tasks.release.errors import RecordRefused
from tasks.release.records import rows_of
from tests.tasks.conftest import MONDAY

NAME = "status_meeting"


def notes(context, release_id):
    return [row.text for row in rows_of(context.conn, "notes", release_id)]


def due(context, release_id, name=NAME):
    return series.next_due(series.named(context, release_id).get(name))


def test_a_series_begins_with_its_first_slot(context, smr):
    first = MONDAY + timedelta(hours=2)
    series.start(context, smr, NAME, every="P7D", first_at=first)

    assert due(context, smr) == first


def test_a_series_without_a_first_slot_begins_one_interval_from_now(context, smr):
    series.start(context, smr, NAME, every="P7D")

    expected = datetime(2026, 3, 9, 13, 30, tzinfo=UTC)  # 09:30, after the clock change
    assert due(context, smr) == expected


def test_a_series_that_was_not_started_is_never_due(context, smr):
    assert due(context, smr) == series.NEVER


def test_a_used_slot_is_followed_by_the_next(context, smr):
    series.start(context, smr, NAME, every="PT4H", first_at=MONDAY)
    series.advance(context, smr, NAME)

    assert due(context, smr) == MONDAY + timedelta(hours=4)
    assert notes(context, smr) == []


def test_a_slot_used_before_its_time_is_not_used_twice(context, smr):
    first = MONDAY + timedelta(hours=1)
    series.start(context, smr, NAME, every="PT4H", first_at=first)
    series.advance(context, smr, NAME)

    assert due(context, smr) == first + timedelta(hours=4)


def test_slots_missed_in_a_pause_are_skipped_and_counted_in_a_note(context, smr):
    series.start(context, smr, NAME, every="PT4H", first_at=MONDAY)
    context.at = MONDAY + timedelta(hours=13)
    series.advance(context, smr, NAME)

    assert due(context, smr) == MONDAY + timedelta(hours=16)
    assert notes(context, smr) == ["status_meeting: 3 missed slots were skipped."]


def test_one_missed_slot_is_one_slot(context, smr):
    series.start(context, smr, NAME, every="PT4H", first_at=MONDAY)
    context.at = MONDAY + timedelta(hours=5)
    series.advance(context, smr, NAME)

    assert notes(context, smr) == ["status_meeting: 1 missed slot was skipped."]


def test_an_ended_series_is_never_due_and_does_not_go_on(context, smr):
    series.start(context, smr, NAME, every="P7D", first_at=MONDAY)
    series.end(context, smr, NAME)

    assert due(context, smr) == series.NEVER
    assert series.advance(context, smr, NAME) == series.NEVER


def test_a_series_begun_again_keeps_its_rhythm_and_goes_on_in_the_future(context, smr):
    series.start(context, smr, NAME, every="P7D", first_at=MONDAY)
    series.end(context, smr, NAME)
    context.at = MONDAY + timedelta(days=17)
    series.start(context, smr, NAME)

    assert due(context, smr) == datetime(2026, 3, 23, 13, 30, tzinfo=UTC)


def test_moments_set_one_by_one_come_in_order_and_then_no_more(context, smr):
    times = [MONDAY + timedelta(hours=hours) for hours in (6, 2, -1)]
    series.start_at(context, smr, NAME, times)

    assert due(context, smr) == MONDAY + timedelta(hours=2)
    context.at = MONDAY + timedelta(hours=2)
    assert series.advance(context, smr, NAME) == MONDAY + timedelta(hours=6)
    context.at = MONDAY + timedelta(hours=7)
    assert series.advance(context, smr, NAME) == series.NEVER


def test_what_is_no_interval_is_refused(context, smr):
    with pytest.raises(RecordRefused, match="no interval"):
        series.start(context, smr, NAME, every="weekly")
    with pytest.raises(RecordRefused, match="needs an interval"):
        series.start(context, smr, NAME)
