"""The product as people run it: ``erm serve`` in a process of its own, and ``erm``."""

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.support.ports import free_port
from web.cli import run

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", "from web.cli import main; main()")
#: How often a starting server is asked whether it is ready, before one gives up.
KNOCKS = 600


@dataclass
class Site:
    """One installation: its folder, port and environment, its server if it runs."""

    folder: Path
    port: int = field(default_factory=free_port)
    more: Mapping[str, str] = field(default_factory=dict)
    server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        """Its SQLite file."""
        return self.folder / "erm.db"

    @property
    def log(self) -> Path:
        """What the server has said."""
        return self.folder / "server.log"

    @property
    def environment(self) -> dict[str, str]:
        """What the server and the commands are told."""
        return {
            "ERM_DATABASE_URL": f"sqlite:///{self.database}",
            "ERM_FILES": str(self.folder / "files"),
            "ERM_SIMULATED_TIME": "1",
            "PORT": str(self.port),
            **self.more,
        }

    def launch(self) -> subprocess.Popen[bytes]:
        """``erm serve`` without waiting for it."""
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*COMMAND, "serve"],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def start(self) -> None:
        """Serve, and wait until it is ready."""
        self.server = self.launch()
        for _ in range(KNOCKS):
            if self.is_ready():
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.server.wait(timeout=0.1)
                break
        raise AssertionError(f"erm serve did not start:\n{self.log.read_text()}")

    def is_ready(self) -> bool:
        """Whether the server says that it is."""
        try:
            with urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return answer.status == 200
        except (URLError, OSError):
            return False

    def kill(self) -> None:
        """End the server without a warning, as a power cut does."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask the server to end."""
        self._end(signal.SIGTERM)

    def _end(self, how: signal.Signals) -> None:
        if self.server is not None:
            self.server.send_signal(how)
            self.server.wait(timeout=60)
            self.server = None

    def erm(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command on this installation: its status and what it said."""
        said, complained = io.StringIO(), io.StringIO()
        with (
            _environment(self.environment),
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(complained),
        ):
            status = run(arguments)
        return status, said.getvalue(), complained.getvalue()

    def must(self, *arguments: str) -> str:
        """Run a command that has to succeed; what it said."""
        status, said, complained = self.erm(*arguments)
        assert status == 0, f"erm {' '.join(arguments)}: {said}{complained}"
        return said

    def copied_to(self, folder: Path) -> "Site":
        """Another installation with the same content; this one must not be serving."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Site(folder, more=self.more)


@contextlib.contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def furnished_site(folder: Path) -> Site:
    """An installation with tables, diagrams and demonstration accounts, not serving."""
    site = Site(folder)
    site.start()
    site.stop()
    return site
