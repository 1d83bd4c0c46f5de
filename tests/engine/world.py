"""A small world for the engine: a database, a clock to move, a listener that remembers.

It holds everything in files, so that a second world may open them as a new process of
the operating system would.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from engine import catalogue, history, instances, messages, orchestrator, timers
from engine.catalogue import Catalogue
from engine.clock import FixedClock
from engine.db import Database, metadata
from engine.jobs import Jobs, Report
from engine.messages import Declaration
from engine.ports import (
    Context,
    OperatorRefused,
    Parameter,
    ServiceOperator,
    TaskClosed,
    TaskOpened,
)
from engine.unit import unit
from engine.verify import problems

MONDAY = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
TORONTO = ZoneInfo("America/Toronto")


class Remembers:
    """The listener: which tasks are open, which messages came."""

    def __init__(self) -> None:
        self.open: dict[str, TaskOpened] = {}
        self.instances: dict[str, str] = {}
        self.closed: list[TaskClosed] = []
        self.messages: list[tuple[str, Mapping[str, Any]]] = []
        self.ends: list[str] = []

    def tasks_opened(self, context: Context, opened: Any) -> None:
        self.open |= {task.task_id: task for task in opened}
        self.instances |= {t.task_id: context.instance.id for t in opened}  # type: ignore[union-attr]

    def tasks_closed(self, context: Context, closed: Any) -> None:
        for task in closed:
            self.open.pop(task.task_id, None)
            self.closed.append(task)

    def message_taken(self, context: Context, name: str, payload: Any) -> None:
        self.messages.append((name, payload))

    def starting(self, context: Context, process_key: str, payload: Any) -> str | None:
        return payload.get("business_key")

    def started(self, context: Context) -> None:
        pass

    def migrated(self, context: Context, kept: Any) -> None:
        self.open |= {task.task_id: task for task in kept}

    def ended(self, context: Context, how: str) -> None:
        self.ends.append(how)

    def check_bundle(self, diagram: Any, bundle: Any) -> list[Any]:
        return []


class FactsOf:
    """The facts a diagram may ask for: whatever the test sets."""

    signatures: Mapping[str, Any] = {}

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}

    def functions(self, context: Context) -> dict[str, Any]:
        return {"fact": self.values.get}


class World:
    """An engine with everything around it."""

    def __init__(
        self, folder: Path, clock: FixedClock | None = None, url: str | None = None
    ) -> None:
        self.folder, self.url = folder, url or f"sqlite:///{folder / 'engine.db'}"
        self.database = Database(self.url)
        metadata.create_all(self.database.writer)
        self.clock = clock or FixedClock(MONDAY)
        self.heard, self.facts = Remembers(), FactsOf()
        self.called: list[tuple[str, dict[str, Any]]] = []
        names = ("kept", "kept_too")
        self.engine = orchestrator.Engine(
            catalogue=Catalogue(),
            operators=self._operators(),
            facts=self.facts,
            listener=self.heard,
            declarations={
                **{name: Declaration(name, keep=True) for name in names},
                "short": Declaration("short", keep=True, expires_in=timedelta(days=1)),
                "now": Declaration("now"),
            },
        )
        self.jobs = Jobs(self.database, self.clock, TORONTO, self.engine)

    def _operators(self) -> dict[str, ServiceOperator]:
        def noted(name: str, result: Any = None) -> Any:
            def call(context: Context, **given: Any) -> Any:
                self.called.append((name, given))
                return given.get("value", result)

            return call

        def refuses(context: Context) -> None:
            raise OperatorRefused("the record does not allow it.")

        value = {"value": Parameter("any", required=False)}
        return {
            "note": ServiceOperator("note", noted("note"), value),
            "give": ServiceOperator("give", noted("give"), value, returns="any"),
            "refuse": ServiceOperator("refuse", refuses, {}),
        }

    def again(self) -> "World":
        """The same files opened by a new process, at the same moment."""
        other = World(self.folder, self.clock, self.url)
        other.heard.open, other.facts = dict(self.heard.open), self.facts
        other.heard.instances = self.heard.instances
        other.engine.facts = self.facts
        return other

    def unit(self, by: str | None = "ann") -> AbstractContextManager[Context]:
        """One unit of work."""
        return unit(self.database, at=self.clock.now(), zone=TORONTO, by=by)

    def publish(self, xml: bytes, key: str = "P") -> int:
        """Publish a diagram; the number of its version."""
        with self.unit() as context:
            return int(catalogue.publish(context, key, xml, {}).number)

    def start(self, key: str = "P", **data: Any) -> str:
        """Start an instance."""
        with self.unit() as context:
            return orchestrator.start(self.engine, context, key, data=data)

    def complete(
        self, step_id: str, instance_id: str | None = None, **data: Any
    ) -> str:
        """Complete the oldest open task of a step; its id."""
        instance_id = instance_id or self.only_instance()
        task_id = self.task(step_id, instance_id)
        self.complete_task(task_id, instance_id, **data)
        return task_id

    def task(self, step_id: str, instance_id: str | None = None) -> str:
        """The id of the oldest open task of a step."""
        wanted = instance_id or self.only_instance()
        return next(
            t.task_id
            for t in self.heard.open.values()
            if t.node.id == step_id and self.heard.instances[t.task_id] == wanted
        )

    def complete_task(self, task_id: str, instance_id: str, **data: Any) -> None:
        """Complete this task, if it is still open."""
        with self.unit() as context:
            orchestrator.complete(
                self.engine, context, instance_id, task_id, lambda: data
            )

    def send(
        self,
        name: str,
        instance_id: str | None = None,
        *,
        key: str | None = None,
        **payload: Any,
    ) -> str:
        """A message from outside; ``key`` is its idempotency key."""
        with self.unit() as context:
            return orchestrator.send(
                self.engine,
                context,
                name,
                payload,
                instance_id=instance_id or self.only_instance(),
                idempotency_key=key,
            )

    def signal(self, name: str) -> int:
        """A signal inside the latest instance; how many steps caught it."""
        with self.unit() as context:
            return orchestrator.signal(self.engine, context, self.only_instance(), name)

    def do(self, verb: Any, *arguments: str, why: str = "") -> None:
        """An operator's verb on the latest instance."""
        with self.unit("op") as context:
            context.why = why
            verb(self.engine, context, self.only_instance(), *arguments)

    def pass_time(self, **by: float) -> Report:
        """Move the clock on and do what fell due."""
        self.clock.advance(timedelta(**by))
        return self.jobs.work_due()

    def open_steps(self) -> list[str]:
        """The steps of all open tasks, sorted."""
        return sorted(t.node.id for t in self.heard.open.values())

    def only_instance(self) -> str:
        """The id of the latest instance."""
        with self.database.read() as conn:
            table = instances.instance
            ids = conn.execute(table.select().order_by(table.c.id.desc())).all()
            return str(ids[0].id)

    def row(self, instance_id: str | None = None) -> Any:
        """The instance as stored."""
        with self.database.read() as conn:
            return instances.with_id(conn, instance_id or self.only_instance())

    def path(self, instance_id: str | None = None) -> list[str]:
        """The completed steps in order."""
        with self.database.read() as conn:
            rows = history.of_instance(conn, instance_id or self.only_instance())
            return [r.step_id for r in rows if r.how == "completed"]

    def history(self, instance_id: str | None = None) -> list[Any]:
        """All history of an instance."""
        with self.database.read() as conn:
            return list(history.of_instance(conn, instance_id or self.only_instance()))

    def timers(self, instance_id: str | None = None) -> list[Any]:
        """The waiting timers."""
        with self.database.read() as conn:
            return list(timers.of_instance(conn, instance_id or self.only_instance()))

    def message_rows(self) -> list[Any]:
        """All messages ever sent."""
        with self.database.read() as conn:
            return list(conn.execute(messages.message.select()))

    def problems(self) -> list[str]:
        """What verify finds."""
        with self.database.read() as conn:
            return list(problems(self.engine, conn, self.clock, TORONTO))
