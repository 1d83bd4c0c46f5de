"""Deeds that begin at one moment, and a small process to do them to."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from engine import catalogue, history
from engine.errors import Conflict
from tasks import publishing
from tasks.inbox import completing, listing
from tasks.migrating import one
from tasks.oversight import operating
from tasks.people.admission import add_person
from tests.engine.diagrams import boundary, bpmn, end, start, timer, user
from tests.stories.office import ROOT, Office

Deed = Callable[[], Any]

#: A task that must be done within the hour.
TRIAL = bpmn(
    start("Begin"),
    user("Task", role="intake", form="trial"),
    boundary("Late", "Task", timer("hours(1)")),
    end("Done"),
    end("Given-up"),
    "Begin -> Task -> Done",
    "Late -> Given-up",
    key="trial",
)
FORM = {
    "fields": [{"name": "said", "type": "text", "label": {"en": "Say", "fr": "Dire"}}]
}


def together(*deeds: Deed) -> list[Any]:
    """What each deed returns or raises; all of them begin at once."""
    barrier = Barrier(len(deeds))

    def begin(deed: Deed) -> Any:
        barrier.wait()
        try:
            return deed()
        except Conflict as refusal:
            return refusal

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(begin, deeds))


def prepare(office: Office) -> None:
    """Publish the trial and hire a second person of the intake."""
    bundle = {
        **publishing.folder_bundle(ROOT / "bpmn"),
        "forms/trial.json": json.dumps(FORM).encode(),
    }
    with office.app.command() as context:
        catalogue.publish(context, "trial", TRIAL, bundle)
        add_person(
            context,
            "isaac",
            name="Isaac Moreau",
            email="isaac.moreau@example.org",
            roles=["intake"],
        )


class Trial:
    """One instance of the small process."""

    def __init__(self, office: Office) -> None:
        self.office, self.app = office, office.app
        self.id = operating.start(self.app, "trial", {}, by="process_owner")
        with self.app.read() as conn:
            (task,) = listing.open_of_instance(conn, self.id)
        self.task_id = str(task.task_id)

    def completed_by(self, who: str) -> Deed:
        """Somebody completes the task."""

        def complete() -> Any:
            answers = {"said": who}
            return completing.complete(self.app, self.task_id, by=who, answers=answers)

        return complete

    def cancelled(self) -> Any:
        """An operator cancels the instance."""
        operating.operate(self.app, self.id, "cancel", by="admin", reason="Trial")

    def migrated(self, number: int) -> Deed:
        """The process owner takes it onto another version."""
        return lambda: one.migrate(
            self.app,
            self.id,
            number,
            {},
            dry_run=False,
            by="process_owner",
            reason="Trial",
        )

    def passed(self) -> list[tuple[str, str]]:
        """What happened, oldest first: how, and to which step."""
        with self.app.read() as conn:
            rows = history.of_instance(conn, self.id)
        return [(row.how, row.step_id) for row in rows if row.step_id != "Begin"]
