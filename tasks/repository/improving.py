"""The process owner's list of improvements, from all releases.

Whoever works on a release may hand in an improvement; what becomes of it is decided by
the process owner, also when the release has long ended.
Source: processes.md E.1 "Improvement"; requirement ROLE-PO-03.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.engine import Row

from engine.errors import EngineError
from engine.ports import Context
from tasks.oversight.access import readable_releases
from tasks.people.persons import Person
from tasks.release.collections import TABLES, collection_named
from tasks.release.errors import NoSuchRecord, NotChangeable, ReasonMissing
from tasks.release.records import follow_up
from tasks.release.tables import release

COLLECTION = "improvements"
OWNER = "process_owner"
DECIDED = ("state", "priority", "action", "owner", "due_on", "reason")
STATES = ("New", "Accepted", "Rejected", "Done")
_TABLE = TABLES[COLLECTION]


class MayNotDecide(EngineError):
    """Improvements are decided by the process owner."""

    def __init__(self) -> None:
        super().__init__("What becomes of an improvement is for the process owner.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which improvements to list."""

    state: str | None = None
    page: int = 1
    per_page: int = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list and the size of the whole."""

    items: Any
    total: int


def improvements(conn: Connection, person: Person, wanted: Wanted) -> Page:
    """The improvements of the releases that this person may read, newest first."""
    c = _TABLE.c
    where = [readable_releases(person)]
    if wanted.state == "open":
        where.append(c.state.in_(collection_named(COLLECTION).open_states))
    elif wanted.state:
        where.append(c.state == wanted.state)
    joined = _TABLE.join(release, release.c.id == c.release_id)
    listed = (
        select(_TABLE, release.c.title.label("release_title"))
        .select_from(joined)
        .where(*where)
        .order_by(c.created_at.desc(), c.position.desc())
        .limit(wanted.per_page)
        .offset((wanted.page - 1) * wanted.per_page)
    )
    counted = select(func.count()).select_from(joined).where(*where)
    return Page(conn.execute(listed).all(), conn.scalar(counted) or 0)


def improvement(conn: Connection, person: Person, entry_id: str) -> Row[Any]:
    """One improvement. Raises NoSuchRecord."""
    found = conn.execute(
        select(_TABLE, release.c.title.label("release_title"))
        .select_from(_TABLE.join(release, release.c.id == _TABLE.c.release_id))
        .where(_TABLE.c.id == entry_id, readable_releases(person))
    ).one_or_none()
    if found is None:
        raise NoSuchRecord(COLLECTION, entry_id)
    return found


def decide(
    context: Context, person: Person, entry_id: str, values: Mapping[str, Any]
) -> None:
    """Say what becomes of an improvement; a rejection says why.

    Raises: MayNotDecide, NoSuchRecord, NotChangeable, ReasonMissing, ValueRefused.
    """
    if not person.has(OWNER):
        raise MayNotDecide
    for name in values:
        if name not in DECIDED:
            raise NotChangeable(name)
    row = improvement(context.conn, person, entry_id)
    after = {**row._mapping, **values}
    if after["state"] == "Rejected" and not (after["reason"] or "").strip():
        raise ReasonMissing
    follow_up(context, COLLECTION, row.release_id, values, entry_id)
