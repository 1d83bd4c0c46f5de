"""What is wrong with a form that can be read."""

import pytest

from tasks.facts import FACTS
from tasks.forms.lint import sources_of
from tasks.forms.problems import problems
from tests.tasks.forms.made import field, form, say

BUNDLE = {"values.toml": b"severity = ['High']", "mail/hello.txt": b""}


def found(*fields, **more):
    return problems(form(*fields, **more), sources_of(BUNDLE, FACTS))


SOUND = [
    field("a", "bool"),
    field("b", "int", shown_when="a == True", required="a"),
    field("c", "choice", options_from="values:severity", **{"from": "release.impact"}),
    field("d", "user", options_from="people:intake", default="role_holder('intake')"),
    field(
        "e",
        "rows",
        fields=[field("text"), field("why", shown_when="text == c")],
        **{"from": "issues: item.state == 'Open'"},
    ),
]


def test_a_sound_form_has_no_findings():
    check = {"that": "b < 5 or flag('x')", "field": "b", "say": say("No.")}
    effect = {"save": "issues", "each": "e", "values": {"text": "item.text"}}

    assert found(*SOUND, checks=[check], effects=[effect]) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (field("x", shown_when="y == 1"), "unknown name 'y'"),
        (field("x", shown_when="x == 'a'"), "unknown name 'x'"),
        (field("x", shown_when="len(a)"), "is never true or false"),
        (field("x", required="a =="), "syntax"),
        (field("x", default="nothing()"), "unknown function 'nothing'"),
        (field("x", default="later"), "unknown name 'later'"),
        (field("x", "user", options_from="people:intak"), "did you mean “intake”?"),
        (field("x", "choice", options_from="values:sev"), "has no list “sev”"),
        (field("x", "choice", options_from="record:isues"), "did you mean “issues”?"),
        (field("x", "choice", options_from="dreams"), "options come from people:"),
        (field("x", **{"from": "release.impct"}), "did you mean “impact”?"),
        (field("x", **{"from": "issues"}), "only rows can be filled"),
        (
            field("x", "rows", fields=[field("y")], **{"from": "issues: itm.a == 1"}),
            "unknown name 'itm'",
        ),
    ],
)
def test_a_mistake_is_told(wrong, said):
    assert said in " ".join(found(field("a", "bool"), wrong, field("later")))


def test_a_rule_that_compares_what_cannot_be_compared_is_told():
    check = {"that": "a > 'b'", "field": "a", "say": say("No.")}

    (problem,) = found(field("a", "int"), checks=[check])

    assert "cannot be compared" in problem


@pytest.mark.parametrize(
    "effect",
    [
        {"save": "isues", "values": {}},
        {"save": "issues", "values": {"txt": "a"}},
        {"save": "issues", "values": {"text": "b"}},
        {"assign": "boss", "person": "a"},
        {"notify": "goodbye", "to": "involved"},
        {"notify": "hello", "to": "everybody"},
    ],
)
def test_a_wrong_effect_is_told(effect):
    assert len(found(field("a"), effects=[effect])) == 1
