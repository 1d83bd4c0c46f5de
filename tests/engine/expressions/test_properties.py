"""What holds for every expression and all data."""

import string
from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from engine.expressions.evaluate import evaluate, plain, truth
from engine.expressions.functions import BUILT_IN
from engine.expressions.iso import is_literal
from engine.expressions.syntax import ExpressionError, analyse, check
from tests.engine.expressions import grammar, oracle

NAMES = st.text(string.ascii_letters + "_", min_size=1, max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inside: (
        st.lists(inside, max_size=5) | st.dictionaries(NAMES, inside, max_size=5)
    ),
    max_leaves=20,
)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
MOMENTS = st.datetimes(
    datetime(1990, 1, 1),  # noqa: DTZ001
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
COUNTS = st.integers(-300, 300)


def value_of(text, **data):
    return evaluate(text, data, oracle.FUNCTIONS)


@given(st.integers())
def test_any_sentence_gives_plain_data_or_is_refused(seed):
    random = Random(seed)

    oracle.ask(grammar.expression(random))


@given(st.integers())
def test_any_changed_sentence_gives_plain_data_or_is_refused(seed):
    random = Random(seed)

    oracle.ask(grammar.mutated(random, grammar.expression(random)))


@given(st.text(max_size=60))
def test_any_text_can_be_analysed(text):
    found = analyse(text)

    assert (found.tree is None) is bool(found.problems)
    assert sorted(found.problems) == check(text, found.names, BUILT_IN) or found.tree


@given(st.integers(), st.dictionaries(st.sampled_from(grammar.NAMES), JSON))
def test_any_data_stays_as_it_was(seed, data):
    random = Random(seed)

    oracle.ask(grammar.expression(random), data)


@given(JSON)
def test_any_value_becomes_json_or_is_refused(value):
    answer = oracle.ask("value", {"value": value})

    assert isinstance(answer, ExpressionError) or plain(answer) == answer


@given(JSON)
def test_a_condition_is_true_or_false_or_refused(value):
    try:
        answer = truth(value)
    except ExpressionError:
        answer = None

    assert (answer is None) is (value is not None and type(value) is not bool)


@given(st.text(alphabet="PTRYMWDHS0123456789-:/Z.+ ", max_size=24))
def test_any_timer_is_readable_to_the_engine_or_refused(text):
    oracle.ask_timer(text)
    oracle.ask_timer("answer", {"answer": text})


@given(DAYS)
def test_a_day_becomes_a_moment_of_that_day_in_the_office(day):
    found = oracle.ask_timer("day", {"day": day})

    moment = datetime.fromisoformat(found)
    assert moment.astimezone(oracle.MOMENT.zone).date() == day


@given(st.timedeltas(timedelta(), timedelta(days=9999)))
def test_any_duration_is_a_timer(duration):
    assert is_literal(oracle.ask_timer("wait", {"wait": duration}))


@given(DAYS, COUNTS)
def test_adding_days_and_taking_them_away_is_nothing(day, count):
    data = {"day": day, "count": count}

    assert value_of("day + days(count) - days(count)", **data) == day
    assert value_of("(day + days(count) - day) / days(1)", **data) == count


@given(MOMENTS, COUNTS)
def test_days_keep_the_time_of_day(moment, count):
    text = "date(moment) + days(count)"

    later = value_of(text, moment=moment.isoformat(), count=count)

    start = moment.astimezone(oracle.MOMENT.zone)
    wanted = (start + timedelta(days=count)).replace(fold=0)
    through_utc = wanted.astimezone(UTC).astimezone(oracle.MOMENT.zone)
    assert later.replace(fold=0) == through_utc.replace(fold=0)


@given(MOMENTS, st.integers(-23, 23))
def test_hours_are_as_long_as_they_are(moment, count):
    text = "date(moment) + hours(count) - date(moment)"

    passed = value_of(text, moment=moment.isoformat(), count=count)

    assert passed == timedelta(hours=count)


@given(DAYS, COUNTS)
def test_business_days_added_are_business_days_counted(day, count):
    data = {"day": day, "count": count}

    end = value_of("add_business_days(day, count)", **data)
    assert count == 0 or value_of("is_business_day(end)", end=end)
    if count > 0 or value_of("is_business_day(day)", day=day):
        assert value_of("business_days(day, end)", day=day, end=end) == count


@given(st.lists(st.integers(-9, 9)), st.integers(-9, 9))
def test_the_list_functions_agree_with_each_other(numbers, wanted):
    data = {"rows": [{"n": number} for number in numbers], "wanted": wanted}

    count = value_of("count_of(rows, 'n', wanted)", **data)
    assert count == numbers.count(wanted)
    assert value_of("any_of(rows, 'n', wanted)", **data) is (count > 0)
    assert value_of("all_of(rows, 'n', wanted, '!=')", **data) is (count == 0)
    assert value_of("count_where(rows, 'n', '==', wanted)", **data) == count
    assert value_of("sum_of(rows, 'n')", **data) == sum(numbers)
