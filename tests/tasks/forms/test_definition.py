"""Reading a form's definition strictly."""

import json
from pathlib import Path

import pytest

from tasks.forms.definition import form, read_data
from tasks.forms.shape import FormUnreadable, NoSuchForm
from tests.tasks.forms.made import field

FORMS = Path(__file__).parents[3] / "bpmn" / "forms"


def refusal(**more):
    with pytest.raises(FormUnreadable) as refused:
        read_data("made", {"fields": [], **more})
    return refused.value.problems


def test_a_form_is_read_with_its_columns():
    data = {
        "fields": [
            field("lines", "rows", fields=[field("text"), field("due", "date")]),
            field("reason", "long", required="text != None", max=100),
        ]
    }

    read = form({"forms/s-1.json": json.dumps(data).encode()}, "s-1")

    assert [path for path, _ in read.walk()] == [
        "lines",
        "lines.text",
        "lines.due",
        "reason",
    ]
    assert read.fields[1].required == "text != None"
    assert read.fields[1].most == 100


def test_the_same_bytes_are_read_once():
    bundle = {"forms/a.json": b'{"fields": []}'}

    assert form(bundle, "a") is form(dict(bundle), "a")


def test_a_missing_form_is_named():
    with pytest.raises(NoSuchForm, match=r"“s-9\.9” is missing"):
        form({}, "s-9.9")


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"{", "It is no JSON"), (b"\xff", "It is no JSON"), (b"[]", "not written as")],
)
def test_what_is_no_form_is_refused(content, problem):
    with pytest.raises(FormUnreadable, match=problem):
        form({"forms/a.json": content}, "a")


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (field("a", "txt"), "Field “a”: unknown type 'txt': did you mean “text”?"),
        (field("a", "choice"), "needs options to choose from"),
        (field("a", "text", options=["x"]), "offers no options"),
        (field("a", "text", variable=1), "“variable” must be a text"),
        (field("a", "rows"), "rows need “fields”"),
        (field("a", fields=[field("b")]), "only rows have “fields”"),
        (field("a", "file", variable="a"), "cannot go into a variable"),
        (field("a", min=5, max=2), "“min” is larger than “max”"),
        (field("a", max="5"), "“max” must be a number"),
        (field("a", lable="x"), "unknown member “lable”: did you mean “label”?"),
        (field("a b"), "cannot be a name"),
        (field("item"), "cannot be a name"),
        (field("a", "choice", options=["x", "x"]), "“x” is there twice"),
        (field("a", "choice", options=[1]), "an option is not written as one"),
        ({"name": "a", "type": "text"}, "needs a “label”"),
        ({**field("a"), "label": {"en": "A"}}, "must be {en, fr}"),
        (
            field("a", "rows", fields=[field("b", "rows", fields=[field("c")])]),
            "rows cannot stand in rows",
        ),
    ],
)
def test_a_wrong_field_is_told(wrong, problem):
    assert problem in " ".join(refusal(fields=[wrong]))


def test_every_mistake_is_told_at_once():
    problems = refusal(fields=[field("a", "txt"), field("a", min="x")], extra=1)

    assert len(problems) == 4


def test_a_rule_must_name_a_field():
    check = {"that": "a == 1", "field": "b", "say": {"en": "No.", "fr": "Non."}}

    problems = refusal(fields=[field("bb")], checks=[check])

    assert problems == ["Checks: there is no field “b”: did you mean “bb”?"]


@pytest.mark.parametrize("path", sorted(FORMS.glob("*.json")), ids=lambda p: p.stem)
def test_the_forms_of_the_product_can_be_read(path):
    assert form({f"forms/{path.name}": path.read_bytes()}, path.stem).fields
