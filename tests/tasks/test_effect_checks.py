"""Mistakes in the effects of forms are told to their author, with the place."""

import json
import tomllib
from pathlib import Path

import pytest

from tasks.effect_checks import problems

FORMS = sorted(Path("bpmn/forms").glob("*.json"))
MAILS = {path.stem for path in Path("bpmn/mail").glob("*.txt")}
PAPERS = {path.stem for path in Path("bpmn/papers").glob("*.txt")}
MESSAGES = tomllib.loads(Path("bpmn/catalogue.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_the_effects_of_our_forms_fit_the_record(path):
    form = json.loads(path.read_text(encoding="utf-8"))
    names = {field["name"] for field in form["fields"]}

    assert problems(form.get("effects", []), names, MAILS, PAPERS) == []


@pytest.mark.parametrize("name", MESSAGES["messages"])
def test_the_effects_of_our_messages_fit_the_record(name):
    message = MESSAGES["messages"][name]
    names = {field["name"] for field in message.get("fields", [])}

    assert problems(message.get("effects", []), names, MAILS, PAPERS) == []


@pytest.mark.parametrize(
    ("effect", "problem"),
    [
        (
            {"save": "release", "values": {"colour": "x"}},
            "“release” has no field “colour”.",
        ),
        ({"save": "release", "values": {"status": "x"}}, "no field “status”."),
        ({"save": "secrets", "values": {}}, "there is no collection “secrets”."),
        (
            {"save": "actions", "values": {"state": "'Maybe'"}},
            "“actions.state” cannot be “Maybe”.",
        ),
        ({"save": "notes", "values": {"text": "y"}}, "unknown name 'y'"),
        ({"save": "notes", "values": {"text": "lower()"}}, "lower"),
        ({"note": "x", "text": "x", "loud": True}, "“loud” means nothing in “note”."),
        ({"note": "x", "flag": "y", "text": "x"}, "exactly one of"),
        ({"note": "x", "each": "rows", "text": "x"}, "no field “rows” to repeat"),
        ({"assign": "king", "person": "x"}, "there is no role “king”."),
        ({"document": "Plan", "state": "'Perfect'"}, "a document cannot be 'Perfect'."),
        ({"document": "Plan", "source": "'air'"}, "no document is written from 'air'."),
        ({"notify": "hello", "to": "everybody"}, "“everybody” names no audience."),
        ({"notify": "hello", "to": "involved"}, "there is no mail “hello”."),
    ],
)
def test_a_mistake_is_named(effect, problem):
    found = problems([effect], {"x"}, {"known"}, {"plan"})

    assert found != []
    assert any(problem in sentence for sentence in found)
    assert all(sentence.startswith("Effect 1: ") for sentence in found)


def test_rows_and_items_may_be_read_where_they_are():
    effect = {
        "save": "issues",
        "each": "issues",
        "where": "row.text == item.text",
        "when": "item.text != None",
        "values": {"text": "item.text"},
    }

    assert problems([effect], {"issues"}, None) == []
