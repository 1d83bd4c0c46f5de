"""Documents: their states change, their versions are kept."""

import pytest

from tasks.release.errors import ValueRefused
from tasks.release.records import rows_of
from tasks.repository.documents import attach, versions_of

FILE = {"name": "plan.pdf", "sha256": "a" * 64, "size": 8, "media_type": "text/plain"}


def test_a_document_goes_from_draft_to_final_in_versions(context, smr):
    document_id = attach(context, smr, "Release Plan", "Draft", text="first")
    attach(context, smr, "Release Plan", "Final", file=FILE)

    (row,) = rows_of(context.conn, "documents", smr)
    assert (row.id, row.state, row.version) == (document_id, "Final", 2)
    assert (row.file_name, row.content) == ("plan.pdf", None)
    kept = versions_of(context.conn, document_id)
    assert [(v.number, v.state, v.content) for v in kept] == [
        (2, "Final", None),
        (1, "Draft", "first"),
    ]


def test_a_document_that_only_changes_its_state_keeps_its_version(context, smr):
    document_id = attach(context, smr, "Release Announcement", "Draft", text="Hello")
    attach(context, smr, "Release Announcement", "Final")

    (row,) = rows_of(context.conn, "documents", smr)
    assert (row.state, row.version, row.content) == ("Final", 1, "Hello")
    assert len(versions_of(context.conn, document_id)) == 1


def test_documents_of_one_type_are_told_apart_by_title(context, smr):
    attach(context, smr, "Meeting minutes", "Final", title="Kick-off", text="a")
    attach(context, smr, "Meeting minutes", "Final", title="Walkthrough", text="b")

    rows = rows_of(context.conn, "documents", smr)
    assert [row.title for row in rows] == ["Kick-off", "Walkthrough"]


def test_a_document_may_take_the_file_of_another(context, smr):
    first = attach(context, smr, "Supporting document", "Final", file=FILE)
    attach(context, smr, "Go/No-Go presentation", "Draft", file=first)

    rows = rows_of(context.conn, "documents", smr)
    assert {row.file_sha256 for row in rows} == {FILE["sha256"]}


@pytest.mark.parametrize("file", [{"name": "x", "content": "eA=="}, "no-such-id"])
def test_a_file_that_was_not_stored_is_refused(context, smr, file):
    with pytest.raises(ValueRefused):
        attach(context, smr, "Release Plan", "Draft", file=file)
