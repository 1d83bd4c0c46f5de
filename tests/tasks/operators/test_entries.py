"""Operators that add to the record: notes, decisions, attempts, documents, scores."""

from datetime import timedelta

import pytest

from tasks.release.lifecycle import write
from tasks.release.records import rows_of, save, save_all
from tests.tasks.conftest import MONDAY


@pytest.fixture(autouse=True)
def _papers(context, papers):
    context.bundle = papers


def rows(context, collection, release_id):
    return rows_of(context.conn, collection, release_id)


def test_a_note_without_text_is_not_kept(context, smr, run):
    run("add_note", kind="Work Info", text=None)
    run("add_note", kind="Work Info", text="Called the vendor")

    assert [n.text for n in rows(context, "notes", smr)] == ["Called the vendor"]


def test_a_decision_is_kept_with_reason_and_next_steps(context, smr, run):
    run(
        "record_decision",
        kind="Go/No-Go",
        value="No-Go",
        reason="Not ready",
        next_steps="Test again",
    )

    (found,) = rows(context, "decisions", smr)
    assert (found.value, found.next_steps, found.by) == ("No-Go", "Test again", "cora")


def test_attempts_count_on_and_only_success_is_live(context, smr, run):
    assert run("record_attempt", result="Failure", activated_at=MONDAY) == 1
    write(context, smr, {"outcome": "Success"})
    assert run("record_attempt", activated_at=MONDAY) == 2

    found = rows(context, "attempts", smr)
    assert [(a.number, a.result, a.activated_at) for a in found] == [
        (1, "Failure", None),
        (2, "Success", MONDAY),
    ]


def test_a_document_is_written_from_the_record(context, smr, run):
    save(context, "feedback", smr, {"text": "Went well", "rating": 5})
    run("attach_document", type="Feedback report", state="Draft", source="feedback")

    (found,) = rows(context, "documents", smr)
    assert found.content.startswith("Title: Feedback report: New e-mail\n")
    assert "Went well | 5" in found.content
    assert (found.state, found.version) == ("Draft", 1)


def test_what_a_gate_asks_for_is_noted_and_nothing_when_it_is_open(context, smr, run):
    run("list_missing", gate="type_gate")
    assert rows(context, "notes", smr) == []

    write(context, smr, {"release_type": "Significant / Large"})
    run("list_missing", gate="type_gate")
    (note,) = rows(context, "notes", smr)
    assert note.kind == "Gate"
    assert "registered project" in note.text


def test_the_scorecard_counts_dates_issues_deliverables_actions_and_ratings(
    context, smr, run
):
    today = MONDAY.date()
    dates = {
        "planned_planning": today,
        "actual_planning": today,
        "planned_build": today,
        "actual_build": today + timedelta(days=1),
        "planned_test": today,
    }
    write(context, smr, dates)
    save_all(context, "issues", smr, [{"text": "a"}, {"text": "b", "state": "Closed"}])
    save_all(context, "deliverables", smr, [{"text": "a", "state": "Done"}])
    save_all(context, "actions", smr, [{"text": "a", "state": "Done"}, {"text": "b"}])
    save_all(context, "feedback", smr, [{"rating": 4}, {"rating": 5}, {"text": "-"}])
    run("create_scorecard")

    (score,) = rows(context, "scorecards", smr)
    assert (score.dates_kept, score.dates_planned) == (1, 3)
    assert (score.issues, score.issues_open) == (2, 1)
    assert (score.deliverables, score.deliverables_done) == (1, 1)
    assert (score.actions, score.actions_done) == (2, 1)
    assert score.rating == 4.5
    (document,) = rows(context, "documents", smr)
    assert ": Dates kept | 1 of 3" in document.content
