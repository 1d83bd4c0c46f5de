"""Work that falls due: timers, messages, mail, seals.  APScheduler is only the clock.

What is due is a row of the database; the sweep finds it by index and does it, each
piece in a transaction of its own.  A piece that fails is tried again later and, after
a few attempts, becomes an incident: one poisoned instance never stops the others.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import OperationalError

from engine import audit, incidents, messages, orchestrator, timers
from engine.clock import Clock
from engine.db import Database
from engine.errors import Conflict, EngineError, StepFailed
from engine.orchestrator import Engine
from engine.ports import Context
from engine.unit import unit

log = structlog.get_logger()

MAX_ATTEMPTS = 4


@dataclass(slots=True)
class Report:
    """What a sweep has done, by kind of work."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, number: int = 1) -> None:
        """Count a piece of work."""
        if number:
            self.counts[kind] = self.counts.get(kind, 0) + number

    @property
    def total(self) -> int:
        """How many pieces of work were done."""
        return sum(self.counts.values())


@dataclass(slots=True)
class Jobs:
    """The sweep over everything that is due.

    ``also`` are further pieces of work, by name, that the domain adds: each is called
    with the present moment and says how much it did (mail delivery, snapshots).
    """

    database: Database
    clock: Clock
    zone: ZoneInfo
    engine: Engine
    also: dict[str, Callable[[datetime], int]] = field(default_factory=dict)

    def work_due(self, rounds: int = 50) -> Report:
        """Do all that is due, again until nothing more falls due from it."""
        report = Report()
        for _ in range(rounds):
            before = report.total
            self.sweep(report)
            if report.total == before:
                break
        return report

    def sweep(self, report: Report | None = None) -> Report:
        """Look once at every kind of work."""
        report = report if report is not None else Report()
        self.move_on(report)
        for kind in self.also:
            report.add(kind, self.work(kind))
        return report

    def move_on(self, report: Report) -> None:
        """Move the processes on: due timers, messages that arrived; seal the audit."""
        now = self.clock.now()
        with self.database.read() as conn:
            overdue = timers.due(conn, now)
            arrived = messages.deliverable(conn, now)
            untidy = audit.has_unsealed(conn) or messages.has_expired(conn, now)
        for instance_id in overdue:
            report.add("timers", self._wake(instance_id))
        for message_id in arrived:
            report.add("messages", self._deliver(message_id))
        if untidy:
            report.add("seals", self._tidied(now))

    def work(self, kind: str) -> int:
        """One kind of further work; how much was done. A failure is only logged."""
        try:
            return self.also[kind](self.clock.now())
        except Exception:
            log.exception("work failed", kind=kind)
            return 0

    def _unit(self) -> AbstractContextManager[Context]:
        return unit(self.database, at=self.clock.now(), zone=self.zone)

    def _wake(self, instance_id: str) -> int:
        try:
            with self._unit() as context:
                orchestrator.wake(self.engine, context, instance_id)
            return 1
        except Conflict:
            return 0  # somebody moved the instance on in between
        except OperationalError as problem:
            log.warning("timer put off", instance=instance_id, problem=str(problem))
            return 0  # the database was busy: that is no fault of the diagram
        except StepFailed as problem:
            self._failed_timer(instance_id, problem.step_id, str(problem))
        except EngineError as problem:
            self._failed_timer(instance_id, "", str(problem))
        except Exception as problem:
            log.exception("timer failed", instance=instance_id)
            self._failed_timer(instance_id, "", f"{type(problem).__name__}")
        return 0

    def _failed_timer(self, instance_id: str, step_id: str, problem: str) -> None:
        with self._unit() as context:
            attempts = timers.postpone(context.conn, instance_id, context.at)
            if attempts >= MAX_ATTEMPTS:
                incidents.raise_incident(
                    context.conn,
                    instance_id,
                    kind="timer",
                    step_id=step_id,
                    problem=problem,
                    at=context.at,
                )
                orchestrator.fail(context, instance_id)

    def _deliver(self, message_id: str) -> int:
        try:
            with self._unit() as context:
                return int(orchestrator.deliver(self.engine, context, message_id))
        except Conflict:
            return 0
        except OperationalError as problem:
            log.warning("message put off", message=message_id, problem=str(problem))
            return 0
        except EngineError as problem:
            self._failed_message(message_id, str(problem))
        except Exception as problem:
            log.exception("message failed", message=message_id)
            self._failed_message(message_id, type(problem).__name__)
        return 0

    def _failed_message(self, message_id: str, problem: str) -> None:
        with self._unit() as context:
            row = messages.with_id(context.conn, message_id)
            attempts = row.attempts + 1
            later = context.at + timedelta(seconds=10 * 4**attempts)
            state = messages.KEPT
            if attempts >= MAX_ATTEMPTS and row.instance_id is None:
                state = messages.FAILED
            elif attempts >= MAX_ATTEMPTS:
                incidents.raise_incident(
                    context.conn,
                    row.instance_id,
                    kind="message",
                    step_id=row.name,
                    problem=problem,
                    at=context.at,
                    subject=message_id,
                )
                later = context.at + timedelta(days=36500)
            messages.mark(
                context.conn,
                message_id,
                attempts=attempts,
                try_at=later,
                problem=problem,
                state=state,
            )

    def _tidied(self, now: datetime) -> int:
        with self.database.transaction() as conn:
            messages.expire(conn, now)
            return audit.seal(conn)


def clock_of(jobs: Iterable[Jobs], seconds: float = 1.0) -> BackgroundScheduler:
    """A started APScheduler that sweeps every second; stop it with ``shutdown()``.

    Each kind of further work has a thread of its own: a mail server that hangs, or a
    long report, keeps no timer waiting.  Business timers never go into its job store:
    it would lose or repeat them.
    """
    scheduler = BackgroundScheduler(timezone="UTC")
    for number, each in enumerate(jobs):
        kinds: dict[str, Callable[[], object]]
        kinds = {"sweep": partial(each.move_on, Report())}
        kinds |= {kind: partial(each.work, kind) for kind in each.also}
        for kind, work in kinds.items():
            scheduler.add_job(
                _tick,
                "interval",
                args=[work],
                seconds=seconds,
                id=f"{kind}-{number}",
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
    scheduler.start()
    return scheduler


def _tick(work: Callable[[], object]) -> None:
    try:
        work()
    except OperationalError:
        log.warning("the database is not reachable; the sweep tries again")
