"""One rehearsal: an instance of the draft, what is done to it, and what it led to."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from engine import history, instances, orchestrator, timers
from engine.clock import FixedClock
from engine.errors import EngineError
from engine.instances import instance
from engine.outbox import outbox
from engine.spiff.run import Run
from tasks import publishing
from tasks.filing import file_release
from tasks.inbox import claiming, completing, listing
from tasks.inbox.tables import task_candidate
from tasks.people.persons import Person, person_named
from tasks.people.roles import ROLES
from tasks.rehearsal.stage import Folder, Piece, Stages
from tasks.release.lifecycle import process_key_of

#: Bytes a rehearsal may take, and steps that may be done in it.
MOST_BYTES, MOST_DEEDS = 40_000_000, 600
TITLE = "Rehearsal"


class RehearsalRefused(EngineError):
    """A rehearsal cannot go on so; its text says why."""


@dataclass
class Sandbox:
    """A draft on a stage; every deed is noted, so that it can be done again."""

    key: str
    started_at: datetime
    app: Any
    clock: FixedClock
    folder: Folder
    instance_id: str = ""
    release_id: str | None = None
    deeds: list[dict[str, Any]] = field(default_factory=list)
    #: One request at a time; a stage has one clock.
    lock: threading.RLock = field(default_factory=threading.RLock)

    @classmethod
    def begun(
        cls,
        stages: Stages,
        draft: Piece,
        at: datetime,
        data: Mapping[str, Any] | None = None,
    ) -> Sandbox:
        """Set the stage and start the draft's process.

        Raises: NotExecutable, StepFailed, UnsafeDiagram.
        """
        folder = Folder("erm-rehearsal-")
        clock = FixedClock(at)
        app = stages.set_up(folder.path, draft, clock)
        found = cls(draft[0], at, app, clock, folder)
        try:
            found._start(data or {})
        except BaseException:
            found.close()
            raise
        return found

    def _start(self, data: Mapping[str, Any]) -> None:
        word = self.key.split("_")[0]
        of_release = process_key_of(word) in self._published()
        if of_release:
            self.release_id = self._filed(word, data)
        if self.key != process_key_of(word):
            with self.app.command(by="process_owner") as context:
                self.instance_id = orchestrator.start(
                    self.app.engine,
                    context,
                    self.key,
                    business_key=self.release_id,
                    data=data,
                )
        else:
            with self.app.read() as conn:
                found = instances.by_business_key(conn, str(self.release_id))
            assert found is not None
            self.instance_id = str(found.id)
        self.app.work_due()

    def _published(self) -> set[str]:
        with self.app.read() as conn:
            return publishing.known_keys(conn)

    def _filed(self, word: str, data: Mapping[str, Any]) -> str:
        """A release for the process to be of."""
        fields = {"title": TITLE, **data}
        title = str(fields.pop("title"))
        with self.app.command(by="intake") as context:
            row = file_release(
                self.app,
                context,
                _known(context.conn, "intake"),
                process=word,
                title=title,
                fields=fields,
            )
        return str(row["id"])

    def complete(self, task_id: str, answers: Mapping[str, Any], *, by: str) -> Any:
        """A person completes a task. Raises what completing raises."""
        self._require_room()
        with self.app.read() as conn:
            row = claiming.task_row(conn, task_id)
        done = completing.complete(self.app, task_id, by=by, answers=answers)
        self.deeds.append({"do": row.step_id, "as": by, "answers": dict(answers)})
        self.app.work_due()
        return done

    def wait(self, by: timedelta) -> None:
        """Move the clock on, and do what falls due."""
        self._require_room()
        if not timedelta(0) < by <= timedelta(days=3660):
            raise RehearsalRefused("The clock goes on by up to ten years at a time.")
        self.clock.advance(by)
        self.deeds.append({"wait": int(by.total_seconds())})
        self.app.work_due()

    def wait_for_timer(self) -> bool:
        """Move the clock on to the next moment that something waits for."""
        with self.app.read() as conn:
            due = timers.next_at(conn)
        now = self.clock.now()
        if due is None or due > now + timedelta(days=3660):
            return False
        self.wait(max(due - now, timedelta(seconds=1)))
        return True

    def send(self, name: str, payload: Mapping[str, Any] | None = None) -> str:
        """A message comes from outside. Raises NobodyWaits, UnknownMessage."""
        self._require_room()
        with self.app.command(by="process_owner") as context:
            state = orchestrator.send(
                self.app.engine,
                context,
                name,
                payload or {},
                instance_id=self.instance_id,
            )
        self.deeds.append({"send": name, "payload": dict(payload or {})})
        self.app.work_due()
        return state

    def open_tasks(self) -> Sequence[Any]:
        """What is open on the whole stage, the draft's own instance first."""
        with self.app.read() as conn:
            ids = conn.scalars(select(instance.c.id).order_by(instance.c.id)).all()
            rows = [r for i in ids for r in listing.open_of_instance(conn, i)]
        return sorted(rows, key=lambda row: row.instance_id != self.instance_id)

    def worker_of(self, row: Any) -> str:
        """Who works a task: whoever has it, else the account of a role that may."""
        if row.assignee is not None:
            return str(row.assignee)
        with self.app.read() as conn:
            who = conn.scalars(
                select(task_candidate.c.who)
                .where(task_candidate.c.task_id == row.task_id)
                .order_by(task_candidate.c.who)
            ).all()
        names = [each.split(":", 1)[1] for each in who]
        known = [name for name in names if name in ROLES] or names
        return known[0] if known else "process_owner"

    def person(self, user: str) -> Person:
        """Somebody of the stage's people."""
        with self.app.read() as conn:
            return _known(conn, user)

    def path(self) -> list[str]:
        """The completed steps of the draft's instance, oldest first."""
        with self.app.read() as conn:
            rows = history.of_instance(conn, self.instance_id)
        return [row.step_id for row in rows if row.how == "completed"]

    def status(self) -> str:
        """What the engine says of the draft's instance."""
        with self.app.read() as conn:
            return str(instances.with_id(conn, self.instance_id).status)

    def data(self) -> dict[str, Any]:
        """The variables that the open tokens carry."""
        with self.app.looking() as context:
            row = instances.with_id(context.conn, self.instance_id)
            version = self.app.engine.catalogue.version(context.conn, row.version_id)
            scripts = self.app.engine.scripts(context)
            run = Run.loaded(row.state, version.executable, scripts)
            found: dict[str, Any] = dict(run.data)
            for task in run.waits().tasks.values():
                found |= task.data
        return dict(sorted(found.items()))

    def mails(self) -> Sequence[Any]:
        """The mails that would have been sent, newest first."""
        with self.app.read() as conn:
            return list(
                conn.execute(select(outbox).order_by(outbox.c.id.desc()).limit(200))
            )

    def size(self) -> int:
        """The bytes it takes on the disk."""
        every = self.folder.path.rglob("*")
        return sum(each.stat().st_size for each in every if each.is_file())

    def _require_room(self) -> None:
        if len(self.deeds) >= MOST_DEEDS or self.size() > MOST_BYTES:
            raise RehearsalRefused("The rehearsal has become too long; begin it anew.")

    def close(self) -> None:
        """Take the stage down; nothing of it is left."""
        self.app.close()
        self.folder.remove()


def _known(conn: Any, user: str) -> Person:
    person = person_named(conn, user)
    if person is None:
        raise RehearsalRefused(f"Nobody on the stage is called “{user}”.")
    return person
