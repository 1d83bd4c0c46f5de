"""A PostgreSQL server for the session, and a fresh database for each test.

``TEST_DATABASE_URL`` names a server that may be used; else one is started from the
system's binaries in a folder of its own, on a random port, with its durability on,
and is gone afterwards.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.support.parts import missing
from tests.support.ports import free_port

OWNER = "postgres"


@dataclass(frozen=True, slots=True)
class Server:
    """One server of our own: its binaries and where its data lies."""

    binaries: Path
    folder: Path
    port: int

    @property
    def url(self) -> str:
        """The address of its maintenance database."""
        return f"postgresql+psycopg://{OWNER}@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        """Lay out an empty cluster."""
        self._run(
            "initdb",
            *("--username", OWNER, "--auth", "trust", "--encoding", "UTF8"),
            *("--locale", "C", "--no-sync"),
        )

    def start(self) -> None:
        """Start and wait until it answers."""
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 "
            f"-c unix_socket_directories='' -c max_connections=200"
        )
        log = str(self.folder / "server.log")
        self._run("pg_ctl", "start", "--wait", "--log", log, "--options", options)

    def stop(self, mode: str = "fast") -> None:
        """Stop and wait; ``immediate`` is a crash."""
        self._run("pg_ctl", "stop", "--wait", "--mode", mode)

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of its programs on its data; PostgreSQL refuses to be root."""
        command = [str(self.binaries / program), "-D", str(self.folder / "data")]
        if os.geteuid() == 0:
            command = ["runuser", "-u", OWNER, "--", *command]
        subprocess.run(
            [*command, *arguments],
            check=True,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )


def system_binaries() -> Path | None:
    """The newest installed server's programs."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(found, key=lambda path: float(path.parts[-3]), default=None)
    if newest is not None:
        return newest.parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def running_server(binaries: Path) -> Iterator[Server]:
    """A fresh server, gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="erm-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, OWNER)
    server = Server(binaries, folder, free_port())
    try:
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def execute(url: str, statement: str) -> None:
    """Run one statement that no transaction may hold, such as CREATE DATABASE."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def at_database(url: str, name: str) -> str:
    """The same server's address for the database ``name``."""
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a PostgreSQL server on which databases may be created."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    binaries = system_binaries()
    if binaries is None:
        missing("PostgreSQL", mend="sudo apt-get install -y postgresql")
    with running_server(binaries) as server:
        yield server.url


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> Iterator[str]:
    """The name of a database with all tables, from which fresh ones are copied."""
    name = f"erm_template_{os.getpid()}"
    execute(postgres_url, f"CREATE DATABASE {name}")
    upgrade(at_database(postgres_url, name))
    yield name
    execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


def upgrade(url: str) -> None:
    """Give a database its tables, by the command that people use."""
    if find_spec("web.cli") is None:
        return
    subprocess.run(
        [sys.executable, "-c", "from web.cli import main; main()", "db", "upgrade"],
        check=True,
        env=os.environ | {"ERM_DATABASE_URL": url},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )


_serial = count(1)


@pytest.fixture
def postgres_database(postgres_url: str, postgres_template: str) -> Iterator[str]:
    """The address of a fresh database of this test's own, with all tables."""
    with _fresh_database(postgres_url, postgres_template) as url:
        yield url


@pytest.fixture
def empty_postgres_database(postgres_url: str) -> Iterator[str]:
    """The address of a fresh database of this test's own, with no table."""
    with _fresh_database(postgres_url, "template0") as url:
        yield url


@contextmanager
def _fresh_database(server_url: str, template: str) -> Iterator[str]:
    """A copy of ``template``, gone at the end even if connections were left open."""
    name = f"erm_test_{os.getpid()}_{next(_serial)}"
    execute(server_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield at_database(server_url, name)
    finally:
        execute(server_url, f"DROP DATABASE {name} WITH (FORCE)")
