"""How a release stands in the reports: pure judgement on loaded values.

Source: Release Standard 3.7.1, "overall status"; the thresholds are ours, said on the
help page.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tasks.planning.conflicts import GRAVE
from tasks.planning.windows import Window
from tasks.release.states import CANCELLED, DCS_MILESTONES, NOT_REQUIRED, has_ended
from tasks.reports.lines import (
    AHEAD,
    AT_RISK,
    BACK,
    CALLED_OFF,
    LATE,
    ON_TRACK,
    SUCCESSFUL,
    WENT_WRONG,
    WITH_ISSUES,
)

#: Outcomes and closing reasons that mean that something went wrong.
BAD = frozenset({"Failure", "Unsuccessful", "Backed out", "New dates"})
BAD_UPDATES = frozenset({"Delayed", "Issue", "Backing out"})
#: A change request that still waits so shortly before the deployment is a risk.
CRQ_BY = timedelta(days=3)
CLOSING = DCS_MILESTONES[-1]

#: Why a release is late or at risk.
REASONS = (
    *("date_passed", "crq_rejected", "crq_waits", "open_issues", "overdue_tasks"),
    *("bad_update", "conflict", "blackout", "short_lead_time"),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a release beside its own row."""

    window: Window | None
    overdue: int
    open_issues: int
    update_status: str | None
    lead_short: bool
    conflicts: Collection[str]
    blackout: bool


def side_of(row: Any) -> str:
    """Whether the deployment is still ahead, or behind the release."""
    if has_ended(row.status) or row.milestone == CLOSING:
        return BACK
    if row.activated_at is not None or (row.outcome or "") == "Success":
        return BACK
    return AHEAD


def overall_of(row: Any, seen: Seen, now: datetime) -> tuple[str, list[str]]:
    """How the release stands, in a word, and why when that is no good."""
    if side_of(row) == BACK:
        return _result(row), []
    reasons = _reasons(row, seen, now)
    if "date_passed" in reasons:
        return LATE, reasons
    return (AT_RISK if reasons else ON_TRACK), reasons


def _result(row: Any) -> str:
    if row.status in (CANCELLED, NOT_REQUIRED):
        return CALLED_OFF
    said = {row.outcome, row.status_reason}
    if said & BAD:
        return WENT_WRONG
    if "Successful with issues" in said:
        return WITH_ISSUES
    return SUCCESSFUL


def _reasons(row: Any, seen: Seen, now: datetime) -> list[str]:
    window = seen.window
    found = {
        "date_passed": window is not None and window.ends_at <= now,
        "crq_rejected": row.crq_state in ("Rejected", "Rescheduled"),
        "crq_waits": _crq_waits(row, window, now),
        "open_issues": seen.open_issues > 0,
        "overdue_tasks": seen.overdue > 0,
        "bad_update": (seen.update_status or "") in BAD_UPDATES,
        "conflict": not GRAVE.isdisjoint(seen.conflicts),
        "blackout": seen.blackout,
        "short_lead_time": seen.lead_short and not row.best_effort,
    }
    return [reason for reason in REASONS if found[reason]]


def _crq_waits(row: Any, window: Window | None, now: datetime) -> bool:
    if window is None or row.crq_state != "Waiting":
        return False
    return window.starts_at - now < CRQ_BY
