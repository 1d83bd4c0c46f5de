"""The named functions of texts, numbers and lists."""

import pytest

from engine.expressions.syntax import ExpressionError

CRQS = [
    {"state": "Open", "due": "2026-11-20", "owner": {"team": "Core"}, "effort": 3},
    {"state": "Open", "due": "2026-11-24T23:00:00Z", "owner": None, "effort": 1.5},
    {"state": "Closed", "due": "2026-12-24", "effort": None},
]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("any_of(crqs, 'state', 'Open')", True),
        ("any_of(crqs, 'state', 'Draft')", False),
        ("any_of(crqs, 'state', 'Open', '!=')", True),
        ("all_of(crqs, 'state', ['Open', 'Closed'], 'in')", True),
        ("all_of(crqs, 'state', 'Open')", False),
        ("all_of([], 'state', 'Open')", True),
        ("count_of(crqs, 'state', 'Open')", 2),
        ("count_of(crqs, 'effort', 2, '>')", 1),
        ("count_of(crqs, 'effort', None)", 1),
        ("count_of(crqs, 'nowhere', None)", 3),
        ("count_of(crqs, 'owner.team', 'Core')", 1),
        ("count_of(crqs, 'owner.team', 'Core', '!=')", 2),
        ("count_where(crqs, 'state', '==', 'Open', 'due', '<', today())", 1),
        ("count_where(crqs, 'state', '==', 'Open', 'effort', '>', 1)", 2),
        ("filled(crqs, 'state')", True),
        ("filled(crqs, 'owner')", False),
        ("filled(crqs, 'owner.team')", False),
        ("filled(' ')", False),
        ("filled(None)", False),
        ("filled([])", False),
        ("filled(0)", True),
        ("filled(False)", True),
        ("filled('x')", True),
        ("sum_of(crqs, 'effort')", 4.5),
        ("sum_of([], 'effort')", 0),
        ("get(crqs[0], 'state')", "Open"),
        ("get(crqs[0], 'nope')", None),
        ("get(crqs[0], 'nope', 'none')", "none"),
        ("get(crqs[0], 'owner.team', 'none')", "Core"),
        ("get(crqs[1], 'owner.team', 'none')", "none"),
        ("get(crqs[1], 'owner', 'none')", None),
        ("len(crqs)", 3),
        ("len('abc')", 3),
        ("number('12')", 12),
        ("number('-12.50')", -12.5),
        ("number(3)", 3),
        ("text('CRQ ', 7, ' ', 1.5, ' ', True, None)", "CRQ 7 1.5 true"),
        ("text(today(), ' ', days(2), ' ', ['a', 1])", "2026-11-24 P2D a, 1"),
        ("starts_with('CRQ-7', 'CRQ')", True),
        ("lower('Été')", "été"),
        ("lowest(3, 1, 2)", 1),
        ("highest([3, 1, 2])", 3),
        ("highest('a', 'b')", "b"),
        ("lowest(hours(3), days(1))", "PT3H"),
        ("round(2.5)", 3),
        ("round(-2.5)", -3),
        ("round(0.1 + 0.2, 2) == 0.3", True),
        ("round(1.005, 2)", 1.01),
        ("round(7)", 7),
        ("percent(1, 4)", 25),
    ],
)
def test_a_function_has_a_value(ask, text, value):
    result = ask(text, crqs=CRQS)

    assert result == value
    assert type(result) in (type(value), int, float)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("count_of(crqs, 'due', today(), '<')", 1),
        ("count_of(crqs, 'due', today())", 1),
        ("count_of(crqs, 'due', now(), '>')", 2),
        ("count_of(crqs, 'due', at(today(), '18:00'))", 1),
        ("count_of(crqs, 'due', today() + days(30), '>=')", 1),
    ],
)
def test_texts_of_dates_in_a_list_compare_with_dates(ask, text, count):
    assert ask(text, crqs=CRQS) == count


