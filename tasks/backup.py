"""One file with everything: every row and every stored file.

Rows are plain JSON lines, so that a backup of SQLite can be put back into PostgreSQL
and the other way round.  The rows are read in one transaction: a consistent state.

Source: ours, because "nothing lost" includes the disk.
"""

import base64
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import (
    Connection,
    Date,
    LargeBinary,
    Table,
    delete,
    func,
    insert,
    select,
    text,
)

from engine import schema
from engine.db import Database, UtcDateTime, metadata

FORMAT = 1
#: Rows that travel in one statement.
BATCH = 500


class BackupRefused(Exception):
    """The file is no backup, or cannot be written."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a backup holds."""

    rows: int
    files: int


def write(database: Database, files: Path, target: Path) -> Written:
    """Write a backup; the file appears only when it is complete."""
    beside = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    rows = 0
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        with database.read() as conn:
            head = {"format": FORMAT, "revision": schema.revision(conn)}
            archive.writestr("backup.json", json.dumps(head))
            for table in metadata.sorted_tables:
                rows += _write_table(conn, archive, table)
        stored = [path for path in sorted(files.rglob("*")) if path.is_file()]
        for path in stored:
            archive.write(path, f"files/{path.relative_to(files)}")
    beside.replace(target)
    return Written(rows, len(stored))


def _write_table(conn: Connection, archive: zipfile.ZipFile, table: Table) -> int:
    rows = 0
    with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as lines:
        found = conn.execution_options(yield_per=BATCH).execute(
            select(table).order_by(*table.primary_key.columns)
        )
        for row in found:
            plain = {str(k): _plain(v) for k, v in row._mapping.items()}
            lines.write(orjson.dumps(plain) + b"\n")
            rows += 1
    return rows


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def put_back(
    database: Database, files: Path, source: Path, *, at: datetime
) -> Path | None:
    """Replace everything by what a backup holds, in one transaction.

    What was there is written beside the backup first; returns that file, or None when
    the database was empty. Raises BackupRefused.
    """
    with _opened(source) as archive:
        head = _head(archive)
        kept = None
        if not schema.is_current(database):
            schema.upgrade(database)
        if head["revision"] != _revision(database):
            raise BackupRefused(
                f"{source} was written by another version of the product "
                f"({head['revision']}). Restore it with that version, then upgrade."
            )
        if _is_filled(database):
            stamp = at.strftime("%Y%m%d-%H%M%S")
            kept = source.with_name(f"before-restore-{stamp}.zip")
            write(database, files, kept)
        with database.transaction() as conn:
            if conn.dialect.name == "sqlite":
                # Rows of one table may point at each other: look at the end.
                conn.execute(text("PRAGMA defer_foreign_keys = ON"))
            for table in reversed(metadata.sorted_tables):
                conn.execute(delete(table))
            for table in metadata.sorted_tables:
                _read_table(conn, archive, table)
            _go_on_counting(conn)
        _read_files(archive, files)
    return kept


def _opened(source: Path) -> zipfile.ZipFile:
    if not source.is_file():
        raise BackupRefused(f"There is no file {source}.")
    try:
        return zipfile.ZipFile(source)
    except zipfile.BadZipFile:
        raise BackupRefused(f"{source} is no backup of this product.") from None


def _head(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        head: dict[str, Any] = json.loads(archive.read("backup.json"))
    except (KeyError, ValueError):
        raise BackupRefused("The file is no backup of this product.") from None
    if head.get("format") != FORMAT:
        raise BackupRefused("The backup has a format that this version cannot read.")
    return head


def _revision(database: Database) -> str | None:
    with database.read() as conn:
        return schema.revision(conn)


def _is_filled(database: Database) -> bool:
    with database.read() as conn:
        return any(
            conn.scalar(select(func.count()).select_from(table))
            for table in metadata.sorted_tables
        )


def _read_table(conn: Connection, archive: zipfile.ZipFile, table: Table) -> None:
    name = f"tables/{table.name}.jsonl"
    if name not in archive.namelist():
        return
    with archive.open(name) as lines:
        for batch in _batches(io.BufferedReader(lines)):  # type: ignore[arg-type]
            conn.execute(insert(table), [_typed(table, row) for row in batch])


def _batches(lines: io.BufferedReader) -> Iterator[list[dict[str, Any]]]:
    batch = []
    for line in lines:
        batch.append(orjson.loads(line))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    typed = {}
    for name, value in row.items():
        kind = table.c[name].type
        if value is not None and isinstance(kind, LargeBinary):
            value = base64.b64decode(value)
        elif value is not None and isinstance(kind, UtcDateTime):
            value = datetime.fromisoformat(value)
        elif value is not None and isinstance(kind, Date):
            value = date.fromisoformat(value)
        typed[name] = value
    return typed


def _go_on_counting(conn: Connection) -> None:
    """PostgreSQL's counters do not see rows that came with their numbers."""
    if conn.dialect.name != "postgresql":
        return
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            conn.execute(
                text(
                    "SELECT setval(pg_get_serial_sequence(:table, :column), "
                    "GREATEST(:last, 1))"
                ),
                {
                    "table": table.name,
                    "column": column.name,
                    "last": conn.scalar(select(func.max(column))) or 0,
                },
            )


def _read_files(archive: zipfile.ZipFile, files: Path) -> None:
    for name in archive.namelist():
        if not name.startswith("files/") or name.endswith("/"):
            continue
        target = (files / name.removeprefix("files/")).resolve()
        if not target.is_relative_to(files.resolve()):
            raise BackupRefused("The backup names a file outside its folder.")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(archive.read(name))
