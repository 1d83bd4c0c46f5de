"""Which release follows which change request, and what either side has heard.

What has to be told is what differs from what was told last: a notice waits in nobody's
memory and is told again until the tool has taken it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    and_,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.engine import Row

from engine.db import UtcDateTime, metadata
from tasks.release.states import CANCELLED, CLOSED, OPEN
from tasks.release.tables import release

#: As long as whoever tells is believed to be alive.
LEASE = timedelta(minutes=5)
MOST = 2000

change_follow = Table(
    "change_follow",
    metadata,
    Column("release_id", ForeignKey("release.id"), primary_key=True),
    Column("number", String(200), primary_key=True),
    Column("tool", String(100), primary_key=True),
    #: What the tool said last, and what was made of it.
    Column("heard", Text),
    Column("state", String(20)),
    Column("heard_at", UtcDateTime),
    #: What we told last.
    Column("told", String(64)),
    Column("told_at", UtcDateTime),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", UtcDateTime),
    Column("problem", Text),
)


@dataclass(frozen=True, slots=True)
class Followed:
    """A release and a change request of it, with what either side has heard.

    The main change request is the one whose approval the process waits for.
    """

    release: Row[Any]
    number: str
    follows: Mapping[str, Row[Any]]

    @property
    def is_open(self) -> bool:
        """Whether the release still goes on."""
        return self.release.status in OPEN

    @property
    def is_main(self) -> bool:
        """Whether the process waits for this one."""
        return bool(self.number == self.release.crq_no)

    def last(self, tool: str, name: str) -> Any:
        """What was noted last of a tool; None before the first time."""
        row = self.follows.get(tool)
        return None if row is None else getattr(row, name)


def followed(conn: Connection, since: datetime) -> Iterator[Followed]:
    """What is followed now: open releases, and those that ended since a moment."""
    c = release.c
    rows = conn.execute(
        select(release)
        .where(
            or_(c.crq_no.is_not(None), c.crqs.is_not(None)),
            or_(
                c.status.in_(OPEN),
                and_(c.status.in_((CLOSED, CANCELLED)), c.closed_at >= since),
            ),
        )
        .order_by(c.id)
        .limit(MOST)
    ).all()
    known = _follows(conn, [row.id for row in rows])
    for row in rows:
        for number in dict.fromkeys(filter(None, (row.crq_no, *(row.crqs or ())))):
            yield Followed(row, str(number), known.get((row.id, str(number)), {}))


def _follows(
    conn: Connection, release_ids: list[str]
) -> Mapping[tuple[str, str], Mapping[str, Row[Any]]]:
    rows = conn.execute(
        select(change_follow).where(change_follow.c.release_id.in_(release_ids))
    )
    found: dict[tuple[str, str], dict[str, Row[Any]]] = {}
    for row in rows:
        found.setdefault((row.release_id, row.number), {})[row.tool] = row
    return found


def follow_of(conn: Connection, release_id: str) -> list[Row[Any]]:
    """What a release's page says of the change requests that it follows."""
    return list(
        conn.execute(
            select(change_follow).where(change_follow.c.release_id == release_id)
        ).all()
    )


def _of(each: Followed, tool: str) -> ColumnElement[bool]:
    c = change_follow.c
    return and_(
        c.release_id == each.release.id, c.number == each.number, c.tool == tool
    )


def note(conn: Connection, each: Followed, tool: str, **values: Any) -> None:
    """Remember what was heard or told."""
    done = conn.execute(update(change_follow).where(_of(each, tool)).values(**values))
    if done.rowcount == 0:
        fresh = {"attempts": 0, **values}
        conn.execute(
            insert(change_follow).values(
                release_id=each.release.id, number=each.number, tool=tool, **fresh
            )
        )


def claim(conn: Connection, each: Followed, tool: str, now: datetime) -> bool:
    """Whether this worker may tell the tool now; others keep off for a while."""
    if tool not in each.follows:
        note(conn, each, tool, next_try_at=now + LEASE)
        return True
    c = change_follow.c
    free = or_(c.next_try_at.is_(None), c.next_try_at <= now)
    done = conn.execute(
        update(change_follow)
        .where(_of(each, tool), free)
        .values(next_try_at=now + LEASE)
    )
    return bool(done.rowcount)
