"""Everything the repository keeps of one release, for its page and the interface."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.engine import Row

from engine.audit import audit_entry
from engine.errors import EngineError, NotFound
from engine.messages import message
from tasks.oversight.trail import of_release
from tasks.people.persons import Person
from tasks.people.rights import Standing
from tasks.release.collections import TABLES, collection_named, rows_of
from tasks.repository.documents import document_version

MOST_AUDIT = 500


def entries(
    conn: Connection, release_id: str, names: Sequence[str]
) -> dict[str, Sequence[Row[Any]]]:
    """The entries of several collections, oldest first."""
    return {name: rows_of(conn, name, release_id) for name in names}


def open_issues(conn: Connection, release_id: str) -> Sequence[Row[Any]]:
    """The issues that nobody has closed, newest first."""
    kind = collection_named("issues")
    rows = rows_of(conn, "issues", release_id)
    return [row for row in reversed(rows) if kind.is_open(row.state)]


def document_versions(
    conn: Connection, release_id: str
) -> Mapping[str, Sequence[Row[Any]]]:
    """All versions of a release's documents, newest first, by document."""
    documents = TABLES["documents"]
    found = conn.execute(
        select(document_version)
        .join(documents, documents.c.id == document_version.c.document_id)
        .where(documents.c.release_id == release_id)
        .order_by(document_version.c.document_id, document_version.c.number.desc())
        .limit(2000)
    )
    versions: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in found:
        versions[row.document_id].append(row)
    return versions


def document(
    conn: Connection, release_id: str, document_id: str, number: int
) -> tuple[Row[Any], Row[Any]]:
    """A document of the release and one of its versions. Raises NotFound."""
    documents = TABLES["documents"]
    found = conn.execute(
        select(documents).where(
            documents.c.id == document_id, documents.c.release_id == release_id
        )
    ).one_or_none()
    version = conn.execute(
        select(document_version).where(
            document_version.c.document_id == document_id,
            document_version.c.number == number,
        )
    ).one_or_none()
    if found is None or version is None:
        raise NotFound("This release has no such document.")
    return found, version


def audit_of(
    conn: Connection, release_id: str, *, limit: int = MOST_AUDIT, offset: int = 0
) -> Sequence[Row[Any]]:
    """What changed on a release, its tasks and its process, newest first."""
    return conn.execute(
        select(audit_entry)
        .where(of_release(release_id))
        .order_by(audit_entry.c.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()


def messages_of(conn: Connection, instance_ids: Sequence[str]) -> Sequence[Row[Any]]:
    """The messages that the release's processes got, newest first."""
    return conn.execute(
        select(message)
        .where(message.c.instance_id.in_(list(instance_ids)))
        .order_by(message.c.id.desc())
        .limit(500)
    ).all()


class Restricted(EngineError):
    """The document is only for those who work on the release."""

    def __init__(self) -> None:
        super().__init__("This document is restricted to people of this release.")


def may_open(person: Person, standing: Standing, restricted: bool | None) -> bool:
    """Whether a restricted document may be opened: one holds a role on the release."""
    if not restricted or person.has("release_manager", "auditor"):
        return True
    return bool(standing.roles_of(person.user_name))


def require_open_to(person: Person, standing: Standing, document: Row[Any]) -> None:
    """Raises Restricted."""
    if not may_open(person, standing, document.restricted):
        raise Restricted


class NoText(NotFound):
    """The version is a file that somebody uploaded: it is taken as it is."""

    def __init__(self) -> None:
        super().__init__("This version is a file; download it as it is.")


def require_text(version: Row[Any]) -> None:
    """Only a text of the record can be read as a page or set anew. Raises NoText."""
    if version.file_sha256 or not version.content:
        raise NoText


class NoSuchCollection(NotFound):
    """A release gathers no such entries."""

    def __init__(self, name: str) -> None:
        super().__init__(f"A release has no “{name}”.")
