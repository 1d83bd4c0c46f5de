"""Answers as a whole: shown, required, checked, kept."""

import base64
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.forms.answers import AnswersInvalid
from tasks.repository.files import FileStore
from tests.tasks.forms.made import answer, field, form, say
from tests.tasks.forms.test_fields import ANYTHING

GO = {"options": ["Go", "No-Go"]}
DECISION = form(
    field("decision", "choice", required=True, variable="verdict", **GO),
    field("reason", "long", required="decision == 'No-Go'"),
    field("next_date", "date", shown_when="decision == 'No-Go'"),
)
LINES = form(
    field("kind", "choice", options=["full", "short"]),
    field(
        "lines",
        "rows",
        required=True,
        max=3,
        fields=[
            field("text", required=True),
            field("due", "date", required="kind == 'full'"),
            field("why", shown_when="text == 'other'", required=True),
            field("person", "user", options_from="people:stakeholder"),
        ],
    ),
)


def messages(asked, submitted, **more):
    with pytest.raises(AnswersInvalid) as refused:
        answer(asked, submitted, **more)
    return refused.value.messages


def test_answers_are_typed_and_every_field_has_a_value():
    given_answers = {"decision": "No-Go", "reason": "DNS", "next_date": "2026-12-01"}

    answers = answer(DECISION, given_answers)

    assert answers.values == {
        "decision": "No-Go",
        "reason": "DNS",
        "next_date": date(2026, 12, 1),
    }
    assert answers.variables == {"verdict": "No-Go"}


def test_a_no_go_without_a_reason_is_refused():
    refused = messages(DECISION, {"decision": "No-Go"})

    assert refused == {"reason": "Say why, so that it can be fixed."}


def test_what_is_not_shown_is_ignored():
    sent = {"decision": "Go", "next_date": "nonsense"}

    assert answer(DECISION, sent).values["next_date"] is None


def test_a_variable_is_null_when_nothing_was_answered():
    asked = form(field("at", "datetime", variable="go_at"))

    assert answer(asked, {}).variables == {"go_at": None}


def test_a_variable_is_plain_data():
    asked = form(field("at", "datetime", variable="go_at"))

    answers = answer(asked, {"at": "2026-11-23T09:30"})

    assert answers.values["at"] == datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
    assert answers.variables == {"go_at": "2026-11-23T14:30:00+00:00"}


def test_of_two_fields_of_one_variable_the_answered_one_counts():
    asked = form(
        field("kind", "choice", options=["a", "b"]),
        field("a", shown_when="kind == 'a'", variable="x"),
        field("b", shown_when="kind == 'b'", variable="x"),
    )

    assert answer(asked, {"kind": "b", "b": "yes"}).variables == {"x": "yes"}
    assert answer(asked, {"kind": "a", "a": "no"}).variables == {"x": "no"}


def test_a_field_shown_by_a_hidden_one_is_hidden_too():
    asked = form(
        field("a", "bool"),
        field("b", "bool", shown_when="a == True"),
        field("c", required=True, shown_when="b == True"),
    )

    assert answer(asked, {"a": False, "b": True}).values["c"] is None
    assert "c" in messages(asked, {"a": True, "b": True})


def test_a_misspelt_field_is_refused_with_the_right_name():
    refused = messages(DECISION, {"decision": "Go", "reasn": "x"})

    assert refused == {
        "reasn": "There is no field of this name here. Did you mean “reason”?"
    }


def test_required_fields_say_what_to_do_by_type():
    asked = form(
        *(field(f"the_{type}", type, required=True) for type in ("text", "date")),
        *(field(f"the_{type}", type, required=True) for type in ("bool", "file")),
    )

    assert messages(asked, {}) == {
        "the_text": "Fill in “The Text”.",
        "the_date": "Give a date for “The Date”.",
        "the_bool": "Answer “The Bool” with yes or no.",
        "the_file": "Attach a file for “The File”.",
    }


def test_no_is_an_answer():
    asked = form(field("ok", "bool", required=True))

    assert answer(asked, {"ok": False}).values == {"ok": False}


def test_messages_come_in_the_readers_language():
    refused = messages(DECISION, {}, language="fr")

    assert refused == {"decision": "Choisissez une valeur pour « DECISION »."}


def test_lines_are_typed_and_keep_the_id_of_their_entry():
    sent = {"lines": [{"id": "7", "text": "a", "person": "pia"}, {"text": "b"}]}

    lines = answer(LINES, sent).values["lines"]

    assert lines == [
        {"id": "7", "text": "a", "due": None, "why": None, "person": "pia"},
        {"text": "b", "due": None, "why": None, "person": None},
    ]


