"""The earlier states of a draft: what its saves replaced, newest first.

Saves of the drawing come every few seconds; of those one a minute is kept, of all
others every one.  The oldest go when there are more than :data:`MOST`.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import zstandard
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    delete,
    insert,
    select,
)
from sqlalchemy.engine import Row

from engine.db import UtcDateTime, metadata
from engine.errors import NotFound
from engine.ports import Context

draft_save = Table(
    "draft_save",
    metadata,
    Column("process_key", String(100), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("xml", LargeBinary, nullable=False),
    Column("bundle", LargeBinary, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
    Column("saved_by", String(100)),
    Column("replaced_at", UtcDateTime, nullable=False),
    Column("then", String(200), nullable=False),
)

#: How many earlier states of a draft are kept.
MOST = 60
#: Saves of the same part by the same person that are closer together are one.
SITTING = timedelta(minutes=1)


def keep(context: Context, replaced: Row[Any], what: str) -> bool:
    """Keep the state that a save replaces; False when one from just now is kept."""
    conn, key, number = context.conn, replaced.process_key, replaced.number
    c = draft_save.c
    mine = (c.process_key == key) & (c.number == number)
    last = conn.execute(
        select(c.replaced_at, c.then, c.saved_by)
        .where(mine)
        .order_by(c.revision.desc())
        .limit(1)
    ).first()
    if (
        last is not None
        and last.then == what
        and replaced.changed_by == context.by
        and context.at - last.replaced_at < SITTING
    ):
        return False
    conn.execute(
        insert(draft_save).values(
            process_key=key,
            number=number,
            revision=replaced.revision,
            xml=zstandard.compress(bytes(replaced.xml)),
            bundle=replaced.bundle,
            saved_at=replaced.changed_at,
            saved_by=replaced.changed_by,
            replaced_at=context.at,
            then=what,
        )
    )
    surplus = select(c.revision).where(mine).order_by(c.revision.desc()).offset(MOST)
    conn.execute(
        delete(draft_save).where(mine, c.revision <= surplus.limit(1).scalar_subquery())
    )
    return True


def saves(conn: Connection, process_key: str, number: int) -> Sequence[Any]:
    """The earlier states of a draft without their bytes, newest first."""
    c = draft_save.c
    return conn.execute(
        select(c.revision, c.saved_at, c.saved_by, c.then)
        .where(c.process_key == process_key, c.number == number)
        .order_by(c.revision.desc())
        .limit(MOST)
    ).all()


def saved(
    conn: Connection, process_key: str, number: int, revision: int
) -> tuple[bytes, bytes]:
    """The diagram and the packed bundle of an earlier state. Raises NotFound."""
    c = draft_save.c
    found = conn.execute(
        select(c.xml, c.bundle).where(
            c.process_key == process_key,
            c.number == number,
            c.revision == revision,
        )
    ).one_or_none()
    if found is None:
        raise NotFound(f"Revision {revision} of the draft is not kept any more.")
    return zstandard.decompress(found.xml, max_output_size=50_000_000), found.bundle


def forget(conn: Connection, process_key: str, number: int) -> None:
    """Throw away the earlier states of a draft."""
    conn.execute(
        delete(draft_save).where(
            draft_save.c.process_key == process_key, draft_save.c.number == number
        )
    )
