"""A form's JSON changed piece by piece, the rest left as it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from tasks.studio import form_data
from tasks.studio.form_data import FormEditRefused
from tasks.studio.json_text import written

FORM: dict[str, Any] = {
    "fields": [
        {"name": "a", "type": "text", "label": {"en": "A", "fr": "A"}, "odd": 1},
        {
            "name": "rows",
            "type": "rows",
            "label": {"en": "Rows", "fr": "Lignes"},
            "fields": [{"name": "b", "type": "text", "label": {"en": "B", "fr": "B"}}],
        },
    ],
    "effects": [{"save": "release", "values": {"a": "a"}}],
}
SENT = {
    "name": "a",
    "type": "choice",
    "label_en": "Which",
    "label_fr": "Lequel",
    "required": "when",
    "required_when": "rows != None",
    "options": "x | The x | Le x\r\ny\r\n",
    "max": "5",
}


def test_a_question_is_rewritten_and_what_the_page_does_not_know_stays() -> None:
    changed = form_data.with_field(FORM, "0", SENT)

    assert changed["fields"][0] == {
        "name": "a",
        "type": "choice",
        "label": {"en": "Which", "fr": "Lequel"},
        "required": "rows != None",
        "options": [{"value": "x", "label": {"en": "The x", "fr": "Le x"}}, "y"],
        "max": 5,
        "odd": 1,
    }
    assert changed["effects"] == FORM["effects"]
    assert FORM["fields"][0]["type"] == "text"


def test_options_that_did_not_change_stay_as_they_are_written() -> None:
    known = form_data.with_field(FORM, "0", SENT)
    lines = form_data.options_text(known["fields"][0])

    again = form_data.with_field(known, "0", {**SENT, "options": lines})

    assert lines == "x | The x | Le x\ny"
    assert again == known


def test_a_column_is_a_question_too() -> None:
    changed, place = form_data.with_new_field(FORM, "1")
    renamed = form_data.with_field(changed, place, {**SENT, "name": "c"})

    columns = renamed["fields"][1]["fields"]
    assert place == "1.1"
    assert [column["name"] for column in columns] == ["b", "c"]


def test_questions_are_added_moved_and_taken_out() -> None:
    added, place = form_data.with_new_field(FORM)
    first = form_data.moved(form_data.moved(added, place, -1), "1", -1)
    fewer = form_data.without_field(first, "1")

    assert [field["name"] for field in first["fields"]] == ["field_1", "a", "rows"]
    assert [field["name"] for field in fewer["fields"]] == ["field_1", "rows"]
    assert form_data.moved(FORM, "0", -1) == FORM


def test_rows_get_a_column_and_other_types_lose_theirs() -> None:
    rows = form_data.with_field(FORM, "0", {**SENT, "type": "rows", "options": ""})
    plain = form_data.with_field(FORM, "1", {**SENT, "type": "text", "options": ""})

    assert rows["fields"][0]["fields"][0]["name"] == "field_1"
    assert "fields" not in plain["fields"][1]


@pytest.mark.parametrize("place", ["7", "0.0", "1.9", "x", "", "-1", "1.0.0", "9" * 9])
def test_a_place_where_there_is_nothing_is_refused(place: str) -> None:
    with pytest.raises(FormEditRefused):
        form_data.without_field(FORM, place)


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[]", b'{"fields": 3}', b"[" * 100_000, b"\xff"]
)
def test_what_is_no_form_is_refused(text: bytes) -> None:
    with pytest.raises(FormEditRefused):
        form_data.data_of(text)


def test_title_and_instruction_come_first_and_go_when_empty() -> None:
    titled = form_data.with_texts(FORM, {"title_en": "T", "help_fr": "H"})

    assert list(titled)[:2] == ["title", "help"]
    assert titled["title"] == {"en": "T", "fr": "T"}
    assert form_data.with_texts(titled, {}) == FORM


def test_every_form_of_the_product_is_written_as_the_same_data() -> None:
    for path in sorted(Path("bpmn/forms").glob("*.json")):
        data = json.loads(path.read_bytes())

        assert json.loads(written(data)) == data
        assert max(map(len, written(data).decode().splitlines())) < 400