def test_a_text_that_is_no_date_does_not_compare_with_a_date(ask):
    with pytest.raises(ExpressionError, match="there is no date 'soon'"):
        ask("any_of(crqs, 'due', today(), '<')", crqs=[{"due": "soon"}])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("any_of('crqs', 'state', 'x')", "a list is needed here, not a text"),
        ("any_of([1], 'state', 'x')", "a number has no field 'state'"),
        ("any_of(crqs, 5, 'x')", "a field is named by a text"),
        ("any_of(crqs, '', 'x')", "a field is named by a text"),
        ("any_of(crqs, '_state', 'x')", "a field is named by a text"),
        ("any_of(crqs, 'owner..team', 'x')", "a field is named by a text"),
        ("any_of(crqs, 'owner._team', 'x')", "a field is named by a text"),
        ("any_of(crqs, 'state', 'x', '=>')", "the operator is one of ==, !=, <"),
        ("any_of(crqs, 'state', 'x', None)", "the operator is one of"),
        ("any_of(crqs, 'state', 5)", "a text == a number cannot be compared"),
        ("any_of(crqs, 'state', 'x', 'in')", None),
        ("count_where(crqs, 'state', '==', 'x', 'due')", "field, operator, value"),
        ("count_where(crqs, 'state', '==')", "cannot be computed: TypeError"),
        ("sum_of(crqs, 'state')", "+ cannot take a number and a text"),
        ("get('text', 'state')", "a text has no field 'state'"),
        ("len(5)", "a number has no length"),
        ("starts_with(5, 'a')", "a text is needed here, not a number"),
        ("lower(None)", "a text is needed here, not nothing"),
        ("lowest([])", "an empty list has no lowest"),
        ("lowest(1, 'a')", "a text < a number cannot be compared"),
        ("highest(None)", "nothing has no order"),
        ("round(1.5, -1)", "the number of digits is 0 to 9"),
        ("round(1.5, 400)", "the number of digits is 0 to 9"),
        ("round('1.5')", "a number is needed here, not a text"),
        ("percent(1, 0)", "a division by zero"),
        ("text(crqs[0])", "a record cannot be written as a text"),
        ("days('3')", "a number is needed here, not a text"),
        ("today(1)", "cannot be computed: TypeError"),
    ],
)
def test_a_wrong_argument_is_refused_in_words(ask, text, message):
    if message is None:
        assert ask(text, crqs=CRQS) is False
        return
    with pytest.raises(ExpressionError) as refused:
        ask(text, crqs=CRQS)

    assert message in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "1_000",
        "1e9",
        "0x10",
        "inf",
        "nan",
        "",
        " 1",
        "1\n",
        "+1",
        "1.",
        ".5",
        "٣",
        "1,5",
    ],
)
def test_a_text_that_is_no_plain_number_is_refused(ask, text):
    with pytest.raises(ExpressionError, match="is not a number"):
        ask("number(answer)", answer=text)


@pytest.mark.parametrize("value", [None, True, [], {}])
def test_what_is_neither_a_number_nor_a_text_is_refused(ask, value):
    with pytest.raises(ExpressionError, match="is not a number"):
        ask("number(answer)", answer=value)


def test_at_most_a_hundred_values_are_compared_with_each_element(ask):
    rows = [{"n": 5}]

    assert ask("any_of(rows, 'n', values, 'in')", rows=rows, values=[5] * 100) is True
    with pytest.raises(ExpressionError, match="at most 100 values"):
        ask("any_of(rows, 'n', values, 'in')", rows=rows, values=[5] * 101)


def test_a_text_made_of_many_cannot_grow_without_bound(ask):
    with pytest.raises(ExpressionError, match="a text is too long"):
        ask("text(a, a)", a="x" * 6_000)
    with pytest.raises(ExpressionError, match="a text is too long"):
        ask("text(rows)", rows=["x" * 100] * 1_000)


def test_a_list_that_contains_itself_cannot_be_written(ask):
    endless: list[object] = []
    endless.append(endless)

    with pytest.raises(ExpressionError):
        ask("text(endless)", endless=endless)
