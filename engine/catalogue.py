"""Processes: published versions, which never change again.

A version is its BPMN bytes together with the files it runs with (forms, mail
templates, tables): its *bundle*.  Parsed versions are shared by all instances and kept
in memory.  What becomes a version is a draft (``engine/drafts.py``).
"""

import hashlib
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    insert,
    select,
)
from sqlalchemy.engine import Row

from engine.bundles import pack, unpack
from engine.db import UtcDateTime, metadata, new_id
from engine.errors import NotFound
from engine.model import Diagram, read
from engine.ports import Context
from engine.spiff.specs import Executable, executable
from engine.variables import variables_of

process_version = Table(
    "process_version",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("process_key", String(100), nullable=False),
    Column("number", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("xml", LargeBinary, nullable=False),
    Column("bundle", LargeBinary, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("published_by", String(100)),
    Column("why", Text),
    #: From when new instances start with it.
    Column("effective_at", UtcDateTime, nullable=False),
    UniqueConstraint("process_key", "number"),
    Index("ix_process_version_process_key_sha256", "process_key", "sha256"),
)


@dataclass(frozen=True, slots=True)
class Version:
    """A published process, ready to run."""

    id: str
    process_key: str
    number: int
    diagram: Diagram
    executable: Executable
    bundle: Mapping[str, bytes]
    #: The names the diagram's expressions read: all that a token may carry.
    variables: frozenset[str]


def fingerprint(xml: bytes, bundle: Mapping[str, bytes]) -> str:
    """What tells one version from another: diagram and bundle together."""
    digest = hashlib.sha256(xml)
    for name, content in sorted(bundle.items()):
        digest.update(b"\0" + name.encode() + b"\0" + content)
    return digest.hexdigest()


class Catalogue:
    """The parsed versions, by id, once a process of the operating system."""

    def __init__(self) -> None:
        self._versions: dict[str, Version] = {}
        self._lock = threading.Lock()

    def version(self, conn: Connection, version_id: str) -> Version:
        """A version ready to run. Raises NotFound."""
        known = self._versions.get(version_id)
        if known is not None:
            return known
        row = conn.execute(
            select(process_version).where(process_version.c.id == version_id)
        ).one_or_none()
        if row is None:
            raise NotFound("There is no such process version.")
        version = _parsed(row)
        with self._lock:
            return self._versions.setdefault(version_id, version)

    def latest(
        self, conn: Connection, process_key: str, *, at: datetime | None = None
    ) -> Version:
        """The newest version, or the one new instances start with ``at`` a moment.

        That is the newest whose effective date has come; the first one while none has,
        for a process that is published can be started.  Raises NotFound.
        """
        asked = {"key": process_key, "at": at}
        found = conn.scalar(_LATEST if at is None else _EFFECTIVE, asked)
        if found is None and at is not None:
            found = conn.scalar(_FIRST, asked)
        if found is None:
            raise NotFound(f"No process “{process_key}” is published.")
        return self.version(conn, found)


_LATEST = (
    select(process_version.c.id)
    .where(process_version.c.process_key == bindparam("key"))
    .order_by(process_version.c.number.desc())
    .limit(1)
)
_FIRST = _LATEST.order_by(None).order_by(process_version.c.number)
_EFFECTIVE = _LATEST.where(
    process_version.c.effective_at <= bindparam("at", type_=UtcDateTime)
)


def _parsed(row: Row[Any]) -> Version:
    diagram = read(row.xml)
    return Version(
        id=row.id,
        process_key=row.process_key,
        number=row.number,
        diagram=diagram,
        executable=executable(row.xml, diagram.process_id),
        bundle=unpack(row.bundle),
        variables=variables_of(diagram),
    )


def publish(
    context: Context, process_key: str, xml: bytes, bundle: Mapping[str, bytes]
) -> Row[Any]:
    """Add a version; the same bytes are published once. Lint is the caller's."""
    known = with_fingerprint(context.conn, process_key, fingerprint(xml, bundle))
    return known or publish_anew(context, process_key, xml, bundle)


def publish_anew(
    context: Context,
    process_key: str,
    xml: bytes,
    bundle: Mapping[str, bytes],
    *,
    effective_at: datetime | None = None,
) -> Row[Any]:
    """Make these bytes the newest version, even when an older one was the same.

    New instances start with it from ``effective_at`` on, else at once.  Lint is the
    caller's.
    """
    conn, sha256 = context.conn, fingerprint(xml, bundle)
    newest = next(iter(versions(conn, process_key)), None)
    if newest is not None and newest.sha256 == sha256:
        return version_row(conn, process_key, newest.number)
    number = 1 + (newest.number if newest is not None else 0)
    conn.execute(
        insert(process_version).values(
            id=new_id(),
            process_key=process_key,
            number=number,
            name=read(xml).name,
            sha256=sha256,
            xml=xml,
            bundle=pack(bundle),
            published_at=context.at,
            published_by=context.by,
            why=context.why,
            effective_at=effective_at or context.at,
        )
    )
    context.audit("process", process_key, "version", number - 1 or None, number)
    return version_row(conn, process_key, number)


def with_fingerprint(conn: Connection, key: str, sha256: str) -> Row[Any] | None:
    """The version with exactly these bytes, if it was ever published."""
    return conn.execute(
        select(process_version).where(
            process_version.c.process_key == key, process_version.c.sha256 == sha256
        )
    ).first()


def version_row(conn: Connection, process_key: str, number: int) -> Row[Any]:
    """One published version as stored. Raises NotFound."""
    found = conn.execute(
        select(process_version).where(
            process_version.c.process_key == process_key,
            process_version.c.number == number,
        )
    ).one_or_none()
    if found is None:
        raise NotFound(f"“{process_key}” has no version {number}.")
    return found


def versions(conn: Connection, process_key: str | None = None) -> Sequence[Any]:
    """Published versions without their bytes, newest first."""
    c = process_version.c
    query = select(
        *(c.id, c.process_key, c.number, c.name, c.sha256),
        *(c.published_at, c.published_by, c.why, c.effective_at),
    ).order_by(c.process_key, c.number.desc())
    if process_key is not None:
        query = query.where(c.process_key == process_key)
    return conn.execute(query).all()
