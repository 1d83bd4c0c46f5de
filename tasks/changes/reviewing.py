"""The review of a change, as its process steps through it.

Whatever the diagram of the review says: nobody approves their own change, and nothing
is published but what was approved.  Source: issue of segregation of duties; GO-ITS
240PRS 3.5.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Row

from engine import catalogue, drafts
from engine.bundles import unpack
from engine.errors import EngineError
from engine.model import read
from engine.ports import Context
from tasks.changes import table
from tasks.changes.table import (
    APPROVED,
    PUBLISHED,
    SENT_BACK,
    SUBMITTED,
    WITHDRAWN,
)
from tasks.publishing import bundle_for

APPROVE = "Approve"


class ChangeRefused(EngineError):
    """A change cannot go on; the sentence says why and what to do."""


def change_of(context: Context) -> Row[Any]:
    """The change that the running instance is about. Raises ChangeRefused."""
    found = table.running(context)
    if found is None:
        raise ChangeRefused("Submit a draft of a process; it starts its review.")
    return found


def take_up(context: Context) -> str | None:
    """The process takes up what its starter has submitted; who that is."""
    assert context.instance is not None
    found = table.waiting_to_begin(context.conn, context.by)
    if found is None:
        raise ChangeRefused("Submit a draft of a process; it starts its review.")
    table.write(context, found, instance_id=context.instance.id)
    author: str | None = found.submitted_by
    return author


def review(context: Context, decision: str, comments: str | None) -> None:
    """A second person approves the change or sends it back."""
    row = change_of(context)
    if context.by is None or context.by == row.submitted_by:
        raise ChangeRefused("A second person reviews a change, not its author.")
    if decision == APPROVE and not is_unchanged(context, row):
        raise ChangeRefused(
            "The draft was changed after it was submitted. Send it back; its author"
            " submits it again."
        )
    table.write(
        context,
        row,
        state=APPROVED if decision == APPROVE else SENT_BACK,
        reviewed_by=context.by,
        reviewed_at=context.at,
        comments=comments,
    )


def submit_again(context: Context) -> None:
    """The author has mended the draft: its review begins anew."""
    row = change_of(context)
    draft = drafts.draft(context.conn, row.process_key, row.draft)
    require_no_errors(draft)
    table.write(context, row, state=SUBMITTED, fingerprint=fingerprint(draft))


def withdraw(context: Context) -> None:
    """The change is given up; the draft stays a draft."""
    table.write(context, change_of(context), state=WITHDRAWN, ended_at=context.at)


def given_up(context: Context) -> None:
    """The review was cancelled: what was not published is withdrawn."""
    row = table.running(context)
    if row is not None and row.state in table.OPEN:
        table.write(context, row, state=WITHDRAWN, ended_at=context.at)


def publish(context: Context) -> int:
    """Publish what was approved, and nothing else; the version's number."""
    row = change_of(context)
    if row.state != APPROVED or row.reviewed_by in (None, row.submitted_by):
        raise ChangeRefused("Only a change that a second person approved is published.")
    draft = drafts.draft(context.conn, row.process_key, row.draft)
    if fingerprint(draft) != row.fingerprint:
        raise ChangeRefused(
            "The draft was changed after its approval. It must be reviewed again."
        )
    require_no_errors(draft)
    effective_at = max(row.effective_at or context.at, context.at)
    context.why = row.reason
    version = catalogue.publish_anew(
        context,
        row.process_key,
        bytes(draft.xml),
        bundle_of(draft),
        effective_at=effective_at,
    )
    number = int(version.number)
    drafts.mark_published(context.conn, row.process_key, row.draft, number)
    table.write(
        context,
        row,
        state=PUBLISHED,
        version=number,
        effective_at=effective_at,
        ended_at=context.at,
    )
    return number


def fingerprint(draft: Row[Any]) -> str:
    """What tells the state of a draft that was reviewed from any other."""
    return catalogue.fingerprint(bytes(draft.xml), bundle_of(draft))


def bundle_of(draft: Row[Any]) -> dict[str, bytes]:
    """The files that a draft would be published with."""
    return bundle_for(read(draft.xml), unpack(draft.bundle))


def is_unchanged(context: Context, row: Row[Any]) -> bool:
    """Whether the draft is still what was submitted."""
    draft = drafts.draft(context.conn, row.process_key, row.draft)
    return bool(fingerprint(draft) == row.fingerprint)


def errors_of(draft: Row[Any]) -> int:
    """How many findings keep a draft from being published."""
    return sum(each["severity"] == "error" for each in draft.findings)


def require_no_errors(draft: Row[Any]) -> None:
    """Raises ChangeRefused while a finding is an error."""
    count = errors_of(draft)
    if count:
        raise ChangeRefused(
            f"The draft has {count} finding{'s' if count > 1 else ''} that must be"
            " mended first."
        )


def asked(context: Context, field: str, never: datetime) -> Any:
    """What the diagram of the review asks of the change it is about."""
    row = table.running(context)
    if row is None:
        return never if field == "publish_at" else None
    if field == "publish_at":
        return row.effective_at or never
    if field == "unchanged":
        return is_unchanged(context, row)
    if field == "errors":
        return errors_of(drafts.draft(context.conn, row.process_key, row.draft))
    return row._mapping.get(field)
