"""One submitted value: typed, or a sentence that says what to do."""

import base64
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.expressions.evaluate import plain
from engine.expressions.values import kind
from tasks.forms.fields import Unfit, Upload, read_value
from tasks.forms.shape import TYPES
from tests.tasks.forms.made import desk, field, form

CONTENT = base64.b64encode(b"hello").decode()


def value(type, raw, **more):
    (one,) = form(field("person", type, **more)).fields
    path = "person" if type == "user" else "one"
    return read_value(one, raw, desk(), path)


def sentence(type, raw, *, language="en", **more):
    with pytest.raises(Unfit) as unfit:
        value(type, raw, **more)
    return desk(language).say(unfit.value)


OPTIONS = {"options": ["Go", "No-Go"]}


@pytest.mark.parametrize(
    ("type", "raw", "typed"),
    [
        ("text", "  two\r\nlines ", "two lines"),
        ("text", "", None),
        ("long", "two\r\nlines", "two\nlines"),
        ("date", "2026-11-23", date(2026, 11, 23)),
        ("date", "", None),
        ("datetime", "2026-11-23T14:30Z", datetime(2026, 11, 23, 14, 30, tzinfo=UTC)),
        (
            "datetime",
            "2026-11-23T14:30:00-05:00",
            datetime(2026, 11, 23, 19, 30, tzinfo=UTC),
        ),
        ("bool", True, True),
        ("bool", "no", False),
        ("bool", "oui", True),
        ("bool", "", None),
        ("int", 5, 5),
        ("int", "5", 5),
        ("int", 5.0, 5),
        ("number", "1 234,5", 1234.5),
        ("number", 2.5, 2.5),
        ("user", "pia", "pia"),
        ("ref", "CRQ-1", "CRQ-1"),
        ("file", "document-7", "document-7"),
    ],
)
def test_a_fitting_value_is_typed(type, raw, typed):
    more = {"options_from": "people:x"} if type == "user" else {}

    assert value(type, raw, **more) == typed


def test_a_local_time_is_meant_in_the_office():
    summer = value("datetime", "2026-07-01T09:00")
    winter = value("datetime", "2026-12-01 09:00")

    assert summer == datetime(2026, 7, 1, 13, 0, tzinfo=UTC)
    assert winter == datetime(2026, 12, 1, 14, 0, tzinfo=UTC)


def test_an_hour_that_the_change_of_clocks_leaves_out_is_the_next_one():
    left_out = value("datetime", "2026-03-08T02:30")

    assert left_out == datetime(2026, 3, 8, 7, 30, tzinfo=UTC)


def test_several_choices_are_kept_once_each():
    chosen = value("choices", ["No-Go", "Go", "Go"], **OPTIONS)

    assert chosen == ["No-Go", "Go"]


def test_choices_without_options_are_lines():
    assert value("choices", "one\n\ntwo") == ["one", "two"]


def test_a_file_is_decoded():
    sent = value("file", {"name": "plan.txt", "content": CONTENT})

    assert sent == Upload("plan.txt", b"hello")


@pytest.mark.parametrize(
    ("type", "raw", "more", "said"),
    [
        ("text", 5, {}, "Write text here."),
        ("text", "x\x00", {}, "Remove the characters that cannot be stored."),
        ("text", "\ud800", {}, "Remove the characters that cannot be stored."),
        ("text", "x" * 501, {}, "Shorten this to 500 characters; it has 501."),
        ("long", "x" * 20_001, {}, "Shorten this to 20000 characters; it has 20001."),
        ("text", "x" * 11, {"max": 10}, "Shorten this to 10 characters; it has 11."),
        ("text", "x", {"min": 3}, "Write at least 3 characters."),
        ("date", "23.11.2026", {}, "Write the date as year-month-day"),
        ("date", "2026-02-30", {}, "Write the date as year-month-day"),
        ("date", "0001-01-01", {}, "Write the date as year-month-day"),
        ("datetime", "2026-11-23", {}, "Write date and time as"),
        ("datetime", "0001-01-01T00:00Z", {}, "Write date and time as"),
        ("datetime", "9999-12-31T23:59-23:00", {}, "Write date and time as"),
        ("bool", "maybe", {}, "Answer yes or no."),
        ("bool", 1, {}, "Answer yes or no."),
        ("int", 2.5, {}, "Write a whole number."),
        ("int", True, {}, "Write a whole number."),
        ("int", 10**400, {}, "Write a whole number."),
        ("int", "9" * 5000, {}, "Write a whole number."),
        ("number", float("nan"), {}, "Write a number."),
        ("number", float("inf"), {}, "Write a number."),
        ("int", 0, {"min": 1}, "Give 1 or more."),
        ("int", 6, {"max": 5}, "Give 5 or less."),
        ("choice", "Goo", OPTIONS, "Choose one of the values offered: Go, No-Go."),
        ("choice", ["Go"], OPTIONS, "Choose one of the values offered: Go, No-Go."),
        ("choice", "x", {"options_from": "values:x"}, "There is nothing to choose"),
        ("choices", {"a": 1}, OPTIONS, "Send a list of values."),
        ("choices", ["Go", "x"], OPTIONS, "Choose one of the values offered"),
        ("choices", ["Go"], {**OPTIONS, "min": 2}, "Choose at least 2 values."),
        ("choices", ["Go", "No-Go"], {**OPTIONS, "max": 1}, "Choose at most 1 values."),
        ("user", "sam", {"options_from": "people:x"}, "Choose one of the people"),
        ("file", {"name": "x"}, {}, "Send a file’s name and its content in base64"),
        ("file", {"name": "x", "content": "%%%"}, {}, "Send a file’s name"),
        ("file", {"name": "x", "content": ""}, {}, "The file is empty"),
        ("file", "x" * 101, {}, "Send a file’s name"),
    ],
)
def test_an_unfit_value_is_told_what_to_do(type, raw, more, said):
    assert sentence(type, raw, **more).startswith(said)


def test_a_french_reader_is_told_in_french():
    assert sentence("bool", "peut-être", language="fr") == "Répondez par oui ou non."


def test_a_file_of_more_than_twenty_megabytes_is_refused():
    content = b"x" * (20 * 1024 * 1024 + 1)

    said = sentence("file", {"name": "x", "content": content})

    assert said.startswith("The file is larger than 20 MB")


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.dates().map(str)
    | st.datetimes().map(lambda moment: moment.isoformat())
    | st.sampled_from(["Go", "pia", "true", "1.5", CONTENT, "2026-11-23T14:30Z"])
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8), inner, max_size=4)
        | st.fixed_dictionaries({"name": inner, "content": inner})
    ),
    max_leaves=8,
)
MORE = {
    "choice": {"options": ["Go", "No-Go"]},
    "choices": {"options": ["Go", "No-Go"]},
    "user": {"options_from": "people:stakeholder"},
}


@given(st.sampled_from([each for each in TYPES if each != "rows"]), ANYTHING)
def test_whatever_is_sent_gives_a_plain_value_or_a_sentence(type, raw):
    try:
        typed = value(type, raw, **MORE.get(type, {}))
    except Unfit as unfit:
        typed = [desk().say(unfit), desk("fr").say(unfit)]
    if not isinstance(typed, Upload):
        kind(plain(typed))
