"""A person writes the record by hand: with the right, on a sheet, with a reason.

Source: processes.md E.2: who may change what, and what one owns; closed releases are
read-only for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import EngineError
from engine.expressions.evaluate import plain
from tasks.forms.answers import Answers, read
from tasks.forms.fields import Offered
from tasks.forms.shape import Form
from tasks.release.collections import TABLES
from tasks.release.errors import (
    NotChangeable,
    ReasonMissing,
    ReleaseClosed,
    Stale,
    UnknownColumn,
)
from tasks.release.fields import FIELDS, PROCESS_FIELDS
from tasks.release.lifecycle import change
from tasks.release.loaded import release_of
from tasks.release.records import save
from tasks.repository.choices import form_for
from tasks.repository.entered import consequences, stamped
from tasks.repository.sheets import RELEASE, NotByHand, Sheet, sheet_of
from tasks.repository.writer import Writer, entry_of, may_add, stand, version_of


class MayNotChange(EngineError):
    """The record is for others to change."""

    def __init__(self, release_id: str) -> None:
        super().__init__(
            f"Your roles on {release_id} do not let you change this. "
            "Ask its release coordinator."
        )


def add_entry(writer: Writer, collection: str, submitted: Mapping[str, Any]) -> str:
    """Add an entry; returns its id.

    Raises: NotByHand, MayNotChange, ReleaseClosed, AnswersInvalid.
    """
    sheet = sheet_of(collection)
    _require_open(writer)
    if not sheet.added:
        raise NotByHand(collection)
    if not may_add(writer.person, writer.standing, collection):
        raise MayNotChange(writer.release_id)
    _known(sheet, submitted, TABLES[collection].c)
    stand(writer)
    given = dict(submitted)
    if not writer.may_update(sheet) and not sheet.is_own(given, _me(writer)):
        given[sheet.own[0]] = _me(writer)
    form, offers = form_for(writer.context, sheet.form, writer.release_id, {})
    answers = _read(writer, form, offers, given)
    values = {name: v for name, v in answers.values.items() if v not in (None, [])}
    values = stamped(writer.context, collection, {}, values)
    entry_id = save(writer.context, collection, writer.release_id, values)
    consequences(writer.context, collection, writer.release_id, values)
    return entry_id


def change_entry(
    writer: Writer,
    collection: str,
    entry_id: str,
    submitted: Mapping[str, Any],
    *,
    reason: str | None = None,
    expected: int | None = None,
) -> None:
    """Change what is named of an entry; ``expected`` is the version that was seen.

    Raises: NotByHand, MayNotChange, ReleaseClosed, NoSuchRecord, AnswersInvalid,
    ReasonMissing, Stale.
    """
    sheet = sheet_of(collection)
    entry = entry_of(writer, collection, entry_id)
    _require_open(writer)
    columns = writer.columns(sheet, entry)
    if not columns:
        raise MayNotChange(writer.release_id)
    if expected is not None and expected != version_of(entry):
        raise Stale(writer.release_id)
    _known(sheet, submitted, TABLES[collection].c)
    stand(writer)
    changed = _changes(writer, sheet, entry, submitted, columns)
    _explain(writer, sheet, changed, reason)
    if not changed:
        return
    values = stamped(writer.context, collection, entry, changed)
    save(writer.context, collection, writer.release_id, values, entry_id)
    consequences(writer.context, collection, writer.release_id, values)


def correct(
    writer: Writer,
    submitted: Mapping[str, Any],
    *,
    reason: str | None,
    expected: int | None,
) -> None:
    """Change fields of the release.

    Raises: MayNotChange, ReleaseClosed, NotChangeable, UnknownColumn, AnswersInvalid,
    ReasonMissing, Stale.
    """
    sheet = sheet_of(RELEASE)
    row = release_of(writer.context, writer.release_id)
    _require_open(writer)
    if not writer.may_update(sheet):
        raise MayNotChange(writer.release_id)
    _known(sheet, submitted, {**FIELDS, **PROCESS_FIELDS})
    stand(writer)
    changed = _changes(writer, sheet, row, submitted, frozenset(sheet.form.names))
    values = stamped(writer.context, RELEASE, row, changed)
    change(writer.context, writer.release_id, values, reason=reason, expected=expected)


def _me(writer: Writer) -> str:
    return writer.person.user_name


def _require_open(writer: Writer) -> None:
    if writer.standing.ended:
        row = release_of(writer.context, writer.release_id)
        raise ReleaseClosed(writer.release_id, row["status"])


def _known(sheet: Sheet, submitted: Mapping[str, Any], columns: Any) -> None:
    """Raises UnknownColumn, or NotChangeable for what only the process writes."""
    for name in submitted:
        if name not in sheet.form.names:
            raise (
                NotChangeable(name)
                if name in columns
                else UnknownColumn(sheet.name, name)
            )


def _read(
    writer: Writer, form: Form, offers: Offered, given: Mapping[str, Any]
) -> Answers:
    return read(
        form,
        given,
        offered=offers,
        functions=writer.app.functions(writer.context),
        zone=writer.context.zone,
        language=writer.language,
    )


def _changes(
    writer: Writer,
    sheet: Sheet,
    entry: Mapping[str, Any],
    submitted: Mapping[str, Any],
    columns: frozenset[str],
) -> dict[str, Any]:
    """What is different afterwards, of what may be. Raises AnswersInvalid."""
    form, offers = form_for(writer.context, sheet.form, writer.release_id, entry)
    before = {name: plain(entry[name]) for name in form.names}
    asked = {name: value for name, value in submitted.items() if name in columns}
    answers = _read(writer, form, offers, {**before, **asked})
    return {
        name: value
        for name, value in answers.values.items()
        if name in asked and not _same(value, entry[name])
    }


def _same(value: Any, known: Any) -> bool:
    """Whether a value is what is there; an empty list is nothing."""
    return (None if value == [] else value) == (None if known == [] else known)


def _explain(
    writer: Writer, sheet: Sheet, changed: Mapping[str, Any], reason: str | None
) -> None:
    writer.context.why = (reason or "").strip() or writer.context.why
    if sheet.asks_why(changed) and not writer.context.why:
        raise ReasonMissing
