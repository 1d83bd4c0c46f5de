"""What expressions give, and what they refuse."""

from datetime import UTC, date, datetime, timedelta

import pytest

from engine.expressions.evaluate import evaluate, plain, truth
from engine.expressions.syntax import ExpressionError

RELEASE = {"milestone": "M3", "priority": 2, "sites": ["Toronto", "Ottawa"]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("approved", True),
        ("not approved", False),
        ("approved and release.priority < 3", True),
        ("release.priority > 3 or release.milestone == 'M3'", True),
        ("1 < release.priority <= 2", True),
        ("release['milestone']", "M3"),
        ("release.sites[0]", "Toronto"),
        ("release.sites[-1]", "Ottawa"),
        ("'Ottawa' in release.sites", True),
        ("'Hamilton' not in release.sites", True),
        ("'priority' in release", True),
        ("'tor' in 'history'", True),
        ("release.milestone in ('M1', 'M3')", True),
        ("'late' if release.priority == 1 else 'in time'", "in time"),
        ("(1 + 2) * 3 - 4 / 2", 7),
        ("-release.priority", -2),
        ("nobody == None", True),
        ("nobody != 'Mara'", True),
        ("[release.priority, 'a']", [2, "a"]),
        ("  approved\n  and\tapproved ", True),
        ("'é' == 'é'", True),
    ],
)
def test_an_expression_has_a_value(ask, text, value):
    assert ask(text, approved=True, release=RELEASE, nobody=None) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nope", "unknown name 'nope' (at character 1)"),
        ("approved and nope()", "unknown function 'nope' (at character 14)"),
        ("release.nope", "there is no 'nope' in this record (at character 1)"),
        ("release.sites[2]", "there is no '2' in this list (at character 1)"),
        ("'é' == release.nope", "there is no 'nope' in this record (at character 8)"),
        ("1 / 0", "cannot be computed: a division by zero (at character 1)"),
        ("release.priority + 'a'", "+ cannot take a number and a text"),
        ("'a' * 100", "* cannot take a text and a number"),
        ("[1] + [2]", "+ cannot take a list and a list"),
        ("approved + 1", "+ cannot take true or false and a number"),
        ("release.priority < '3'", "a number < a text cannot be compared"),
        ("approved == 1", "true or false == a number cannot be compared"),
        ("release < release", "a record < a record cannot be compared"),
        ("None < 3", "nothing < a number cannot be compared"),
        ("[1] in [[1]]", "a list in a list cannot be compared"),
        ("release.priority.real", "a text cannot select from a number"),
        ("release[True]", "true or false cannot select from a record"),
    ],
)
def test_a_mistake_is_said_with_its_place(ask, text, message):
    with pytest.raises(ExpressionError) as refused:
        ask(text, approved=True, release=RELEASE)

    assert str(refused.value).startswith(message)


def test_and_and_or_stop_at_the_first_answer(ask):
    assert ask("approved or nope", approved=True) is True
    assert ask("approved and nope", approved=False) is False


@pytest.mark.parametrize("text", ["'yes' or approved", "not 1", "1 if [] else 2"])
def test_only_true_or_false_decide(ask, text):
    with pytest.raises(ExpressionError, match="true or false is needed here"):
        ask(text, approved=True)


def test_a_condition_is_true_or_false_and_no_answer_is_false():
    assert truth(True) is True
    assert truth(False) is False
    assert truth(None) is False


@pytest.mark.parametrize("value", ["false", "", 0, 1, [], [False], {}])
def test_a_condition_is_no_other_value(value):
    with pytest.raises(ExpressionError, match="write a comparison"):
        truth(value)


def test_a_result_is_a_copy(functions):
    data = {"release": {"sites": ["Toronto"]}}

    result = evaluate("release", data, functions)
    result["sites"].append("Ottawa")

    assert data == {"release": {"sites": ["Toronto"]}}


def test_what_a_list_function_gives_is_a_copy(functions):
    data = {"release": {"sites": ["Toronto"]}}

    result = evaluate("get(release, 'sites')", data, functions)
    result.clear()

    assert data == {"release": {"sites": ["Toronto"]}}


@pytest.mark.parametrize(
    "text", ["d['_secret']", "get(d, '_secret')", "get(d, 'x._y', 1)", "d[name]"]
)
def test_a_private_member_cannot_be_read(ask, text):
    with pytest.raises(ExpressionError):
        ask(text, d={"_secret": 1, "x": {"_y": 2}}, name="_secret")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("d", {"open": [{}]}),
        ("[d]", [{"open": [{}]}]),
        ("'_secret' in d", False),
        ("d == e", True),
    ],
)
def test_a_private_member_is_in_no_result(ask, text, value):
    hidden = {"_secret": 1, "open": [{"_also": 2}]}

    assert ask(text, d=hidden, e={"open": [{}]}) == value


def test_records_and_lists_are_equal_by_their_members(ask):
    assert ask("a == b", a={"x": [1]}, b={"x": [1]}) is True
    assert ask("a != b", a=[1, 2], b=[2, 1]) is True