def test_what_is_wrong_in_a_line_is_named_by_its_place():
    sent = {
        "kind": "full",
        "lines": [
            {"text": "a", "due": "2026-12-01"},
            {"text": "other", "due": "soon", "person": "sam", "txt": 1},
        ],
    }

    assert messages(LINES, sent) == {
        "lines.1.txt": "There is no field of this name here. Did you mean “text”?",
        "lines.1.due": ("Write the date as year-month-day, such as 2026-11-23."),
        "lines.1.why": "Fill in “Why”.",
        "lines.1.person": "Choose one of the people offered.",
    }


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([], "Add at least one line to “Lines”."),
        ("x", "Send a list of lines."),
        (["x"], "Send each line as an object of its columns."),
        ([{"text": "a"}] * 4, "Keep at most 3 lines; there are 4."),
    ],
)
def test_lines_that_are_none_are_refused(lines, said):
    assert messages(LINES, {"lines": lines}) == {"lines": said}


def test_a_field_may_need_so_many_lines():
    asked = form(field("lines", "rows", min=2, fields=[field("text")]))

    refused = messages(asked, {"lines": [{"text": "a"}]})

    assert refused == {"lines": "Add lines until there are 2; there are 1."}


CHECKED = form(
    field("go_live", "date"),
    field("planned", "int"),
    checks=[
        {"that": "go_live >= today()", "field": "go_live", "say": say("Too early.")},
        {"that": "planned < limit()", "field": "planned", "say": say("Too many.")},
    ],
)


def limit():
    return 3


def test_a_check_that_does_not_hold_is_told_at_its_field():
    sent = {"go_live": "2026-11-22", "planned": 5}

    refused = messages(CHECKED, sent, functions={"limit": limit})

    assert refused == {"go_live": "Too early.", "planned": "Too many."}


def test_a_check_on_what_is_not_answered_waits():
    assert answer(CHECKED, {}, functions={"limit": limit}).values["planned"] is None


def test_a_check_on_an_unfit_answer_does_not_add_to_it():
    refused = messages(CHECKED, {"go_live": "soon"}, functions={"limit": limit})

    assert list(refused) == ["go_live"]
    assert refused["go_live"].startswith("Write the date")


def test_a_check_that_cannot_be_computed_refuses():
    refused = messages(CHECKED, {"planned": 1})

    assert refused["planned"].startswith("The process owner must mend a rule")


def test_a_warning_does_not_refuse():
    rule = {"that": "cost < 100", "field": "cost", "say": say("That is much.")}
    asked = form(field("cost", "number"), warnings=[rule])

    assert answer(asked, {"cost": 500}).warnings == ("That is much.",)
    assert answer(asked, {"cost": 5}).warnings == ()
    assert answer(asked, {}).warnings == ()


FILED = form(
    field("plan", "file"),
    field("plan_note", shown_when="plan != None"),
    field("more", "rows", fields=[field("file", "file", required=True)]),
)
SENT = {"name": "../plan.txt", "content": base64.b64encode(b"hello").decode()}


def test_files_are_kept_once_all_is_right(tmp_path):
    store = FileStore(tmp_path)

    answers = answer(
        FILED,
        {"plan": SENT, "plan_note": "new", "more": [{"file": SENT}]},
        keep=lambda name, content: store.put(name, content).plain(),
    )

    assert answers.values["plan"]["name"] == "plan.txt"
    assert answers.values["plan"]["size"] == 5
    assert answers.values["more"][0]["file"] == answers.values["plan"]
    assert answers.values["plan_note"] == "new"


def test_no_file_is_kept_of_answers_that_are_refused(tmp_path):
    kept = []

    with pytest.raises(AnswersInvalid):
        answer(
            FILED, {"plan": SENT, "more": [{}]}, keep=lambda *file: kept.append(file)
        )

    assert kept == []


def test_the_store_may_refuse_a_file(tmp_path):
    def keep(name, content):
        return FileStore(tmp_path).put(name, b"").plain()

    refused = messages(FILED, {"plan": SENT}, keep=keep)

    assert list(refused) == ["plan"]


@pytest.mark.parametrize("sent", [None, [], "x", 5])
def test_what_is_no_object_is_refused(sent):
    refused = messages(DECISION, sent)

    assert refused[""].startswith("Send the answers as an object")


EVERYTHING = form(
    field("text", required="whole > 3"),
    field("on", "date", shown_when="on_at == None or flag == True"),
    field("on_at", "datetime"),
    field("flag", "bool"),
    field("whole", "int"),
    field("lines", "rows", fields=[field("text"), field("on", "date", required=True)]),
    checks=[{"that": "whole < 5", "field": "whole", "say": say("Less.")}],
)
NAMES = st.sampled_from([*EVERYTHING.names, "extra", "id"])


@given(st.dictionaries(NAMES, ANYTHING | st.lists(st.dictionaries(NAMES, ANYTHING))))
def test_whatever_is_sent_gives_answers_or_messages(sent):
    try:
        found = answer(EVERYTHING, sent).values
    except AnswersInvalid as refused:
        found = (
            dict.fromkeys(EVERYTHING.names) if all(refused.messages.values()) else {}
        )
    assert set(found) == set(EVERYTHING.names)
