"""Days, moments and business days, by the clock of the office in Toronto."""

from datetime import datetime

import pytest

from engine.expressions.functions import Moment
from engine.expressions.syntax import ExpressionError
from tests.engine.expressions.conftest import OFFICE


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("today()", "2026-11-24"),
        ("now()", "2026-11-24T11:30:00-05:00"),
        ("today() + days(7)", "2026-12-01"),
        ("today() + weeks(2)", "2026-12-08"),
        ("today() - days(24)", "2026-10-31"),
        ("now() + hours(4)", "2026-11-24T15:30:00-05:00"),
        ("now() + minutes(45)", "2026-11-24T12:15:00-05:00"),
        ("now() - hours(12)", "2026-11-23T23:30:00-05:00"),
        ("now() - days(-1)", "2026-11-25T11:30:00-05:00"),
        ("now() + hours(-12)", "2026-11-23T23:30:00-05:00"),
        ("date('2026-12-24')", "2026-12-24"),
        ("date('2026-12-24T17:00')", "2026-12-24T17:00:00-05:00"),
        ("date('2026-12-24T17:00Z')", "2026-12-24T12:00:00-05:00"),
        ("date('2026-07-01T17:00:30.5+02:00')", "2026-07-01T11:00:30.500000-04:00"),
        ("date(today())", "2026-11-24"),
        ("day('2026-12-25T03:00Z')", "2026-12-24"),
        ("at(today(), '17:00')", "2026-11-24T17:00:00-05:00"),
        ("at('2026-07-01', '08:30:15')", "2026-07-01T08:30:15-04:00"),
        ("date('2026-12-24') - today()", "P30D"),
        ("at(today(), '17:00') - now()", "PT5H30M"),
        ("days(1) / hours(6)", 4),
        ("days(30) / 4", "P7DT12H"),
        ("2 * days(3) - hours(1)", "P5DT23H"),
        ("highest(date('2026-01-02'), today())", "2026-11-24"),
    ],
)
def test_time_is_reckoned_in_the_office(ask, text, value):
    assert ask(text) == value


def test_days_keep_the_time_of_day_when_the_clocks_change(ask):
    before = "2026-10-30T12:00:00-04:00"

    assert ask("date(before) + days(3)", before=before) == "2026-11-02T12:00:00-05:00"
    assert ask("date(before) + days(30)", before=before) == "2026-11-29T12:00:00-05:00"


def test_hours_pass_when_the_clocks_change(ask):
    before = "2026-11-01T00:30:00-04:00"
    after = "2026-11-01T04:30:00-05:00"

    assert ask("date(before) + hours(5)", before=before) == after
    assert ask("date(after) - hours(5)", after=after) == before
    assert ask("date(after) - date(before)", after=after, before=before) == "PT5H"


def test_the_hour_that_comes_twice_is_told_apart(ask):
    first, second = "2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00"

    assert ask("date(first) < date(second)", first=first, second=second) is True
    assert ask("date(first) == date(second)", first=first, second=second) is False


def test_an_hour_that_the_clocks_leave_out_is_the_one_after(ask):
    assert ask("at('2026-03-08', '02:30')") == "2026-03-08T03:30:00-04:00"
    assert ask("date('2026-03-07T02:30') + days(1)") == "2026-03-08T03:30:00-04:00"


@pytest.mark.parametrize("hours", ["hours(36)", "minutes(1)", "days(0.5)", "hours(-1)"])
@pytest.mark.parametrize("sign", ["+", "-"])
def test_hours_cannot_be_added_to_a_day(ask, hours, sign):
    with pytest.raises(ExpressionError, match="a date has no hours"):
        ask(f"today() {sign} {hours}")


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-01T99:00",
        "2026-02-30",
        "2026-13-01",
        "2026-1-1",
        "20260101",
        "2026-W01-1",
        "2026-01-01 10:00",
        "2026-01-01T10",
        "2026-01-01T10:00+0500",
        "2026-01-01T10:00+25:00",
        "２０２６-01-01",
        "0000-01-01",
        " 2026-01-01",
        "2026-01-01\n",
        "tomorrow",
        "",
    ],
)
def test_a_text_that_is_no_date_is_refused(ask, text):
    with pytest.raises(ExpressionError, match="there is no date"):
        ask("date(due)", due=text)