def test_a_list_of_mixed_kinds_can_be_searched(ask):
    assert ask("1 in mixed", mixed=[True, "1", None, {}]) is False
    assert ask("None in mixed", mixed=[True, "1", None, {}]) is True


def test_a_value_of_a_foreign_class_is_refused_untouched(ask):
    with pytest.raises(ExpressionError, match="not plain data"):
        ask("thing == 1", thing=Hostile())
    with pytest.raises(ExpressionError, match="not plain data"):
        ask("1 in things", things=[Hostile()])
    with pytest.raises(ExpressionError, match="not plain data"):
        ask("record", record={"inner": [Hostile()]})


def test_a_subclass_of_a_plain_type_is_refused(ask):
    with pytest.raises(ExpressionError, match="not plain data"):
        ask("name", name=HostileText("a"))


@pytest.mark.parametrize(
    "value",
    [10**15 + 1, -(10**15) - 1, 1e300, float("inf"), float("nan")],
)
def test_a_number_that_is_too_large_or_none_is_refused(ask, value):
    with pytest.raises(ExpressionError, match="too large, or not a number"):
        ask("n", n=value)


def test_numbers_cannot_grow_without_bound(ask):
    with pytest.raises(ExpressionError, match="too large"):
        ask("*".join(["999999999999999"] * 20))


def test_a_list_has_at_most_a_thousand_elements(ask):
    assert ask("len(rows)", rows=[0] * 1_000) == 1_000
    with pytest.raises(ExpressionError, match="a list is too long"):
        ask("len(rows)", rows=[0] * 1_001)


def test_a_text_has_at_most_ten_thousand_characters(ask):
    assert ask("len(note)", note="x" * 10_000) == 10_000
    with pytest.raises(ExpressionError, match="a text is too long"):
        ask("note", note="x" * 10_001)


def test_a_result_is_bounded_even_if_its_parts_are_shared(ask):
    with pytest.raises(ExpressionError, match="too large or nested too deeply"):
        ask("[rows, rows, rows]", rows=[[0] * 100] * 100)


def test_a_result_that_contains_itself_is_refused(ask):
    endless: list[object] = []
    endless.append(endless)

    with pytest.raises(ExpressionError, match="nested too deeply"):
        ask("endless", endless=endless)


def test_what_a_named_function_raises_is_the_cause():
    lost = ConnectionError("the record is away")

    def record(_field):
        raise lost

    with pytest.raises(ExpressionError, match="ConnectionError") as refused:
        evaluate("record('crq_state')", {}, {"record": record})

    assert refused.value.__cause__ is lost
    assert refused.value.position == 0


@pytest.mark.parametrize("result", [object(), {1, 2}, (1, 2), b"x", print])
def test_what_a_named_function_gives_must_be_plain_data(result):
    with pytest.raises(ExpressionError, match="not plain data"):
        evaluate("fact()", {}, {"fact": lambda: result})


def test_a_moment_without_a_time_zone_is_refused():
    naive = datetime(2026, 12, 24, 17)  # noqa: DTZ001

    with pytest.raises(ExpressionError, match="no time zone"):
        evaluate("fact()", {}, {"fact": lambda: naive})


def test_a_result_may_be_a_date_a_moment_or_a_duration(functions):
    assert evaluate("today()", {}, functions) == date(2026, 11, 24)
    moment = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
    assert evaluate("now()", {}, functions) == moment
    assert evaluate("days(2)", {}, functions) == timedelta(days=2)


@pytest.mark.parametrize(
    ("duration", "text"),
    [
        (timedelta(), "P0D"),
        (timedelta(days=30), "P30D"),
        (timedelta(hours=4), "PT4H"),
        (timedelta(days=1, hours=2, minutes=3, seconds=4), "P1DT2H3M4S"),
        (timedelta(days=-1, hours=-12), "-P1DT12H"),
        (timedelta(seconds=59, milliseconds=600), "PT1M"),
    ],
)
def test_a_duration_is_written_in_iso_8601(duration, text):
    assert plain(duration) == text


def test_dates_inside_lists_and_records_are_written_in_iso_8601():
    value = {"due": [date(2026, 12, 24), datetime(2026, 12, 24, 17, tzinfo=UTC)]}

    assert plain(value) == {"due": ["2026-12-24", "2026-12-24T17:00:00+00:00"]}


class Hostile:
    """Fails the test when anything of it is used."""

    def _used(self, *_):
        pytest.fail("a method of a foreign class was run")

    __eq__ = __lt__ = __len__ = __iter__ = __contains__ = __bool__ = _used
    __str__ = __repr__ = __getitem__ = __add__ = __radd__ = __call__ = _used

    def __hash__(self):
        return self._used()

    def __getattr__(self, name):
        self._used()


class HostileText(str):
    def __eq__(self, other):
        pytest.fail("a method of a foreign class was run")

    __hash__ = str.__hash__
