"""Which way a cancellation goes, and why it may have to wait.

Before a deployment has begun, and when only its communication is coordinated, the
process ends at once.  Once a coordinated deployment has begun, asking for the
cancellation escalates an issue: the executive decides about a backout first.

Source: processes.md AMB-45, A.2 P2; requirements CAN-01, CAN-03.
"""

from collections.abc import Collection, Mapping
from typing import Any

from tasks.release.errors import RecordRefused

CANCEL, ESCALATE = "cancel_release", "issue_escalated"
COMMUNICATIONS_ONLY = "CO"


class CancellationRefused(RecordRefused):
    """The release cannot be cancelled at this moment."""


def refusal(row: Mapping[str, Any], awaited: Collection[str]) -> str | None:
    """Why the release cannot be cancelled now; None when it can."""
    if not _has_begun(row) or ESCALATE in awaited:
        return None
    if row["milestone"] == "Deployment":
        return (
            "The deployment is in triage, is backed out or is ending: the executive's "
            "decision about the backout comes before a cancellation. "
            "Ask for the cancellation there, or wait until the stage goes on."
        )
    return "The deployment is over: close the release with its status reason."


def way_of(
    row: Mapping[str, Any], awaited: Collection[str], submitted: Mapping[str, Any]
) -> tuple[str, dict[str, Any]]:
    """The message that a cancellation is sent as. Raises CancellationRefused."""
    why = refusal(row, awaited)
    if why is not None:
        raise CancellationRefused(why)
    if not _has_begun(row):
        return CANCEL, dict(submitted)
    asked = {name: submitted.get(name) for name in ("reason", "next_steps")}
    return ESCALATE, {**asked, "cancel_requested": True}


def _has_begun(row: Mapping[str, Any]) -> bool:
    """Whether a coordinated deployment has begun, in this attempt or for good."""
    return (
        row["process"] == "dcs"
        and row["release_type"] != COMMUNICATIONS_ONLY
        and row["milestone"] in ("Deployment", "Close down")
    )
