"""What became of every row of an import, kept to be read again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, Index, String, Table, insert, select
from sqlalchemy.engine import Row

from engine.db import Json, UtcDateTime, metadata, new_id
from tasks.people.persons import Person

if TYPE_CHECKING:
    from tasks.bootstrap import Application

IMPORTED, SKIPPED, REFUSED = "imported", "skipped", "refused"

release_import = Table(
    "release_import",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("file_name", String(200), nullable=False),
    Column("mapping", String(60), nullable=False),
    Column("imported", Json, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("by", String(100)),
    Index("ix_release_import_at", "at"),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became, or would become, of one row."""

    row: int
    external_no: str
    title: str
    outcome: str
    why: str
    release_id: str | None = None


@dataclass(slots=True)
class Report:
    """What became of every row; of a trial run nothing was written."""

    file_name: str
    dry_run: bool
    outcomes: list[Outcome] = field(default_factory=list)
    id: str | None = None

    def count(self, outcome: str) -> int:
        """How many rows came out so."""
        return sum(each.outcome == outcome for each in self.outcomes)

    def plain(self) -> dict[str, Any]:
        """As data."""
        return {
            "id": self.id,
            "file_name": self.file_name,
            "dry_run": self.dry_run,
            **{each: self.count(each) for each in (IMPORTED, SKIPPED, REFUSED)},
            "rows": [asdict(each) for each in self.outcomes],
        }


def remember(
    app: Application, person: Person, report: Report, mapping_name: str
) -> None:
    """Keep the report of an import with who made it."""
    report.id = new_id()
    with app.command(by=person.user_name) as context:
        context.conn.execute(
            insert(release_import).values(
                id=report.id,
                file_name=report.file_name[:200],
                mapping=mapping_name,
                imported=report.plain(),
                at=context.at,
                by=person.user_name,
            )
        )
        counts = {each: report.count(each) for each in (IMPORTED, SKIPPED, REFUSED)}
        context.audit("import", report.id, "rows", None, counts)


def imports(conn: Connection) -> Sequence[Any]:
    """The imports that were made, newest first."""
    c = release_import.c
    return conn.execute(
        select(c.id, c.file_name, c.mapping, c.at, c.by)
        .order_by(c.at.desc(), c.id.desc())
        .limit(50)
    ).all()


def import_with(conn: Connection, import_id: str) -> Row[Any] | None:
    """One import with its report."""
    return conn.execute(
        select(release_import).where(release_import.c.id == import_id)
    ).one_or_none()
