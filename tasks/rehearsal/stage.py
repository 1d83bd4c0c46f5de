"""The stage of rehearsals: the whole application on a scratch database.

Nothing on it touches what is real: its database and files lie in a folder that goes
with it, no mail leaves, its clock is moved by hand, its people are the demonstration's.
Every process is published there as it is in force; the draft comes on top.
"""

from __future__ import annotations

import shutil
import tempfile
import threading
import weakref
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine import catalogue
from engine.bundles import unpack
from engine.clock import FixedClock
from engine.db import metadata
from tasks import publishing
from tasks.connectors.wanted import NO_TOOLS, ChangeTools
from tasks.people.demonstration import seed_demonstration
from tasks.people.organizations import organization
from tasks.release.value_lists import value_list

if TYPE_CHECKING:
    from tasks.bootstrap import Application

#: What the office chooses from, the same on the stage: no people, no releases.
_SHARED = (organization, value_list)

#: The process, its diagram and its files.
Piece = tuple[str, bytes, Mapping[str, bytes]]


class Folder:
    """A folder that goes when nobody holds it any more, or the program ends."""

    def __init__(self, prefix: str) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=prefix))
        self.remove = weakref.finalize(self, shutil.rmtree, self.path, True)


@dataclass(frozen=True, slots=True)
class Scratch:
    """Where a stage keeps its things."""

    folder: Path
    diagrams: Path
    time_zone: str
    base_url: str
    mail_from: str = "rehearsal@erm.invalid"
    simulated_time: bool = False
    smtp_url: str | None = None
    virus_scan: str | None = None
    #: No other tool hears of a rehearsal.
    change_tools: ChangeTools = NO_TOOLS

    @property
    def database_url(self) -> str:
        """A database of its own."""
        return f"sqlite:///{self.folder / 'stage.db'}"

    @property
    def files(self) -> Path:
        """A folder of its own."""
        return self.folder / "files"


class Stages:
    """Sets up stages: what is in force is published once and copied for each."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self._lock = threading.Lock()
        self._furnished: Folder | None = None
        self._in_force: tuple[str, ...] = ()

    def set_up(self, folder: Path, draft: Piece, clock: FixedClock) -> Application:
        """A stage in an empty folder, with the draft in force."""
        with self._lock:
            shutil.copytree(self._template(clock), folder, dirs_exist_ok=True)
        app = self._opened(folder, clock)
        _publish(app, draft)
        return app

    def _template(self, clock: FixedClock) -> Path:
        with self._app.read() as conn:
            rows = publishing.processes(conn)
            in_force = tuple(sorted(row.sha256 for row in rows))
            if self._furnished is not None and in_force == self._in_force:
                return self._furnished.path
            pieces = [_piece(conn, row.process_key, row.number) for row in rows]
            shared = {t: conn.execute(t.select()).all() for t in _SHARED}
        furnished = Folder("erm-stage-")
        app = self._opened(furnished.path, clock)
        metadata.create_all(app.database.writer)
        with app.command() as context:
            for table, kept in shared.items():
                if kept:
                    given = [dict(row._mapping) for row in kept]
                    context.conn.execute(table.insert(), given)
        for piece in pieces:
            _publish(app, piece)
        with app.command() as context:
            seed_demonstration(context)
        app.close()
        self._furnished, self._in_force = furnished, in_force
        return furnished.path

    def _opened(self, folder: Path, clock: FixedClock) -> Application:
        from tasks.bootstrap import open_application  # it wires what imports this

        real = self._app
        wiring = Scratch(folder, real.diagrams, str(real.zone), real.base_url)
        app = open_application(wiring, clock)
        app.jobs.also.clear()  # no reports, and above all no mail
        return app


def _piece(conn: object, key: str, number: int) -> Piece:
    row = catalogue.version_row(conn, key, number)  # type: ignore[arg-type]
    return key, bytes(row.xml), unpack(row.bundle)


def _publish(app: Application, piece: Piece) -> None:
    key, xml, bundle = piece
    with app.command(why="rehearsal") as context:
        catalogue.publish(context, key, xml, bundle)
        # What cannot run is refused here, and not at the first step.
        app.engine.catalogue.latest(context.conn, key)