@pytest.mark.parametrize("value", [5, True, None, [], {}])
def test_what_is_neither_a_text_nor_a_date_is_refused(ask, value):
    with pytest.raises(ExpressionError, match="is not a date"):
        ask("date(due)", due=value)


@pytest.mark.parametrize("clock", ["5pm", "25:00", "17", "17:00Z", "１７:00", 17, None])
def test_a_time_that_is_none_is_refused(ask, clock):
    with pytest.raises(ExpressionError, match=r"a time of day|there is no time"):
        ask("at(today(), clock)", clock=clock)


@pytest.mark.parametrize(
    "text",
    [
        "date('9999-12-31') + days(1)",
        "date('0001-01-01') - days(1)",
        "date('9999-12-31T23:00')",
        "days(999999999999)",
        "days(1) * 999999999999",
        "add_business_days(date('9999-12-31'), 5)",
    ],
)
def test_a_date_beyond_the_calendar_is_refused(ask, text):
    with pytest.raises(ExpressionError, match="out of range"):
        ask(text)


@pytest.mark.parametrize(
    ("on", "is_one"),
    [
        ("2026-11-24", True),
        ("2026-11-28", False),
        ("2026-11-29", False),
        ("2026-02-16", False),  # Family Day
        ("2026-04-03", False),  # Good Friday
        ("2026-05-18", False),  # Victoria Day
        ("2026-07-01", False),  # Canada Day
        ("2026-08-03", True),  # the Civic Holiday is no public holiday
        ("2026-10-12", False),  # Thanksgiving Day
        ("2026-12-25", False),
        ("2026-12-28", False),  # Boxing Day, observed
        ("2026-12-29", True),
    ],
)
def test_business_days_know_weekends_and_ontarios_holidays(ask, on, is_one):
    assert ask("is_business_day(day)", day=on) is is_one


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-24", 0, "2026-11-24"),
        ("2026-11-24", 3, "2026-11-27"),
        ("2026-11-24", 4, "2026-11-30"),
        ("2026-12-24", 1, "2026-12-29"),
        ("2026-12-29", -1, "2026-12-24"),
        ("2026-12-31", 1, "2027-01-04"),
        ("2026-11-28", 1, "2026-11-30"),
    ],
)
def test_business_days_are_added_over_weekends_and_holidays(ask, start, count, end):
    assert ask("add_business_days(a, n)", a=start, n=count) == end


def test_a_moment_keeps_its_time_when_business_days_are_added(ask):
    later = ask("add_business_days('2026-10-30T16:00', 1)")

    assert later == "2026-11-02T16:00:00-05:00"


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2026-11-24", "2026-11-24", 0),
        ("2026-11-24", "2026-11-27", 3),
        ("2026-11-27", "2026-11-24", -3),
        ("2026-12-24", "2027-01-04", 4),
    ],
)
def test_business_days_are_counted_up_to_and_with_the_last(ask, start, end, count):
    assert ask("business_days(a, b)", a=start, b=end) == count


@pytest.mark.parametrize("count", [1_001, -1_001, 1.5, "3", True, None])
def test_the_number_of_business_days_is_whole_and_bounded(ask, count):
    with pytest.raises(ExpressionError, match="a whole number up to 1000"):
        ask("add_business_days(today(), n)", n=count)


def test_business_days_are_not_counted_over_centuries(ask):
    with pytest.raises(ExpressionError, match="too far apart"):
        ask("business_days('1900-01-01', today())")


def test_a_moment_needs_an_offset():
    with pytest.raises(ValueError, match="offset"):
        Moment(datetime(2026, 11, 24), OFFICE)  # noqa: DTZ001
