"""The scorecard of a release: how it kept its dates and what it left open.

Source: Release Standard 3.7.2.1 "Close down"; processes.md E.1 "Scorecard".
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, func, literal, null, select, union_all

from tasks.release.collections import TABLES
from tasks.release.states import MILESTONE_COLUMNS, MILESTONES

#: How many entries of a collection are in a state; None for those without one.
Counts = Mapping[tuple[str, str | None], int]

_STATED = ("issues", "deliverables", "actions")


def counted(conn: Connection, release_id: str) -> tuple[dict[Any, int], float | None]:
    """Entries by collection and state, and the mean rating; one statement."""
    parts = [
        select(literal(name).label("name"), t.c.state, func.count(), null())
        .where(t.c.release_id == release_id)
        .group_by(t.c.state)
        for name, t in ((name, TABLES[name]) for name in _STATED)
    ]
    attempts, feedback = TABLES["attempts"], TABLES["feedback"]
    parts.append(
        select(literal("attempts"), null(), func.count(), null()).where(
            attempts.c.release_id == release_id
        )
    )
    parts.append(
        select(
            literal("feedback"), null(), func.count(), func.avg(feedback.c.rating)
        ).where(feedback.c.release_id == release_id)
    )
    found, rating = {}, None
    for name, state, number, mean in conn.execute(union_all(*parts)):
        found[name, state] = number
        rating = float(mean) if mean is not None else rating
    return found, rating


def scores(
    release: Mapping[str, Any], counts: Counts, rating: float | None
) -> dict[str, Any]:
    """The figures, and the sentence that sums them up."""
    kept, planned = dates_kept(release)
    score: dict[str, Any] = {
        "dates_kept": kept,
        "dates_planned": planned,
        "issues": _total(counts, "issues"),
        "issues_open": _count(counts, "issues", "Open", "In remediation"),
        "deliverables": _total(counts, "deliverables"),
        "deliverables_done": _count(counts, "deliverables", "Done", "Waived"),
        "actions": _total(counts, "actions"),
        "actions_done": _count(counts, "actions", "Done"),
        "feedback": _total(counts, "feedback"),
        "rating": None if rating is None else round(rating, 2),
        "attempts": _total(counts, "attempts"),
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


def _count(counts: Counts, name: str, *states: str) -> int:
    return sum(counts.get((name, state), 0) for state in states)


def _total(counts: Counts, name: str) -> int:
    return sum(number for (of, _), number in counts.items() if of == name)


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
