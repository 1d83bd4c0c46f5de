"""One change of a draft by its outline, checked and saved; undo and redo."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine import draft_saves, drafts
from engine.bundles import unpack
from engine.editing.document import EditRefused
from engine.editing.edited import edited
from tasks import drafting
from tasks.outlining.checks import Checks
from tasks.outlining.deeds import DEEDS, Desk

if TYPE_CHECKING:
    from tasks.bootstrap import Application

_BACK = re.compile(r"back to revision (\d+)")


@dataclass(frozen=True, slots=True)
class Changed:
    """What a change has led to: the new revision, and the step to look at next."""

    revision: int
    step: str
    findings: list[dict[str, Any]]


def change(
    app: Application,
    key: str,
    number: int,
    deed: str,
    fields: Mapping[str, str],
    *,
    by: str,
    revision: int,
) -> Changed:
    """Do one deed of the outline editor to a draft and save it.

    Raises: NotFound, DraftClosed, DraftChanged, EditRefused, OutlineRefused.
    """
    if deed not in DEEDS:
        raise EditRefused(f"There is nothing called “{deed}” to do.")
    with app.read() as conn:
        row = drafts.draft(conn, key, number)
    if row.revision != revision:
        raise drafts.DraftChanged(row.revision, row.changed_by, row.changed_at)
    files: dict[str, bytes] = {}

    def edit(document: Any) -> str:
        checks = Checks(app.engine.facts)
        desk = Desk(document, fields, checks, app.engine.operators)
        touched = DEEDS[deed](desk)
        files.update(desk.files)
        return touched

    xml, step = edited(bytes(row.xml), edit)
    known = unpack(row.bundle)
    saved = drafting.save(
        app,
        key,
        number,
        by=by,
        revision=revision,
        xml=xml,
        bundle_changes={n: c for n, c in files.items() if n not in known},
        what=f"outline: {deed} {step} ({revision + 1})"[:200],
    )
    return Changed(saved.revision, step, saved.findings)


@dataclass(frozen=True, slots=True)
class Steps:
    """Where undo and redo lead: revisions, or None when there is nothing."""

    undo: int | None
    redo: int | None


def steps_back(conn: Any, key: str, number: int) -> Steps:
    """What may be undone and redone in a draft now."""
    found = draft_saves.saves(conn, key, number)
    if not found:
        return Steps(None, None)
    last = found[0]
    back = _BACK.fullmatch(last.then)
    if back is None:
        return Steps(last.revision, None)
    now = int(back[1])
    earlier = [row.revision for row in found if row.revision < now]
    return Steps(earlier[0] if earlier else None, last.revision)
