"""Drafts: a process being changed, with its bundle, until it is published.

A draft has one state and a revision that counts its saves.  Whoever saves names the
revision that was changed; when somebody else saved meanwhile nothing is written.  What
a save replaces is kept for a while (``engine/draft_saves.py``).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Row

from engine import draft_saves
from engine.bundles import pack, unpack
from engine.db import Json, UtcDateTime, metadata
from engine.errors import Conflict, NotFound
from engine.ports import Context

process_draft = Table(
    "process_draft",
    metadata,
    Column("process_key", String(100), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("based_on", Integer),
    Column("xml", LargeBinary, nullable=False),
    Column("bundle", LargeBinary, nullable=False),
    Column("findings", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100)),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(100)),
    Column("published_as", Integer),
    Column("discarded_at", UtcDateTime),
)

#: The part of a draft that a save names when it is the drawing that changed.
DRAWING = "drawing"


class DraftChanged(Conflict):
    """Somebody saved the draft after it was read; nothing was written.

    Attributes: ``revision`` that the draft has now, ``by`` whom and ``at`` when.
    """

    def __init__(self, revision: int, by: str | None, at: datetime) -> None:
        self.revision, self.by, self.at = revision, by, at
        super().__init__(
            f"{by or 'The system'} saved this draft after you opened it (it is at"
            f" revision {revision} now). Nothing was overwritten."
        )


class DraftClosed(Conflict):
    """A published draft does not change any more."""

    def __init__(self, number: int, version: int) -> None:
        super().__init__(
            f"Draft {number} is published as version {version}; start a new draft."
        )


def add_draft(
    context: Context,
    process_key: str,
    xml: bytes,
    bundle: Mapping[str, bytes],
    findings: Sequence[Mapping[str, Any]],
    *,
    based_on: int | None = None,
) -> int:
    """Keep a readable BPMN file as a draft, however wrong; returns its number.

    ``based_on`` is the published version that it changes, if there is one.
    """
    number = 1 + (
        context.conn.scalar(
            select(func.max(process_draft.c.number)).where(
                process_draft.c.process_key == process_key
            )
        )
        or 0
    )
    context.conn.execute(
        insert(process_draft).values(
            process_key=process_key,
            number=number,
            revision=1,
            based_on=based_on,
            xml=xml,
            bundle=pack(bundle),
            findings=list(findings),
            created_at=context.at,
            created_by=context.by,
            changed_at=context.at,
            changed_by=context.by,
        )
    )
    context.audit("draft", f"{process_key}/{number}", "revision", None, 1)
    return number


def save_draft(
    context: Context,
    process_key: str,
    number: int,
    *,
    revision: int,
    findings: Sequence[Mapping[str, Any]],
    xml: bytes | None = None,
    bundle_changes: Mapping[str, bytes | None] | None = None,
    what: str = DRAWING,
) -> int:
    """Write a draft's new state; returns its new revision.

    ``xml`` and the files that are not named stay; a file that becomes None is taken
    out.  ``what`` says what changed, for the list of earlier states.
    Raises: NotFound, DraftClosed, DraftChanged when ``revision`` is not its newest.
    """
    row = draft(context.conn, process_key, number)
    if row.published_as is not None:
        raise DraftClosed(number, row.published_as)
    bundle = {**unpack(row.bundle), **(bundle_changes or {})}
    kept = {name: content for name, content in bundle.items() if content is not None}
    written = context.conn.execute(
        update(process_draft)
        .where(
            process_draft.c.process_key == process_key,
            process_draft.c.number == number,
            process_draft.c.revision == revision,
        )
        .values(
            revision=revision + 1,
            xml=row.xml if xml is None else xml,
            bundle=pack(kept),
            findings=list(findings),
            changed_at=context.at,
            changed_by=context.by,
        )
    )
    if written.rowcount == 0:
        raise DraftChanged(row.revision, row.changed_by, row.changed_at)
    if draft_saves.keep(context, row, what):
        thing = f"{process_key}/{number}"
        context.audit("draft", thing, what, row.revision, revision + 1)
    return revision + 1


def discard(context: Context, process_key: str, number: int, *, revision: int) -> None:
    """Throw a draft away with its earlier states; its number is not used again.

    Raises: NotFound, DraftClosed, DraftChanged.
    """
    row = draft(context.conn, process_key, number)
    if row.published_as is not None:
        raise DraftClosed(number, row.published_as)
    written = context.conn.execute(
        update(process_draft)
        .where(
            process_draft.c.process_key == process_key,
            process_draft.c.number == number,
            process_draft.c.revision == revision,
        )
        .values(discarded_at=context.at, xml=b"", bundle=pack({}), findings=[])
    )
    if written.rowcount == 0:
        raise DraftChanged(row.revision, row.changed_by, row.changed_at)
    draft_saves.forget(context.conn, process_key, number)
    context.audit("draft", f"{process_key}/{number}", "revision", revision, None)


def draft(conn: Connection, process_key: str, number: int) -> Row[Any]:
    """A draft. Raises NotFound."""
    found = conn.execute(
        select(process_draft).where(
            process_draft.c.process_key == process_key,
            process_draft.c.number == number,
            process_draft.c.discarded_at.is_(None),
        )
    ).one_or_none()
    if found is None:
        raise NotFound(f"“{process_key}” has no draft {number}.")
    return found


def open_drafts(conn: Connection, process_key: str | None = None) -> Sequence[Any]:
    """Drafts that are not published yet, without their bytes, newest first."""
    c = process_draft.c
    query = (
        select(
            c.process_key,
            c.number,
            c.revision,
            c.based_on,
            c.created_at,
            c.created_by,
            c.changed_at,
            c.changed_by,
        )
        .where(c.published_as.is_(None), c.discarded_at.is_(None))
        .order_by(c.process_key, c.number.desc())
    )
    if process_key is not None:
        query = query.where(c.process_key == process_key)
    return conn.execute(query).all()


def newest_draft(conn: Connection, process_key: str) -> int | None:
    """The number of the last draft that is not published yet, or None."""
    found: int | None = conn.scalar(
        select(func.max(process_draft.c.number)).where(
            process_draft.c.process_key == process_key,
            process_draft.c.published_as.is_(None),
            process_draft.c.discarded_at.is_(None),
        )
    )
    return found


def mark_published(
    conn: Connection, process_key: str, draft_no: int, as_no: int
) -> None:
    """Note which version a draft became."""
    conn.execute(
        update(process_draft)
        .where(
            process_draft.c.process_key == process_key,
            process_draft.c.number == draft_no,
        )
        .values(published_as=as_no)
    )
