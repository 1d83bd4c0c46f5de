"""Documents of a release: one row a document, every version of it kept.

Source: processes.md E.1 "Document (collateral) … versions kept".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
)
from sqlalchemy.engine import Row

from engine.db import Row as PlainRow
from engine.db import UtcDateTime, metadata, new_id
from engine.ports import Context
from tasks.release.columns import SHORT
from tasks.release.errors import ValueRefused
from tasks.release.loaded import rows
from tasks.release.records import save

NOT_STARTED, REQUESTED, DRAFT = "Not started", "Requested", "Draft"
FINAL, NOT_APPLICABLE = "Final", "Not applicable"
STATES = (NOT_STARTED, REQUESTED, DRAFT, FINAL, NOT_APPLICABLE)

#: What a version is made of: the rest of a document may change without a new one.
CONTENT = ("file_name", "file_sha256", "file_size", "media_type", "content")

document_version = Table(
    "document_version",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("document_id", ForeignKey("documents.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("file_name", String(SHORT)),
    Column("file_sha256", String(64)),
    Column("file_size", Integer),
    Column("media_type", String(200)),
    Column("content", Text),
    Column("made_at", UtcDateTime, nullable=False),
    Column("made_by", String(100)),
    Column("step_id", String(200)),
    UniqueConstraint("document_id", "number"),
)


def versions_of(conn: Connection, document_id: str) -> Sequence[Row[Any]]:
    """All versions of a document, newest first."""
    return conn.execute(
        select(document_version)
        .where(document_version.c.document_id == document_id)
        .order_by(document_version.c.number.desc())
        .limit(500)
    ).all()


def document_of(
    context: Context, release_id: str, type: str, title: str | None = None
) -> PlainRow | None:
    """The document of this type (and title, if several have the type), or None."""
    found = [
        row
        for row in rows(context, "documents", release_id)
        if row["type"] == type and (title is None or row["title"] == title)
    ]
    return found[-1] if found else None


def attach(
    context: Context,
    release_id: str,
    type: str,
    state: str,
    *,
    title: str | None = None,
    file: Any = None,
    text: str | None = None,
    **more: Any,
) -> str:
    """Add a document or go on with the one there is; returns its id.

    A file or a text makes a new version; without either only the state changes.
    ``file`` is what the file store gave, or the id of a document that has one.
    """
    known = document_of(context, release_id, type, title)
    content = _content(context, release_id, file, text)
    values = {"type": type, "state": state, **content, **more}
    if title is not None:
        values["title"] = title
    if content:
        values["version"] = (known["version"] or 0) + 1 if known else 1
    record_id = known["id"] if known else None
    document_id = save(context, "documents", release_id, values, record_id)
    if content:
        _keep_version(context, document_id, values)
    return document_id


def _content(
    context: Context, release_id: str, file: Any, text: str | None
) -> dict[str, Any]:
    if file in (None, "") and not text:
        return {}
    content: dict[str, Any] = dict.fromkeys(CONTENT)
    content["content"] = text or None
    if isinstance(file, str) and file:
        content |= _file_of(context, release_id, file)
    elif file:
        content |= _stored(file)
    return content


def _stored(file: Any) -> dict[str, Any]:
    if not isinstance(file, Mapping) or "sha256" not in file:
        raise ValueRefused("file", "was not stored")
    return {
        "file_name": file.get("name"),
        "file_sha256": file["sha256"],
        "file_size": file.get("size"),
        "media_type": file.get("media_type"),
    }


def _file_of(context: Context, release_id: str, document_id: str) -> dict[str, Any]:
    for row in rows(context, "documents", release_id):
        if row["id"] == document_id:
            return {name: row[name] for name in CONTENT if name != "content"}
    raise ValueRefused("file", "is no document of this release")


def _keep_version(
    context: Context, document_id: str, values: Mapping[str, Any]
) -> None:
    context.conn.execute(
        insert(document_version).values(
            id=new_id(),
            document_id=document_id,
            number=values["version"],
            state=values["state"],
            **{name: values[name] for name in CONTENT},
            made_at=context.at,
            made_by=context.by,
            step_id=context.step_id,
        )
    )
