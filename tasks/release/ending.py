"""The end of a release, by hand: may it be cancelled, reopened, closed again.

The process ends a release.  A release manager may open its record again, with a
reason; the process does not run again, and the record is closed by hand.

Source: processes.md E.2 "Cancel, reopen", A.2 P2; AMB-45.
"""

from typing import Any

from engine.db import Row as PlainRow
from engine.ports import Context
from tasks.release.errors import (
    NotTheirDecision,
    ReasonMissing,
    RecordRefused,
    ReleaseClosed,
)
from tasks.release.lifecycle import settle
from tasks.release.loaded import release_of
from tasks.release.states import ACTIVE, CLOSED, has_ended, may_become

MANAGER = "release_manager"


def check_cancel(row: PlainRow, roles: frozenset[str], reason: str | None) -> None:
    """May this person cancel this release now? Raises RecordRefused, ReasonMissing.

    The process does it: it waits for the message ``cancel_release``.
    """
    if MANAGER not in roles:
        raise NotTheirDecision("Only a release manager may cancel a release.")
    if has_ended(row["status"]):
        raise ReleaseClosed(row["id"], row["status"])
    if row["reopened_at"]:
        raise RecordRefused(
            f"The process of {row['id']} has ended: close its record instead."
        )
    if not (reason or "").strip():
        raise ReasonMissing


def reopen(
    context: Context, release_id: str, roles: frozenset[str], reason: str
) -> None:
    """Make a closed record writable again; its process does not run again."""
    if MANAGER not in roles:
        raise NotTheirDecision("Only a release manager may reopen a release.")
    if not reason.strip():
        raise ReasonMissing
    row = release_of(context, release_id)
    if not has_ended(row["status"]) or not may_become(row["status"], ACTIVE):
        raise RecordRefused(f"{release_id} is {row['status'].lower()}: not reopened.")
    context.why = reason
    values = {"status": ACTIVE, "closed_at": None, "reopened_at": context.at}
    _write(context, row, values)


def close_again(
    context: Context, release_id: str, roles: frozenset[str], reason: str
) -> None:
    """Close a record that was reopened: read-only from this moment on."""
    if MANAGER not in roles:
        raise NotTheirDecision("Only a release manager may close a reopened release.")
    row = release_of(context, release_id)
    if row["reopened_at"] is None:
        raise RecordRefused(
            f"{release_id} was not reopened: its process closes it, not a person."
        )
    context.why = reason.strip() or "The record is corrected."
    values = {"status": CLOSED, "closed_at": context.at, "reopened_at": None}
    _write(context, row, values)


def _write(context: Context, row: PlainRow, values: dict[str, Any]) -> None:
    context.audit("release", row["id"], "status", row["status"], values["status"])
    settle(context, row, values)
