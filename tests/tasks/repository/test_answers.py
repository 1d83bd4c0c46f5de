"""Answers as the text of a document."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tasks.repository.answers import as_read, text_of

TORONTO = ZoneInfo("America/Toronto")
NAMES = {"cora": "Cora Beaulieu", "sam": "Sam Stone"}


def test_each_answer_stands_under_the_label_of_its_field() -> None:
    labels = {"decision": "Decision", "ready": "Ready?"}

    told = text_of(
        ["decision", "ready", "reason"], {"decision": "Go", "ready": True}, labels
    )

    assert told == "Decision\nGo\n\nReady?\nYes"


def test_people_are_called_by_their_names_wherever_a_field_holds_them() -> None:
    answers = {
        "decided_by": "cora",
        "attendance": ["cora", "sam"],
        "actions": [{"text": "cora", "owner": "sam"}],
        "reason": "cora",
    }
    people = {"decided_by", "attendance", "actions.owner"}

    read = as_read(answers, people, NAMES.__getitem__, TORONTO)

    assert read == {
        "decided_by": "Cora Beaulieu",
        "attendance": ["Cora Beaulieu", "Sam Stone"],
        "actions": [{"text": "cora", "owner": "Sam Stone"}],
        "reason": "cora",
    }


def test_moments_are_told_by_the_clock_of_the_office() -> None:
    answers = {"rows": [{"at": datetime(2026, 12, 12, 2, 30, tzinfo=UTC)}]}

    read = as_read(answers, (), str, TORONTO)

    assert read == {"rows": [{"at": "2026-12-11 21:30"}]}
