"""The scorecard of a release: how it kept its dates and what it left open. Pure.

Source: Release Standard 3.7.2.1 "Close down"; processes.md E.1 "Scorecard".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tasks.release.states import MILESTONE_COLUMNS, MILESTONES

Rows = Sequence[Mapping[str, Any]]


def scores(release: Mapping[str, Any], found: Mapping[str, Rows]) -> dict[str, Any]:
    """The figures, and the sentence that sums them up."""
    kept, planned = dates_kept(release)
    issues, actions = found["issues"], found["actions"]
    deliverables = found["deliverables"]
    ratings = [row["rating"] for row in found["feedback"] if row["rating"] is not None]
    score: dict[str, Any] = {
        "dates_kept": kept,
        "dates_planned": planned,
        "issues": len(issues),
        "issues_open": _count(issues, "Open", "In remediation"),
        "deliverables": len(deliverables),
        "deliverables_done": _count(deliverables, "Done", "Waived"),
        "actions": len(actions),
        "actions_done": _count(actions, "Done"),
        "feedback": len(found["feedback"]),
        "rating": round(sum(ratings) / len(ratings), 2) if ratings else None,
        "attempts": len(found["attempts"]),
    }
    return {**score, "text": _summary(score)}


def dates_kept(release: Mapping[str, Any]) -> tuple[int, int]:
    """How many milestones were entered by their planned day, of how many planned."""
    kept = planned = 0
    for milestone in MILESTONES[release["process"]]:
        column = MILESTONE_COLUMNS[milestone]
        due, entered = release[f"planned_{column}"], release[f"actual_{column}"]
        if due is not None:
            planned += 1
            kept += entered is not None and entered <= due
    return kept, planned


def _count(rows: Rows, *states: str) -> int:
    return sum(row["state"] in states for row in rows)


def _summary(score: Mapping[str, Any]) -> str:
    rating = score["rating"]
    parts = [
        f"Dates kept: {score['dates_kept']} of {score['dates_planned']}",
        f"issues: {score['issues']}, {score['issues_open']} open",
        f"deliverables done: {score['deliverables_done']} of {score['deliverables']}",
        f"actions done: {score['actions_done']} of {score['actions']}",
        f"deployment attempts: {score['attempts']}",
        f"rating: {rating if rating is not None else 'none'}",
    ]
    return "; ".join(parts) + "."
