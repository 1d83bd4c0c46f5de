"""Opening the application for a command: folders, migrations, one process on SQLite."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import make_url

from engine import schema
from tasks.bootstrap import Application, open_application
from tasks.people.demonstration import demonstration_accounts
from web.settings import BadSettings, Settings, settings


class NotMigrated(Exception):
    """The database lacks migrations."""

    def __init__(self) -> None:
        super().__init__("The database is not up to date. Run: erm db upgrade")


class AlreadyServed(Exception):
    """Another process serves this SQLite database."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Another process already serves {path}. Stop it first, or use PostgreSQL "
            "(ERM_DATABASE_URL), where as many may run as you like."
        )


def sqlite_path(database_url: str) -> Path | None:
    """The file of a SQLite database; None for others and for one in memory."""
    url = make_url(database_url)
    if not url.drivername.startswith("sqlite") or not url.database:
        return None
    return None if url.database == ":memory:" else Path(url.database)


def make_folders(asked: Settings) -> None:
    """The folders that the database and the files need."""
    path = sqlite_path(asked.database_url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    asked.files.mkdir(parents=True, exist_ok=True)


@contextmanager
def opened(*, migrated: bool = True) -> Iterator[Application]:
    """The application for one command. Raises BadSettings, NotMigrated."""
    asked = settings()
    make_folders(asked)
    app = open_application(asked)
    try:
        if migrated and not schema.is_current(app.database):
            raise NotMigrated
        yield app
    finally:
        app.close()


def require_no_demonstration(app: Application, asked: Settings) -> None:
    """Production refuses accounts with a well-known password. Raises BadSettings."""
    if not asked.production:
        return
    with app.read() as conn:
        known = demonstration_accounts(conn)
    if known:
        raise BadSettings(
            "This database has demonstration accounts, which production refuses: "
            f"{', '.join(known)}. Disable each with: erm user disable NAME"
        )


@contextmanager
def only_one(asked: Settings) -> Iterator[None]:
    """Nobody else serves the same SQLite file meanwhile. Raises AlreadyServed.

    The lock goes with the process, however it ends.
    """
    path = sqlite_path(asked.database_url)
    if path is None:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.serving").open("a") as held:
        _lock(held, path)
        yield


def is_served(asked: Settings) -> bool:
    """Whether another process serves this SQLite database now."""
    try:
        with only_one(asked):
            return False
    except AlreadyServed:
        return True


def _lock(held: IO[str], path: Path) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise AlreadyServed(path) from None
