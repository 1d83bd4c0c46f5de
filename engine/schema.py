"""Brings a database's schema to what the code expects, and tells when it is not."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from engine.db import Database, metadata

FOLDER = Path(__file__).parent / "migrations"


def _config(conn: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes.update(connection=conn, metadata=metadata)
    return config


def upgrade(database: Database, revision: str = "head") -> str:
    """Apply all migrations that are missing; returns the revision reached."""
    with database.transaction() as conn:
        command.upgrade(_config(conn), revision)
        return str(MigrationContext.configure(conn).get_current_revision())


def downgrade(database: Database, revision: str) -> None:
    """Take migrations back; for tests and for a release that goes back."""
    with database.transaction() as conn:
        command.downgrade(_config(conn), revision)


def revision(conn: Connection) -> str | None:
    """The last migration that a database has; None before the first."""
    return MigrationContext.configure(conn).get_current_revision()


def is_current(database: Database) -> bool:
    """Whether the database has every migration the code knows."""
    with database.read() as conn:
        reached = revision(conn)
    return reached == ScriptDirectory.from_config(_config()).get_current_head()


def differences(database: Database) -> list[Any]:
    """What the tables in the code have that the migrations have not."""
    with database.read() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def write_migration(database: Database, message: str) -> None:
    """Write the next migration from the difference; for who changes a table."""
    with database.transaction() as conn:
        command.revision(_config(conn), message, autogenerate=True)
