"""An office for stories: people who work their inboxes, and a clock that is moved.

No story calls an operator or sets a row: everything goes through the verbs that pages
and API use.  ``restored`` drops every parsed diagram between steps, as another worker
or a restarted one would have none.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from engine.catalogue import Catalogue
from engine.clock import FixedClock
from engine.db import metadata
from engine.history import of_instance
from engine.instances import with_id
from engine.messages import awaited_by
from engine.outbox import outbox
from engine.timers import of_instance as timers_of
from tasks import by_hand, publishing, verify
from tasks.bootstrap import Application, open_application
from tasks.connectors.wanted import NO_TOOLS, ChangeTools
from tasks.filing import file_release
from tasks.forms.answers import AnswersInvalid
from tasks.forms.describe import described
from tasks.forms.initial import initial
from tasks.forms.offered import offered
from tasks.inbox import claiming, completing, listing
from tasks.inbox.tables import task_candidate
from tasks.oversight.access import standing_of
from tasks.people.demonstration import seed_demonstration
from tasks.people.holders import holders
from tasks.people.persons import person_named
from tasks.release.records import rows_of
from tasks.release.tables import release, release_with
from tests.stories.filling import fill

ROOT = Path(__file__).parents[2]
MONDAY = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)
#: The engine parses the diagrams again after so many steps of a restored story.
RESTORED_EVERY = 4


@dataclass(frozen=True)
class Wiring:
    """Where an office keeps its things: in SQLite, unless a database is named."""

    folder: Path
    database: str | None = None
    simulated_time: bool = False
    time_zone: str = "America/Toronto"
    base_url: str = "http://erm.test"
    smtp_url: str | None = None
    mail_from: str = "erm@erm.test"
    diagrams: Path = ROOT / "bpmn"
    virus_scan: str | None = None
    change_tools: ChangeTools = NO_TOOLS

    @property
    def database_url(self) -> str:
        """A database of its own."""
        return self.database or f"sqlite:///{self.folder / 'office.db'}"

    @property
    def files(self) -> Path:
        """Where uploaded files lie."""
        return self.folder / "files"


def furnish(folder: Path, database: str | None = None) -> None:
    """A database with the diagrams published and the cast hired."""
    app = open_application(Wiring(folder, database), FixedClock(MONDAY))
    metadata.create_all(app.database.writer)
    publishing.publish_folder(app, ROOT / "bpmn")
    with app.command() as context:
        seed_demonstration(context)
    app.close()


class Office:
    """People, their inboxes and the clock on the wall."""

    def __init__(
        self,
        folder: Path,
        *,
        restored: bool = False,
        clock: FixedClock | None = None,
        **wiring: Any,
    ) -> None:
        self.folder, self.restored, self.steps = folder, restored, 0
        self.clock = clock or FixedClock(MONDAY)
        self.app: Application = open_application(Wiring(folder, **wiring), self.clock)

    @classmethod
    def furnished(cls, template: Path, folder: Path, *, restored: bool) -> "Office":
        """An office with a copy of the furniture."""
        shutil.copytree(template, folder, dirs_exist_ok=True)
        return cls(folder, restored=restored)

    def file(self, process: str, title: str, **fields: Any) -> str:
        """The intake files a request; returns the release's id."""
        with self.app.command(by="intake") as context:
            person = person_named(context.conn, "intake")
            assert person is not None
            row = file_release(
                self.app, context, person, process=process, title=title, fields=fields
            )
        return str(row["id"])

    def open_tasks(self, release_id: str) -> Sequence[Any]:
        """What is open on a release."""
        with self.app.read() as conn:
            return listing.open_of_release(conn, release_id)

    def open_steps(self, release_id: str) -> list[str]:
        """The open steps of a release, sorted."""
        tasks = self.open_tasks(release_id)
        return sorted(task.step_id for task in tasks if task.kind == "step")

    def open_items(self, release_id: str) -> list[str]:
        """What the release's plan still asks of people, by name."""
        tasks = self.open_tasks(release_id)
        return sorted(task.name for task in tasks if task.kind == "item")

    def do(
        self, release_id: str, step: str, by: str | None = None, **given: Any
    ) -> Any:
        """Whoever has the oldest open task of a step completes it."""
        task = self._task(release_id, step)
        worker = by or self.worker_of(task)
        if task.assignee is None:
            with self.app.command(by=worker) as context:
                claiming.claim(context, task.task_id, user=worker)
        fields, shown = self.form_of(task)
        answers = fill(fields, given, self.clock.now(), shown)
        done = self.complete(task, worker, answers)
        self._rest()
        return done

    def complete(self, task: Any, worker: str, answers: Mapping[str, Any]) -> Any:
        """A worker completes a task."""
        try:
            return completing.complete(
                self.app, task.task_id, by=worker, answers=answers
            )
        except AnswersInvalid as refused:
            refused.add_note(f"{task.step_id}: {dict(refused.messages)}")
            raise

    def do_all(self, release_id: str, step: str, **given: Any) -> int:
        """Everybody who was asked in a round answers alike; returns how many."""
        number = 0
        while step in self.open_steps(release_id):
            self.do(release_id, step, **given)
            number += 1
        return number

    def _task(self, release_id: str, step: str) -> Any:
        tasks = [t for t in self.open_tasks(release_id) if t.step_id == step]
        assert tasks, f"{step} is not open, but {self.open_steps(release_id)}"
        return tasks[0]

    def worker_of(self, task: Any) -> str:
        """The person who has a task, else somebody who may claim it."""
        if task.assignee is not None:
            return str(task.assignee)
        with self.app.read() as conn:
            found = conn.scalars(
                task_candidate.select()
                .with_only_columns(task_candidate.c.who)
                .where(task_candidate.c.task_id == task.task_id)
                .order_by(task_candidate.c.who)
            ).all()
        return str(found[0]).split(":", 1)[1]  # a pool's account is named after it

    def form_of(self, task: Any) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The fields of a task's form, and what they show at first."""
        with self.app.looking() as context:
            completing.stand_at(self.app, context, task)
            form = completing.form_of(context, task)
            shown = initial(context, form, functions=self.app.functions(context))
            return described(form, offered=offered(context, form)), shown

    def tell(self, release_id: str, message: str, by: str, **given: Any) -> str:
        """A person sends a message from the release's page."""
        with self.app.looking(by=by) as context:
            person = person_named(context.conn, by)
            assert person is not None
            row = release_with(context.conn, release_id)
            standing = standing_of(context.conn, row)
            offers = by_hand.offers(
                self.app, context.conn, person, standing, self.instance(release_id)
            )
        offer = next((o for o in offers if o.name == message), None)
        assert offer is not None, (
            f"{message} is not offered, but {[o.name for o in offers]}"
        )
        with self.app.looking(by=by) as context:
            fields = described(offer.form, offered=offered(context, offer.form))
        answers = fill(fields, given, self.clock.now())
        done = by_hand.send(
            self.app, person, standing, offer.instance_id, message, answers
        )
        self._rest()
        return done

    def pass_time(self, **by: float) -> dict[str, int]:
        """Move the clock on, in one go, and do what fell due."""
        self.clock.advance(timedelta(**by))
        return self.settle()

    def settle(self) -> dict[str, int]:
        """Do everything that is due now."""
        return self.app.work_due()

    def _rest(self) -> None:
        self.settle()
        self.steps += 1
        if self.restored and self.steps % RESTORED_EVERY == 0:
            self.app.engine.catalogue = Catalogue()

    def release(self, release_id: str) -> Any:
        """The release as it stands."""
        with self.app.read() as conn:
            return release_with(conn, release_id)

    def rows(self, release_id: str, collection: str) -> Sequence[Any]:
        """A collection of the release."""
        with self.app.read() as conn:
            return rows_of(conn, collection, release_id)

    def instance(self, release_id: str) -> str:
        """The id of the release's process instance."""
        return str(self.release(release_id).instance_id)

    def instance_status(self, release_id: str) -> str:
        """What the engine says of it."""
        with self.app.read() as conn:
            return str(with_id(conn, self.instance(release_id)).status)

    def path(self, release_id: str) -> list[str]:
        """The completed steps, oldest first."""
        with self.app.read() as conn:
            rows = of_instance(conn, self.instance(release_id))
        return [row.step_id for row in rows if row.how == "completed"]

    def waits_for(self, release_id: str) -> set[str]:
        """The messages and timers a release waits for."""
        with self.app.read() as conn:
            instance_id = self.instance(release_id)
            names = {m.name for m in awaited_by(conn, instance_id)}
            return names | {t.step_id for t in timers_of(conn, instance_id)}

    def holders(self, release_id: str) -> Mapping[str, Sequence[str]]:
        """Who holds which role on the release."""
        with self.app.read() as conn:
            return holders(conn, release_id)

    def mails(self) -> list[Any]:
        """Every mail written so far, oldest first."""
        with self.app.read() as conn:
            return list(conn.execute(outbox.select().order_by(outbox.c.id)))

    def releases(self) -> list[Any]:
        """All releases, oldest first."""
        with self.app.read() as conn:
            return list(conn.execute(release.select().order_by(release.c.created_at)))

    def problems(self) -> list[str]:
        """What verify finds wrong."""
        return verify.problems(self.app)

    def close(self) -> None:
        """Lock up."""
        self.app.close()


def offices(template: Path, folder: Path, *, restored: bool) -> Iterator[Office]:
    """An office for one story; at its end every invariant must hold."""
    office = Office.furnished(template, folder, restored=restored)
    yield office
    assert office.problems() == []
    office.close()
