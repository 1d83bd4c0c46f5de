"""The RACI matrix as a table: read, changed, written back with its comments."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from tasks.studio.raci_table import Activity, MatrixRefused, activities, written

FILE = Path("bpmn/raci.toml").read_text()
KEY = "smr_release"


def test_a_table_that_did_not_change_is_the_same_file_byte_for_byte() -> None:
    assert written(FILE, KEY, activities(FILE, KEY)) == FILE


def test_only_the_changed_activity_is_written_anew() -> None:
    lines = activities(FILE, KEY)
    lines[1] = replace(lines[1], letters={**lines[1].letters, "executive": "I"})

    text = written(FILE, KEY, lines)

    old, new = FILE.splitlines(), text.splitlines()
    changed = [line for line in new if line not in old]
    assert changed == ['I = ["intake", "project_manager", "stakeholder", "executive"]']
    assert text.startswith("# Who does what")
    assert tomllib.loads(text)["dcs_release"] == tomllib.loads(FILE)["dcs_release"]


def test_activities_are_added_and_taken_out() -> None:
    lines = activities(FILE, KEY)
    new = Activity("11.0", 'Say "hello"', "Dire « bonjour »", {"intake": "RA"})

    text = written(FILE, KEY, [*lines[1:], new])

    found = tomllib.loads(text)[KEY]
    assert "1.0" not in found
    assert found["11.0"] == {
        "title": {"en": 'Say "hello"', "fr": "Dire « bonjour »"},
        "R": ["intake"],
        "A": ["intake"],
    }


def test_a_process_without_a_matrix_gets_one() -> None:
    text = written(FILE, "new_one", [Activity("1.0", "Do", "Faire", {"intake": "RA"})])

    assert activities(text, "new_one")[0].letters == {"intake": "RA"}
    assert activities(text, KEY) == activities(FILE, KEY)


def test_comments_inside_a_changed_activity_stay() -> None:
    text = '[p."1"]\ntitle = { en = "A", fr = "A" }\n# why\nA = ["intake"]\n'

    changed = written(text, "p", [Activity("1", "B", "B", {"intake": "A"})])

    assert "# why" in changed
    assert 'en = "B"' in changed


@pytest.mark.parametrize("number", ['1"]\nx = 1', "", "a" * 40, "1.0"])
def test_a_number_that_cannot_be_one_is_refused(number: str) -> None:
    lines = [Activity("1.0", "A", "A"), Activity(number, "B", "B")]

    with pytest.raises(MatrixRefused):
        written("", "p", lines)


def test_a_file_that_cannot_be_read_is_told() -> None:
    with pytest.raises(MatrixRefused, match="cannot be read"):
        activities("[", KEY)
