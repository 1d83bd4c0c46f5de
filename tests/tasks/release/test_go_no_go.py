"""Go, Go with Action and No-Go, and what each asks for."""

import pytest

from tasks.release.go_no_go import (
    decision_problems,
    goes,
    milestone_after,
    succeeded,
)

ACTION = {"text": "Fix the link", "owner": "eli", "due_on": "2026-03-20"}


def test_go_and_go_with_action_lead_to_deployment():
    assert goes("Go")
    assert goes("Go with Action")
    assert milestone_after("Go with Action") == "Deployment"


def test_no_go_leads_back_to_build():
    assert not goes("No-Go")
    assert milestone_after("No-Go") == "Build"


def test_a_no_go_needs_a_reason_and_next_steps():
    assert decision_problems("No-Go", "", None, []) == {
        "reason": "Say why, so that it can be fixed.",
        "next_steps": "Say what happens next.",
    }
    assert decision_problems("No-Go", "Not ready", "Test again", []) == {}


def test_a_go_with_action_needs_an_action_with_owner_and_date():
    assert "actions" in decision_problems("Go with Action", None, None, [])
    assert "actions" in decision_problems(
        "Go with Action", None, None, [{**ACTION, "owner": None}]
    )
    assert decision_problems("Go with Action", None, None, [ACTION]) == {}


@pytest.mark.parametrize(
    ("result", "success"),
    [
        ("Success", True),
        ("Successful with issues", True),
        ("Backed out", False),
        ("Unsuccessful", False),
        ("Failure", False),
        (None, False),
    ],
)
def test_only_these_results_count_as_success(result, success):
    assert succeeded(result) is success
