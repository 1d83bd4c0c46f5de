"""Documents of a release: one row a document, every version of it kept.

Source: processes.md E.1 "Document (collateral) … versions kept".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from tasks.release.records import save_all

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


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document as somebody adds it.

    ``file`` is what the file store gave, or the id of a document that has one.
    """

    type: str
    state: str
    title: str | None = None
    file: Any = None
    text: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


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
    """Add a document or go on with the one there is; returns its id."""
    document = Attachment(type, state, title, file, text, more)
    return attach_all(context, release_id, [document])[0]


def attach_all(
    context: Context, release_id: str, documents: Sequence[Attachment]
) -> list[str]:
    """Add documents, each of another kind, or go on with those there are.

    A file or a text makes a new version; without either only the state changes.
    """
    written = [_values(context, release_id, document) for document in documents]
    ids = save_all(context, "documents", release_id, written)
    versions = [
        _version(context, document_id, values)
        for document_id, values in zip(ids, written, strict=True)
        if "version" in values
    ]
    if versions:
        context.conn.execute(insert(document_version), versions)
    return ids


def _values(context: Context, release_id: str, added: Attachment) -> dict[str, Any]:
    known = document_of(context, release_id, added.type, added.title)
    content = _content(context, release_id, added.file, added.text)
    values = {"type": added.type, "state": added.state, **content, **added.more}
    if added.title is not None:
        values["title"] = added.title
    if known is not None:
        values["id"] = known["id"]
    if content:
        values["version"] = (known["version"] or 0) + 1 if known else 1
    return values


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


def _version(
    context: Context, document_id: str, values: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "id": new_id(),
        "document_id": document_id,
        "number": values["version"],
        "state": values["state"],
        **{name: values[name] for name in CONTENT},
        "made_at": context.at,
        "made_by": context.by,
        "step_id": context.step_id,
    }
