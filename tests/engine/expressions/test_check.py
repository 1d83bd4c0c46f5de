"""What a diagram's author is told before the diagram is used."""

import pytest

from engine.expressions.functions import BUILT_IN
from engine.expressions.kinds import Kind
from engine.expressions.syntax import Problem, check, result_kinds

NAMES = {"approved": "true/false", "count": "number", "title": "text", "crqs": "list"}


def messages(text):
    return [problem.message for problem in check(text, NAMES, BUILT_IN, kinds=NAMES)]


@pytest.mark.parametrize(
    "text",
    [
        "approved",
        "approved and count > 3",
        "today() + days(count) > date(title)",
        "any_of(crqs, 'state', 'Closed', '!=')",
        "len(crqs) == 0 or crqs[0].state == None",
        "(now() if approved else date(title)) > now()",
        "lowest(count, 3) + 1",
    ],
)
def test_a_sound_expression_has_no_problems(text):
    assert check(text, NAMES, BUILT_IN, kinds=NAMES) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("aproved", "unknown name 'aproved': did you mean 'approved'?"),
        ("zebra", "unknown name 'zebra'"),
        ("todya()", "unknown function 'todya': did you mean 'today'?"),
        ("days()", "days() takes 1 argument, not 0"),
        ("today(1)", "today() takes 0 arguments, not 1"),
        ("any_of(crqs)", "any_of() takes 3 to 4 arguments, not 1"),
        ("today() > 5", "a date > a number cannot be compared"),
        ("today() > now()", "a date > a date and time cannot be compared"),
        ("title + 1", "+ cannot take a text and a number"),
        ("today() + 3", "+ cannot take a date and a number"),
        ("days(3) and approved", "true or false is needed here: write a comparison"),
        ("not title", "true or false is needed here: write a comparison"),
        ("1 if count else 2", "true or false is needed here: write a comparison"),
        ("'a' in count", "a text in a number cannot be compared"),
        ("-title", "only a number or a duration can be negative"),
        ("title.length", "only a record has members"),
        ("count[0]", "only a record or a list has members"),
        ("crqs[[1]]", "a name or a number selects"),
        ("1 < count < title", "a number < a text cannot be compared"),
    ],
)
def test_a_mistake_is_seen_before_anything_runs(text, message):
    assert messages(text) == [message]


def test_every_unknown_name_is_told_in_order():
    problems = check("beta(alpha) or gamma", [], {})

    assert problems == [
        Problem(0, "unknown function 'beta'"),
        Problem(5, "unknown name 'alpha'"),
        Problem(15, "unknown name 'gamma'"),
    ]


def test_names_of_unknown_kind_may_be_anything():
    assert check("anything + 1 > today()", ["anything"], BUILT_IN) != []
    assert check("anything > today()", ["anything"], BUILT_IN) == []


def test_a_function_that_promises_no_known_kind_may_give_anything():
    facts = {"record": BUILT_IN["get"]}

    assert check("record('a', 'b') > 3", [], facts) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("count > 3 or approved", {Kind.TRUTH}),
        ("count * 2", {Kind.NUMBER}),
        ("today() - today()", {Kind.DURATION}),
        ("2 * days(1)", {Kind.DURATION}),
        ("days(1) / hours(1)", {Kind.NUMBER}),
        ("date(title)", {Kind.DATE, Kind.MOMENT}),
        ("'a' if approved else None", {Kind.TEXT, Kind.NOTHING}),
        ("approved and", set()),
    ],
)
def test_the_kinds_of_a_result_are_known(text, kinds):
    assert result_kinds(text, BUILT_IN, kinds=NAMES) == kinds


def test_every_built_in_function_has_an_example_that_stands_up_to_its_checks():
    names = ["date", "created_at", "owner", "a", "b", "x", "part", "crq_id", "list"]
    names += ["crqs", "tasks", "release", "title", "done", "planned"]
    examples = [function.help.partition(": ")[0] for function in BUILT_IN.values()]

    problems = [check(f"[{example}]", names, BUILT_IN) for example in examples]

    assert problems == [[]] * len(BUILT_IN)
