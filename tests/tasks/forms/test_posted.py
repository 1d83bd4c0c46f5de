"""A posted page becomes the same answers that a program sends."""

import io

from werkzeug.datastructures import FileStorage, MultiDict

from tasks.forms.posted import draft_of, posted
from tests.tasks.forms.made import answer, field, form

FORM = form(
    field("title"),
    field("ok", "bool"),
    field("topics", "choices", options=["a", "b"]),
    field("guests", "choices"),
    field("plan", "file"),
    field("lines", "rows", fields=[field("text"), field("file", "file")]),
)


def sent(*pairs):
    return MultiDict(pairs)


def test_the_texts_of_a_browser_become_answers():
    answers = posted(
        FORM,
        sent(
            ("csrf_token", "x"),
            ("title", "New"),
            ("ok", ""),
            ("ok", "yes"),
            ("topics", "a"),
            ("topics", "b"),
            ("guests", "Ann\r\nBob"),
        ),
    )

    assert answers == {
        "title": "New",
        "ok": "yes",
        "topics": ["a", "b"],
        "guests": ["Ann", "Bob"],
        "plan": None,
        "lines": [],
    }
    assert answer(FORM, answers).values["ok"] is True


def test_empty_lines_of_a_page_are_no_lines():
    answers = posted(
        FORM,
        sent(
            ("lines.0.text", "first"),
            ("lines.2.text", ""),
            ("lines.7.text", "last"),
            ("lines.9.id", "42"),
            ("lines.9.text", ""),
            ("lines.x.text", "no"),
        ),
    )

    assert answers["lines"] == [
        {"text": "first", "file": None},
        {"text": "last", "file": None},
        {"id": "42", "text": None, "file": None},
    ]


def test_files_come_with_the_page():
    files = {
        "plan": FileStorage(io.BytesIO(b"hello"), "plan.txt"),
        "lines.0.file": FileStorage(io.BytesIO(b"world"), "a.txt"),
    }

    answers = posted(FORM, sent(("title", "x")), files)

    assert answers["plan"] == {"name": "plan.txt", "content": "aGVsbG8="}
    assert answers["lines"][0]["file"]["name"] == "a.txt"


def test_a_page_without_a_new_file_may_name_a_document():
    files = {"plan": FileStorage(io.BytesIO(b""), "")}

    assert posted(FORM, sent(("plan", "doc-1")), files)["plan"] == "doc-1"


def test_a_draft_keeps_no_file():
    files = {"plan": FileStorage(io.BytesIO(b"hello"), "plan.txt")}
    answers = posted(FORM, sent(("title", "x"), ("lines.0.text", "y")), files)

    draft = draft_of(FORM, {**answers, "unknown": 1})

    assert "plan" not in draft
    assert "unknown" not in draft
    assert draft["lines"] == [{"text": "y"}]
