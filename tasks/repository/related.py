"""Releases that are related by a link, seen from both sides.

A link that names another release is an entry of the one that it was made on; the other
side shows it with the inverse relation.  It does not make the two processes talk: that
is for an SMR release and its DCS release.

Source: requirements PRN-2.09, TYPE-S-1N, TYPE-S-4N.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select

from tasks.release.collections import TABLES
from tasks.release.tables import release

RELEASE = "Release"
INVERSE: Mapping[str, str] = {
    "supersedes": "superseded by",
    "superseded by": "supersedes",
    "caused": "caused by",
    "caused by": "caused",
    "corrects": "corrected by",
    "corrected by": "corrects",
    "part of": "contains",
    "contains": "part of",
}


@dataclass(frozen=True, slots=True)
class Related:
    """Another release, and how this one is related to it."""

    id: str
    title: str
    status: str
    process: str
    relation: str
    entry_id: str


def related_to(conn: Connection, release_id: str) -> list[Related]:
    """The releases that links of either side name, newest link first."""
    links = TABLES["links"]
    c = links.c
    found = conn.execute(
        select(
            *(c.id.label("entry_id"), c.release_id, c.number, c.relation),
            *(release.c.id, release.c.title, release.c.status, release.c.process),
        )
        .join(
            release,
            or_(
                (c.release_id == release_id) & (release.c.id == c.number),
                (c.number == release_id) & (release.c.id == c.release_id),
            ),
        )
        .where(
            c.type == RELEASE, or_(c.release_id == release_id, c.number == release_id)
        )
        .where(release.c.id != release_id)
        .order_by(c.created_at.desc())
        .limit(200)
    )
    return [_related(row, release_id) for row in found]


def _related(row: Any, release_id: str) -> Related:
    said = row.relation or "related"
    relation = said if row.release_id == release_id else INVERSE.get(said, said)
    return Related(row.id, row.title, row.status, row.process, relation, row.entry_id)
