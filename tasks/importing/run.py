"""An import: what ended becomes a record, what is open is filed and its process starts.

No release in scope skips its process: an open one begins it here, with what is known
filled in.  An import may be repeated: a number that is here already is left alone.

Source: requirement SCO-16; issue "Import of existing releases".
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select

from engine.errors import EngineError
from engine.ports import Context, OperatorRefused
from tasks.filing import file_release
from tasks.importing.mapping import ColumnMapping
from tasks.importing.report import IMPORTED, REFUSED, SKIPPED, Outcome, Report, remember
from tasks.importing.rows import Incoming, incoming, table_of
from tasks.people.persons import Person
from tasks.release.columns import shown
from tasks.release.lifecycle import write
from tasks.release.records import save_all
from tasks.release.tables import next_number, release
from tasks.repository.keeping_values import lists_now

if TYPE_CHECKING:
    from tasks.bootstrap import Application

#: Rows that are written together: others get to work in between.
TOGETHER = 50


class MayNotImport(EngineError):
    """Existing releases are imported by release managers."""

    def __init__(self) -> None:
        super().__init__("Existing releases are imported by a release manager.")


def require_importer(person: Person) -> None:
    """Raises MayNotImport."""
    if not person.has("release_manager"):
        raise MayNotImport


def try_out(
    app: Application, file_name: str, content: bytes, mapping: ColumnMapping
) -> Report:
    """What an import would do. Raises UnreadableExport."""
    report = Report(file_name, dry_run=True)
    with app.read() as conn:
        for row, known in _judged(app, conn, content, mapping):
            report.outcomes.append(_foreseen(row, known))
    return report


def run(
    app: Application,
    person: Person,
    file_name: str,
    content: bytes,
    mapping: ColumnMapping,
    *,
    mapping_name: str,
) -> Report:
    """Import an export in a person's name. Raises MayNotImport, UnreadableExport."""
    require_importer(person)
    report = Report(file_name, dry_run=False)
    with app.read() as conn:
        judged = list(_judged(app, conn, content, mapping))
    history = []
    for row, known in judged:
        if row.problems or known is not None:
            report.outcomes.append(_foreseen(row, known))
        elif row.has_ended:
            history.append(row)
        else:
            report.outcomes.append(_begin(app, person, row))
    for first in range(0, len(history), TOGETHER):
        with app.command(by=person.user_name, why=f"import of {file_name}") as context:
            batch = history[first : first + TOGETHER]
            report.outcomes += [_keep(context, row) for row in batch]
    report.outcomes.sort(key=lambda each: each.row)
    remember(app, person, report, mapping_name)
    return report


def _judged(
    app: Application, conn: Connection, content: bytes, mapping: ColumnMapping
) -> Iterator[tuple[Incoming, str | None]]:
    """Every row, with the release that has its number already."""
    _header, table = table_of(content)
    known = known_numbers(conn)
    for row in incoming(table, mapping, lists_now(app, conn), app.zone):
        yield row, known.get(row.external_no)
        if row.external_no and not row.problems:
            known.setdefault(row.external_no, "")


def known_numbers(conn: Connection) -> dict[str, str]:
    """The releases that were imported, by their number in the other tool."""
    found = conn.execute(
        select(release.c.external_no, release.c.id).where(
            release.c.external_no.is_not(None)
        )
    )
    return {row.external_no: row.id for row in found}


def _foreseen(row: Incoming, known: str | None) -> Outcome:
    title = row.values.get("title") or ""
    if row.problems:
        why = " ".join(row.problems)
        return Outcome(row.number, row.external_no, title, REFUSED, why)
    if known is not None:
        why = f"It is here already as {known}." if known else "It comes twice."
        return Outcome(row.number, row.external_no, title, SKIPPED, why, known or None)
    return Outcome(row.number, row.external_no, title, IMPORTED, _means(row))


def _means(row: Incoming) -> str:
    if row.has_ended:
        return f"A record that is {(row.status or '').lower()}."
    return "Its process starts with what is known."


def _begin(app: Application, person: Person, row: Incoming) -> Outcome:
    """An open release: filed with what is known, its process starts."""
    values = dict(row.values)
    title = values.pop("title")
    try:
        with app.command(by=person.user_name) as context:
            context.why = f"imported as {row.external_no}"
            filed = file_release(
                app,
                context,
                person,
                process=row.process,
                title=title[:300],
                fields={**values, "source": values.get("source") or "Import"},
            )
            context.instance = None
            write(context, filed["id"], {"external_no": row.external_no})
            _around(context, filed["id"], row)
    except (EngineError, OperatorRefused) as problem:
        return Outcome(row.number, row.external_no, title, REFUSED, str(problem))
    why = _means(row)
    return Outcome(row.number, row.external_no, title, IMPORTED, why, filed["id"])


def _keep(context: Context, row: Incoming) -> Outcome:
    """A release that has ended: its record, as the other tool had it."""
    made_at = row.moments.get("created_at") or context.at
    year = made_at.astimezone(context.zone).year
    release_id = next_number(context.conn, row.process.upper(), year)
    ended_at = row.moments.get("closed_at") or row.values.get("activated_at")
    values = {
        **row.values,
        "external_no": row.external_no,
        "status": "Active",
        "milestone": row.milestone,
        "closed_at": ended_at or made_at,
    }
    _insert(context, release_id, row.process, values, made_at)
    _around(context, release_id, row)
    write(context, release_id, {"status": row.status})
    context.settle()
    why = _means(row)
    title = row.values["title"]
    return Outcome(row.number, row.external_no, title, IMPORTED, why, release_id)


def _insert(
    context: Context,
    release_id: str,
    process: str,
    values: dict[str, Any],
    made_at: datetime,
) -> None:
    context.conn.execute(
        insert(release).values(
            **values,
            id=release_id,
            process=process,
            flags={},
            lock_version=1,
            recorded_at=made_at,
            created_at=made_at,
            created_by=context.by,
            changed_at=context.at,
            changed_by=context.by,
        )
    )
    filled = {k: shown(v) for k, v in values.items() if v is not None}
    context.audit("release", release_id, "", None, filled)


def _around(context: Context, release_id: str, row: Incoming) -> None:
    """Its links, its notes, and who coordinated it, as the other tool called them."""
    links = [{"type": type, "number": number} for type, number in row.links]
    save_all(context, "links", release_id, links)
    notes = [{"kind": "Import", "text": f"Imported as {row.external_no}."}]
    if row.notes:
        notes.append({"kind": "Work Info", "text": row.notes[:20_000]})
    save_all(context, "notes", release_id, notes)
    if row.coordinator:
        named = {"name": row.coordinator, "role": "Release coordinator"}
        save_all(context, "contacts", release_id, [named])
