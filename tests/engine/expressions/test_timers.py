"""What a timer event may wait for."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition

from engine.expressions.functions import BUILT_IN
from engine.expressions.syntax import ExpressionError
from engine.expressions.timers import check_timer, start_of, timer_kind, timer_text
from tests.engine.expressions.conftest import OFFICE


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("P30D", "P30D"),
        (" P30D\n", "P30D"),
        ("'P30D'", "P30D"),
        ('"PT15M"', "PT15M"),
        ("P1Y2M3DT4H5M6S", "P1Y2M3DT4H5M6S"),
        ("P2W", "P2W"),
        ("days(30)", "P30D"),
        ("days(2) + hours(3)", "P2DT3H"),
        ("delay", "PT4H"),
        ("2026-12-24", "2026-12-24T00:00:00-05:00"),
        ("'2026-12-24'", "2026-12-24T00:00:00-05:00"),
        ("2026-07-01", "2026-07-01T00:00:00-04:00"),
        ("2026-12-24T17:00", "2026-12-24T17:00:00-05:00"),
        ("2026-12-24T17:00:00Z", "2026-12-24T12:00:00-05:00"),
        ("2026-12-24T17:00+02:00", "2026-12-24T10:00:00-05:00"),
        ("today()", "2026-11-24T00:00:00-05:00"),
        ("date(due) - days(1)", "2026-12-23T00:00:00-05:00"),
        ("due", "2026-12-24T00:00:00-05:00"),
        ("at(due, '17:00')", "2026-12-24T17:00:00-05:00"),
        ("add_business_days(today(), 3)", "2026-11-27T00:00:00-05:00"),
        ("now() + hours(4)", "2026-11-24T15:30:00-05:00"),
        ("R3/PT1H", "R3/PT1H"),
        ("R/PT1H", "R/PT1H"),
        ("'R3/PT1H'", "R3/PT1H"),
        ("R3/2026-12-24/P1D", "R3/2026-12-24T00:00:00-05:00/P1D"),
        ("R999/2026-12-24T08:00Z/PT1H", "R999/2026-12-24T03:00:00-05:00/PT1H"),
        ("text('R3/', due, '/P1D')", "R3/2026-12-24T00:00:00-05:00/P1D"),
    ],
)
def test_a_timer_is_written_bare_or_quoted_or_computed(functions, text, result):
    data = {"due": "2026-12-24", "delay": "PT4H"}

    assert timer_text(text, data, functions) == result


@pytest.mark.parametrize(
    "value",
    [
        "P99999999M",
        "P999999999Y",
        "P10000D",
        "P100Y",
        "PT99999S",
        "P",
        "PT",
        "P1D1Y",
        "P1DT",
        "P1.5D",
        "P-1D",
        "-P1D",
        "p1d",
        "P1W2D",
        "P１D",
        "R3",
        "R/",
        "R0/PT1H",
        "R1000/PT1H",
        "R3/PT0S",
        "R3/P0D",
        "R-1/PT1H",
        "R3/PT1H/2026-12-24",
        "R3/2026-12-24",
        "R3/2026-02-30/P1D",
        "R3/P1D/P1D",
        "2026-02-30",
        "2026-12-24T99:00",
        "2026-W01-1",
        "0001-01-01T00:00+23:00",
        "9999-12-31T23:59",
        "0 0 * * *",
        "tomorrow",
        "",
    ],
)
def test_a_text_that_is_no_bounded_time_is_refused(functions, value):
    with pytest.raises(ExpressionError):
        timer_text(value, {}, functions)
    with pytest.raises(ExpressionError):
        timer_text("answer", {"answer": value}, functions)


@pytest.mark.parametrize("text", ["5", "True", "None", "[days(1)]", "P30", "1990 - 24"])
def test_a_value_that_is_no_time_is_refused(functions, text):
    with pytest.raises(ExpressionError):
        timer_text(text, {}, functions)


@pytest.mark.parametrize("text", ["days(-1)", "days(1) - days(2)", "days(10000)"])
def test_a_duration_is_positive_and_bounded(functions, text):
    with pytest.raises(ExpressionError, match="at most 99 years and four digits"):
        timer_text(text, {}, functions)


@pytest.mark.parametrize("text", [None, 5, b"P30D"])
def test_a_timer_is_a_text(functions, text):
    with pytest.raises(ExpressionError):
        timer_text(text, {}, functions)


def test_a_literal_is_taken_before_the_data(functions):
    assert timer_text("P30D", {"P30D": "P1D"}, functions) == "P30D"


def test_arithmetic_that_looks_like_a_date_is_refused(functions):
    with pytest.raises(ExpressionError, match="a date is written"):
        timer_text("2026-12-24-1", {}, functions)


def test_a_day_begins_at_midnight_in_the_office():
    assert start_of(date(2026, 7, 1), OFFICE).isoformat() == "2026-07-01T00:00:00-04:00"


def test_a_day_without_midnight_begins_when_the_clocks_have_moved():
    beirut = ZoneInfo("Asia/Beirut")

    begin = start_of(date(2026, 3, 29), beirut)

    assert begin.isoformat() == "2026-03-29T01:00:00+03:00"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("P30D", "duration"),
        ("2026-12-24T00:00:00-05:00", "date"),
        ("R3/2026-12-24T00:00:00-05:00/P1D", "cycle"),
    ],
)
def test_a_timers_text_tells_its_kind(text, kind):
    assert timer_kind(text) == kind


@pytest.mark.parametrize("text", ["P30D", "2026-12-24", "days(n)", "date(d)", "d"])
def test_a_sound_timer_has_no_problems(text):
    assert check_timer(text, ["n", "d"], BUILT_IN) == []


@pytest.mark.parametrize("text", ["P30", "days(1", "len(d)", "1 + 1", "d == n"])
def test_a_timer_that_cannot_be_a_time_is_seen_beforehand(text):
    assert check_timer(text, ["n", "d"], BUILT_IN) != []


@pytest.mark.parametrize(
    "text", ["P99Y9999M9999DT9999H9999M9999S", "P9999W", "P0D", "PT1S"]
)
def test_the_engine_reads_the_longest_and_shortest_duration(functions, text):
    parsed = TimerEventDefinition.parse_iso_duration(timer_text(text, {}, functions))

    start = datetime(2026, 1, 5, tzinfo=UTC)
    TimerEventDefinition.get_timedelta_from_start(parsed, start)


@pytest.mark.parametrize("text", ["9999-12-31T12:00Z", "0001-01-02", "2026-12-24"])
def test_the_engine_reads_the_first_and_last_date(functions, text):
    read = TimerEventDefinition.get_datetime(timer_text(text, {}, functions))

    assert read.tzinfo is not None


def test_the_engine_reads_a_cycle_with_a_first_moment(functions):
    text = timer_text("R3/2026-12-24/P1D", {}, functions)

    times, start, every = TimerEventDefinition.parse_iso_recurring_interval(text)

    assert times == 3
    assert start.isoformat() == "2026-12-24T05:00:00+00:00"
    assert every.days == 1
