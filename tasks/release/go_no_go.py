"""The Go/No-Go decision and the results of a deployment: what each one leads to.

Source: Release Standard 3.7.2.1 and 3.8; processes.md AMB-07, AMB-09, AMB-13, AMB-15.
"""

from collections.abc import Mapping, Sequence
from typing import Any

GO, GO_WITH_ACTION, NO_GO = "Go", "Go with Action", "No-Go"
DECISIONS = (GO, GO_WITH_ACTION, NO_GO)

SUCCESSES = frozenset({"Success", "Successful", "Successful with issues"})


def goes(decision: str) -> bool:
    """Whether the release goes on to deployment."""
    return decision in (GO, GO_WITH_ACTION)


def milestone_after(decision: str) -> str:
    """Where a decision leaves the release."""
    return "Deployment" if goes(decision) else "Build"


def succeeded(result: str | None) -> bool:
    """Whether a deployment's result counts as success."""
    return result in SUCCESSES


def decision_problems(
    decision: str,
    reason: str | None,
    next_steps: str | None,
    actions: Sequence[Mapping[str, Any]],
) -> dict[str, str]:
    """What a decision still lacks: field to sentence."""
    problems = {}
    if decision not in DECISIONS:
        problems["decision"] = f"Choose one of: {', '.join(DECISIONS)}."
    if decision == NO_GO and not (reason or "").strip():
        problems["reason"] = "Say why, so that it can be fixed."
    if decision == NO_GO and not (next_steps or "").strip():
        problems["next_steps"] = "Say what happens next."
    if decision == GO_WITH_ACTION and not actions:
        problems["actions"] = "Name at least one action."
    if any(not (a.get("owner") and a.get("due_on")) for a in actions):
        problems["actions"] = "Each action needs an owner and a due date."
    return problems
