"""The composition root: everything that is needed, wired once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from engine.catalogue import Catalogue
from engine.clock import Clock, SimulatedClock, SystemClock
from engine.db import Database
from engine.expressions.functions import built_in
from engine.expressions.moments import Moment
from engine.jobs import Jobs
from engine.orchestrator import Engine
from engine.ports import Context
from engine.unit import unit
from tasks.connectors.following import Following
from tasks.connectors.wanted import ChangeTools
from tasks.facts import RecordFacts
from tasks.inbox.mirror import Mirror
from tasks.mail.deliver import Delivery
from tasks.messages import declared
from tasks.migrating.working import Migrating
from tasks.operators.registry import OPERATORS
from tasks.publishing import folder_bundle
from tasks.reports.health.keeping import Counting
from tasks.reports.snapshot import Snapshots
from tasks.reports.summary_mail import SummaryMails
from tasks.repository.files import FileStore
from tasks.repository.scanning import command_scan
from tasks.tables import metadata


class Wiring(Protocol):
    """What must be known to put the application together."""

    @property
    def database_url(self) -> str:
        """Where everything is kept."""
        ...

    @property
    def simulated_time(self) -> bool:
        """Whether the clock may be moved."""
        ...

    @property
    def time_zone(self) -> str:
        """The office's zone, for display and business days."""
        ...

    @property
    def base_url(self) -> str:
        """What links in mails begin with."""
        ...

    @property
    def smtp_url(self) -> str | None:
        """Where mail goes; None keeps it to be read in the application."""
        ...

    @property
    def mail_from(self) -> str:
        """Whom mails are from."""
        ...

    @property
    def diagrams(self) -> Path:
        """The folder of the diagrams with their forms, mails and tables."""
        ...

    @property
    def files(self) -> Path:
        """The folder of the uploaded files."""
        ...

    @property
    def change_tools(self) -> ChangeTools:
        """Where change requests are kept."""
        ...

    @property
    def virus_scan(self) -> str | None:
        """The command that looks at a file before it is kept."""
        ...


@dataclass(slots=True)
class Application:
    """The product without its pages: a database, a clock, an engine, the sweep."""

    database: Database
    clock: Clock
    zone: ZoneInfo
    engine: Engine
    jobs: Jobs
    snapshots: Snapshots
    counting: Counting
    base_url: str
    diagrams: Path
    files: Path
    simulated: bool
    virus_scan: str | None = None

    def command(
        self, by: str | None = None, why: str | None = None
    ) -> AbstractContextManager[Context]:
        """A unit of work: one transaction, committed at its end."""
        return unit(self.database, at=self.clock.now(), zone=self.zone, by=by, why=why)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection to look at things."""
        with self.database.read() as conn:
            yield conn

    @contextmanager
    def looking(self, by: str | None = None) -> Iterator[Context]:
        """A context to ask facts with; nothing is written."""
        with self.database.read() as conn:
            yield Context(conn=conn, at=self.clock.now(), zone=self.zone, by=by)

    def functions(self, context: Context) -> Mapping[str, Callable[..., Any]]:
        """What expressions of forms may call at this moment."""
        moment = Moment(context.at, context.zone)
        return {**built_in(moment), **self.engine.facts.functions(context)}

    @property
    def store(self) -> FileStore:
        """Where uploaded files are kept."""
        scan = command_scan(self.virus_scan) if self.virus_scan else None
        return FileStore(self.files, scan)

    def work_due(self) -> dict[str, int]:
        """Do everything that is due now, once; what was done, by kind."""
        return self.jobs.work_due().counts

    def close(self) -> None:
        """Give the database back."""
        self.database.close()


def open_application(wiring: Wiring, clock: Clock | None = None) -> Application:
    """Put the application together on a migrated database."""
    assert metadata.tables  # the whole schema is known to migrations and checks
    database = Database(wiring.database_url)
    if clock is None:
        clock = SimulatedClock(database) if wiring.simulated_time else SystemClock()
    zone = ZoneInfo(wiring.time_zone)
    facts = RecordFacts()
    engine = Engine(
        catalogue=Catalogue(),
        operators=OPERATORS,
        facts=facts,
        listener=Mirror(facts),
        declarations=declared(folder_bundle(wiring.diagrams)),
    )
    delivery = Delivery(
        database=database,
        smtp_url=wiring.smtp_url,
        sender=wiring.mail_from,
        base_url=wiring.base_url,
        clock=clock,
    )
    snapshots = Snapshots(database, clock, zone)
    counting = Counting(database, clock, zone)
    summaries = SummaryMails(database, zone, snapshots)
    also: dict[str, Callable[[datetime], int]] = {
        "migrations": Migrating(database, clock, zone, engine).work,
        "reports": snapshots.work,
        "health": counting.work,
        "summaries": summaries.work,
        "mails": delivery.work,
    }
    wanted = wiring.change_tools
    if tools := wanted.tools(zone):
        following = Following(
            database, clock, zone, engine, tools, wanted.every, wiring.base_url
        )
        also["changes"] = following.work
    jobs = Jobs(database, clock, zone, engine, also=also)
    return Application(
        database=database,
        clock=clock,
        zone=zone,
        engine=engine,
        jobs=jobs,
        snapshots=snapshots,
        counting=counting,
        base_url=wiring.base_url,
        diagrams=wiring.diagrams,
        files=wiring.files,
        simulated=wiring.simulated_time,
        virus_scan=wiring.virus_scan,
    )
