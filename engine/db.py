"""The database: connections, column types, ids.

SQLite runs in WAL mode with full synchronisation, so that an acknowledged step
survives a power cut; a writer takes its lock at once (BEGIN IMMEDIATE), so that two
steps of one instance queue instead of colliding.  PostgreSQL locks rows instead.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import (
    Connection,
    DateTime,
    Engine,
    MetaData,
    Text,
    TypeDecorator,
    create_engine,
    event,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Row = dict[str, Any]


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: stored in UTC, zone-aware in Python; a naive one is a mistake."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> Any:
        """Refuse a naive moment, store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Any) -> Any:
        """Give back UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """Plain data as text; never JSONB, which reorders keys."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """Plain data to text."""
        return None if value is None else orjson.dumps(value).decode()

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        """Text to plain data."""
        return None if value is None else orjson.loads(value)


def new_id() -> str:
    """A fresh id of 32 hex digits that sorts by the time it was made (as UUID v7)."""
    stamp = time.time_ns() // 1_000_000
    rest = int.from_bytes(os.urandom(10), "big")
    rest = rest & ~(0xF << 76) | (7 << 76)
    rest = rest & ~(0b11 << 62) | (0b10 << 62)
    return f"{stamp << 80 | rest:032x}"


def _sqlite(url: str, begin: str) -> Engine:
    """A SQLite engine whose transactions start with ``begin``."""
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=10000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql(url: str) -> Engine:
    """A PostgreSQL engine that gives up on a lock instead of hanging."""
    options = (
        "-c lock_timeout=5s -c statement_timeout=30s "
        "-c idle_in_transaction_session_timeout=60s -c timezone=UTC"
    )
    return create_engine(url, pool_pre_ping=True, connect_args={"options": options})


class Database:
    """Where everything is kept; hands out one connection a transaction."""

    def __init__(self, url: str) -> None:
        self.url = url
        if url.startswith("sqlite"):
            self.writer = _sqlite(url, "BEGIN IMMEDIATE")
            self.reader = _sqlite(url, "BEGIN DEFERRED")
        else:
            self.writer = self.reader = _postgresql(url)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Commit at the end, or roll everything back."""
        with self.writer.begin() as conn:
            yield conn

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection for reading; it never waits for a writer on SQLite."""
        with self.reader.connect() as conn:
            yield conn

    def close(self) -> None:
        """Give all connections back."""
        self.writer.dispose()
        self.reader.dispose()
