"""Answers as the text of a document."""

from tasks.repository.answers import text_of, with_names

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

    named = with_names(answers, people, lambda user: NAMES[user])

    assert named == {
        "decided_by": "Cora Beaulieu",
        "attendance": ["Cora Beaulieu", "Sam Stone"],
        "actions": [{"text": "cora", "owner": "Sam Stone"}],
        "reason": "cora",
    }
