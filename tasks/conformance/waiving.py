"""The process owner sets requirements aside for a draft: its version carries it.

Source: ours; a diagram that leaves a must without an element is published only with
this on record, by name and with a reason.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import Row

from engine import drafts
from engine.bundles import unpack
from engine.errors import EngineError
from engine.model import read
from engine.ports import Context
from tasks import publishing
from tasks.conformance.clauses import Clause
from tasks.conformance.lint import orphaned
from tasks.conformance.version_waivers import FILE, version_waivers, written
from tasks.conformance.waivers import MOST, Waiver
from tasks.people.persons import Person
from tasks.release.errors import ReasonMissing

if TYPE_CHECKING:
    from tasks.bootstrap import Application

#: What the list of a draft's earlier states calls it.
WHAT = "waivers"


class NotTheOwner(EngineError):
    """Only the process owner sets a requirement aside for a whole version."""

    def __init__(self) -> None:
        super().__init__(
            "Only the process owner may waive requirements for a version of a process."
        )


class NothingToWaive(EngineError):
    """None of the requirements named has lost its element in this draft."""

    def __init__(self) -> None:
        super().__init__(
            "Choose at least one requirement that has lost its element in this draft."
        )


def lost(row: Row[Any]) -> Mapping[Clause, tuple[str, ...]]:
    """The requirements that a draft's diagram leaves without an element, unwaived."""
    bundle = unpack(row.bundle)
    waived = version_waivers(bundle)
    found = orphaned(read(row.xml), bundle)
    return {c: lacking for c, lacking in found.items() if c.id not in waived}


def waive_in_draft(
    app: Application,
    context: Context,
    person: Person,
    key: str,
    number: int,
    clause_ids: Collection[str],
    reason: str,
) -> int:
    """Set requirements aside for what a draft becomes; the draft's new revision.

    Raises: NotTheOwner, ReasonMissing, NothingToWaive, NotFound, DraftClosed.
    """
    if not person.has("process_owner"):
        raise NotTheOwner
    if not reason.strip():
        raise ReasonMissing
    row = drafts.draft(context.conn, key, number)
    chosen = [clause.id for clause in lost(row) if clause.id in clause_ids]
    if not chosen:
        raise NothingToWaive
    bundle = unpack(row.bundle)
    text = reason.strip()[:MOST]
    added = {c: Waiver(c, text, person.user_name, context.at, True) for c in chosen}
    file = written({**version_waivers(bundle), **added})
    found = publishing.findings(app, bytes(row.xml), {**bundle, FILE: file})
    for clause_id in chosen:
        context.audit("draft", f"{key}/{number}", f"waiver.{clause_id}", None, text)
    return drafts.save_draft(
        context,
        key,
        number,
        revision=row.revision,
        findings=[each.as_dict() for each in found],
        bundle_changes={FILE: file},
        what=WHAT,
    )
