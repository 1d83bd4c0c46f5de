"""Who has a draft open to change it: one row a person, fresh while the editor is open.

Source: ours, because the second of two editors should know before they draw.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from engine.db import UtcDateTime, metadata

draft_editor = Table(
    "draft_editor",
    metadata,
    Column("process_key", String(100), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("user_name", String(100), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

#: Who was not heard of for so long has closed the editor.
FRESH = timedelta(seconds=45)


def seen(
    conn: Connection, process_key: str, number: int, *, by: str, at: datetime
) -> None:
    """Note that a person has the draft open."""
    c = draft_editor.c
    mine = (c.process_key == process_key, c.number == number, c.user_name == by)
    known = conn.execute(
        update(draft_editor).where(*mine, c.seen_at >= at - FRESH).values(seen_at=at)
    )
    if known.rowcount:
        return
    conn.execute(delete(draft_editor).where(*mine))
    try:
        with conn.begin_nested():
            conn.execute(
                insert(draft_editor).values(
                    process_key=process_key,
                    number=number,
                    user_name=by,
                    since=at,
                    seen_at=at,
                )
            )
    except IntegrityError:
        pass  # their other window was as fast


def gone(conn: Connection, process_key: str, number: int, *, by: str) -> None:
    """Note that a person has closed the draft."""
    c = draft_editor.c
    conn.execute(
        delete(draft_editor).where(
            c.process_key == process_key, c.number == number, c.user_name == by
        )
    )


def editors(
    conn: Connection, process_key: str, number: int, *, at: datetime
) -> Sequence[Any]:
    """Who has the draft open now (``user_name``, ``since``), the first first."""
    c = draft_editor.c
    return conn.execute(
        select(c.user_name, c.since)
        .where(
            c.process_key == process_key,
            c.number == number,
            c.seen_at >= at - FRESH,
        )
        .order_by(c.since, c.user_name)
        .limit(50)
    ).all()
