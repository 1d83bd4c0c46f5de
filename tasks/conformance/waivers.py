"""Clauses that somebody set aside for a release, with a reason; append-only.

Those of a whole version are in its bundle (``version_waivers``).  Source: GO-ITS
240PRS 2.5.2: what is recommended may be set aside with its impact understood.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    insert,
    select,
)

from engine.db import UtcDateTime, metadata, new_id
from engine.errors import EngineError
from engine.ports import Context
from tasks.conformance.clauses import Clause
from tasks.people.persons import Person
from tasks.release.errors import ReasonMissing

clause_waiver = Table(
    "clause_waiver",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("release_id", ForeignKey("release.id"), nullable=False),
    Column("clause_id", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_clause_waiver_release_id", "release_id"),
)

MAY_WAIVE = ("process_owner", "release_manager")
#: As long as a reason may be.
MOST = 4000


class MayNotWaive(EngineError):
    """Only the process owner and the release manager set a clause aside."""

    def __init__(self) -> None:
        super().__init__(
            "Only the process owner or the release manager may waive a requirement."
        )


@dataclass(frozen=True, slots=True)
class Waiver:
    """Who set a clause aside, when and why; ``version`` when for a whole version."""

    clause_id: str
    reason: str
    by: str
    at: datetime
    version: bool = False


def may_waive(person: Person) -> bool:
    """Whether a person may set a clause aside for a release."""
    return person.has(*MAY_WAIVE)


def waive(
    context: Context, person: Person, release_id: str, clause: Clause, reason: str
) -> str:
    """Set a clause aside for a release; returns the waiver's id.

    A second waiver of a clause is added, the first stays readable.
    Raises: MayNotWaive, ReasonMissing.
    """
    if not may_waive(person):
        raise MayNotWaive
    if not reason.strip():
        raise ReasonMissing
    waiver_id = new_id()
    values: dict[str, Any] = {
        "id": waiver_id,
        "release_id": release_id,
        "clause_id": clause.id,
        "reason": reason.strip()[:MOST],
        "by": person.user_name,
        "at": context.at,
    }
    context.conn.execute(insert(clause_waiver).values(**values))
    context.audit("release", release_id, f"waiver.{clause.id}", None, values["reason"])
    return waiver_id


def waivers_of(conn: Connection, release_id: str) -> Mapping[str, Waiver]:
    """The newest waiver of each clause of a release."""
    found = conn.execute(
        select(clause_waiver)
        .where(clause_waiver.c.release_id == release_id)
        .order_by(clause_waiver.c.at, clause_waiver.c.id)
        .limit(5000)
    )
    return {
        row.clause_id: Waiver(row.clause_id, row.reason, row.by, row.at)
        for row in found
    }
