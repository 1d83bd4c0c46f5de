"""What changed in the files that a process runs with."""

import json

from tasks.changes.files import file_differences


def form(**more: object) -> bytes:
    """A form with one field."""
    field = {"name": "approve", "type": "bool", "label": {"en": "Approve"}, **more}
    return json.dumps({"fields": [field]}).encode()


def test_a_field_of_a_form_is_told_by_its_name_and_part():
    [only] = file_differences(
        {"forms/s-1.json": form()}, {"forms/s-1.json": form(required=True)}
    )

    assert (only.thing, only.name) == ("form", "s-1")
    assert (only.what, only.new) == ("fields.approve.required", "true")


def test_a_line_of_a_mail_is_told_before_and_after():
    [only] = file_differences(
        {"mail/x.txt": b"Subject: A\n\nOne\nTwo\n"},
        {"mail/x.txt": b"Subject: A\n\nOne\nThree\n"},
    )

    assert (only.thing, only.what) == ("mail", "line 4")
    assert (only.old, only.new) == ("Two", "Three")


def test_a_cell_of_the_raci_matrix_is_told_by_activity_and_duty():
    [only] = file_differences(
        {"raci.toml": b'[p."1.0"]\nR = ["intake"]\n'},
        {"raci.toml": b'[p."1.0"]\nR = ["intake", "executive"]\n'},
    )

    assert (only.thing, only.what) == ("raci", "p.1.0.R")
    assert (only.old, only.new) == ("intake", "intake, executive")


def test_a_new_file_and_one_that_is_gone_are_told_whole():
    added = file_differences({}, {"forms/s-1.json": form()})
    removed = file_differences({"mail/x.txt": b"Subject: A\n\nB"}, {})

    assert [each.kind for each in (*added, *removed)] == ["added", "removed"]


def test_a_broken_file_is_told_as_text():
    [only] = file_differences({"forms/x.json": b"{}"}, {"forms/x.json": b"{"})

    assert (only.what, only.new) == ("text", "{")
