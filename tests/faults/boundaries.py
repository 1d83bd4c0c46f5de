"""Ends a process at every boundary of a step, and looks at what is left.

A program of its own: ``python -m tests.faults.boundaries STEP FURNITURE FOLDER``.
It forks once for each point at which SQLAlchemy begins, executes or commits; the child
ends there and then, without a word to the database.  What it leaves must be all of
the step or nothing of it, in order either way, and doing the step again must lead to
what an undisturbed run leads to.
"""

import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from engine import catalogue, messages, orchestrator
from engine.clock import FixedClock
from engine.errors import Conflict
from tasks.inbox import completing
from tasks.migrating import batches
from tasks.migrating.tables import NOW
from tests.faults.fingerprint import differences, fingerprint
from tests.faults.race import TRIAL, Trial, prepare
from tests.stories import dcs as deployment
from tests.stories import smr as readiness
from tests.stories.filling import fill
from tests.stories.office import Office

POINTS = ("begin", "before_cursor_execute", "after_cursor_execute", "commit")
CRASHED, FINISHED = 77, 0

Step = Callable[[Office], Any]


def completion(office: Office) -> Step:
    """A task is completed: answers, effects, operators, mails to those concerned."""
    smr = readiness.to_planning(office)
    return _completing(office, smr, "S-3.1", stakeholders=readiness.STAKEHOLDERS)


def decision(office: Office) -> Step:
    """The Go decision, which starts a release of the other process."""
    smr = readiness.to_status_meetings(office, dcs_required=True)
    readiness.to_go_no_go(office, smr)
    return _completing(office, smr, "S-7.5", decision="Go")


def timer(office: Office) -> Step:
    """A week is over: a status report is asked for."""
    deployment.to_planning(office, "SI")
    office.clock.advance(timedelta(days=7, minutes=1))
    return Office.settle


def message(office: Office) -> Step:
    """A message that was kept is handed to the step that waits for it."""
    dcs = deployment.to_planning(office, "SI", crq_needed=True, crq_no="CRQ000042")
    deployment.prepared(office, dcs, "SI")
    with office.app.command() as context:
        instance_id = office.instance(dcs)
        kept = messages.send(
            context, "crq_approved", payload={}, instance_id=instance_id
        )

    def deliver(there: Office) -> None:
        with there.app.command() as context:
            orchestrator.deliver(there.app.engine, context, str(kept))

    return deliver


def cancellation(office: Office) -> Step:
    """A person cancels: tasks and timers go, everybody is told."""
    smr = readiness.to_status_meetings(office)

    def cancel(there: Office) -> None:
        if there.release(smr).status == "Cancelled":
            return
        there.tell(smr, "cancel_release", by="release_manager", reason="No funding")

    return cancel


def migration(office: Office) -> Step:
    """A batch takes instances onto a new version, one after the other."""
    prepare(office)
    trials = [Trial(office) for _ in range(2)]
    with office.app.command() as context:
        old = office.app.engine.catalogue.latest(context.conn, "trial")
        drawn = TRIAL.replace(b'id="Task"', b'id="Task" name="Try it"')
        row = catalogue.publish(context, "trial", drawn, old.bundle)
    batches.begin(
        office.app,
        "trial",
        row.number,
        instances=[trial.id for trial in trials],
        mapping={},
        moment=NOW,
        by="process_owner",
        why="a name",
    )
    return Office.settle


STEPS: dict[str, Callable[[Office], Step]] = {
    each.__name__: each
    for each in (completion, decision, timer, message, cancellation, migration)
}
#: Done in several transactions: a crash may leave some of them, each a whole one.
IN_SEVERAL = ("timer", "cancellation", "migration")


def _completing(office: Office, release_id: str, step: str, **given: Any) -> Step:
    task = next(t for t in office.open_tasks(release_id) if t.step_id == step)
    worker = office.worker_of(task)
    fields, shown = office.form_of(task)
    answers = fill(fields, given, office.clock.now(), shown)

    def complete(there: Office) -> None:
        completing.complete(there.app, task.task_id, by=worker, answers=answers)

    return complete


class Rehearsal:
    """One step, ready to be done again and again from the same beginning."""

    def __init__(self, step: str, furniture: Path, folder: Path) -> None:
        self.ready, self.folder = folder / "ready", folder / "stage"
        office = Office.furnished(furniture, self.ready, restored=False)
        self.step = STEPS[step](office)
        self.before = fingerprint(office)
        office.close()
        #: Opened once for all; between the runs it holds no connection.
        self.office = Office(self.folder, clock=FixedClock(office.clock.now()))
        self.in_one = step not in IN_SEVERAL
        with self.begun() as there:
            self.step(there)  # what only a first run does is not counted
        with self.begun() as there, counted() as points:
            self.step(there)
            self.points = next(points) - 1
            self.once = fingerprint(there)
            there.settle()
            self.after = fingerprint(there)
            assert there.problems() == []

    @contextmanager
    def begun(self) -> Iterator[Office]:
        """The office as it was before the step."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.ready, self.folder)
        with self.left() as there:
            yield there

    @contextmanager
    def left(self) -> Iterator[Office]:
        """The office as the last run has left it."""
        try:
            yield self.office
        finally:
            self.office.close()

    def crash(self, point: int) -> Iterator[str]:
        """Crash there, and say what is wrong with what is left."""
        with self.begun():
            pass
        status = self._die(point)
        if status != CRASHED:
            yield f"the process ended with {status} and not at this point"
        with self.left() as there:
            found = fingerprint(there)
            if self.in_one and found not in (self.before, self.once):
                yield f"half a step is left in {differences(found, self.before)}"
            yield from there.problems()
            with suppress(Conflict):  # it was done before the crash
                self.step(there)
            there.settle()
            torn = differences(fingerprint(there), self.after)
            if torn:
                yield f"done again, it leads elsewhere in {torn}"

    def _die(self, point: int) -> int:
        child = os.fork()
        if child == 0:
            try:
                _crash_at(point)
                self.step(self.office)
                os._exit(FINISHED)
            except BaseException:  # noqa: BLE001 - a child must not come back
                traceback.print_exc()
                os._exit(70)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _crash_at(point: int) -> None:
    passed = count(1)

    def pass_(*_: Any) -> None:
        if next(passed) == point:
            os._exit(CRASHED)

    for name in POINTS:
        event.listen(Engine, name, pass_)


@contextmanager
def counted() -> Iterator[Iterator[int]]:
    """Counts the points that are passed within."""
    passed = count(1)

    def pass_(*_: Any) -> None:
        next(passed)

    for name in POINTS:
        event.listen(Engine, name, pass_)
    try:
        yield passed
    finally:
        for name in POINTS:
            event.remove(Engine, name, pass_)


def main(step: str, furniture: str, folder: str) -> None:
    """Crash at every point of a step; a report in JSON on standard output."""
    rehearsal = Rehearsal(step, Path(furniture), Path(folder))
    problems = {
        point: found
        for point in range(1, rehearsal.points + 1)
        if (found := list(rehearsal.crash(point)))
    }
    report = {"points": rehearsal.points, "problems": problems}
    sys.stdout.write(json.dumps(report))


if __name__ == "__main__":
    main(*sys.argv[1:])
