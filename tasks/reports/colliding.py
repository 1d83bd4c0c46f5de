"""With which others the shown deployments collide, by name."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from tasks.planning.conflicts import Collision, collisions, planned
from tasks.planning.windows import LONGEST
from tasks.reports.lines import AHEAD, report_line

#: As many others as are looked at; a page of fifty lines rarely has more around it.
MOST = 2000
#: As many others as are named for one release.
NAMED = 5


def collisions_of(
    conn: Connection, rows: Sequence[Any], named: int = NAMED
) -> Mapping[str, Sequence[Collision]]:
    """The first few deployments with which each of these collides."""
    marked = [row for row in rows if row.conflicts]
    if not marked:
        return {}
    first = min(row.starts_at for row in marked)
    last = max(row.ends_at for row in marked)
    others = around(conn, first, last)
    return {row.release_id: collisions(planned(row), others)[:named] for row in marked}


def around(conn: Connection, first: datetime, last: datetime) -> list[Any]:
    """All deployments ahead that share a moment with this span."""
    c = report_line.c
    found = conn.execute(
        select(
            *(c.release_id, c.starts_at, c.ends_at, c.has_hour, c.service, c["items"]),
            *(c.coordinator, c.organization, c.outage_start, c.outage_end),
        )
        .where(c.side == AHEAD, c.starts_at < last, c.starts_at > first - LONGEST)
        .where(c.ends_at > first)
        .order_by(c.starts_at)
        .limit(MOST)
    )
    return [planned(row) for row in found]
