"""SMR releases that go round the No-Go loop, with cheap answers.

The first round is worked through the forms, so that the record is as a real one; then
the engine is given the same answers again and again.  Diagram, operators, facts, rows
and mails are the real ones; only forms and their effects are left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from engine import orchestrator
from engine.expressions.evaluate import plain
from engine.history import of_instance
from engine.instances import instance
from engine.ports import Context
from tasks.inbox import completing
from tasks.inbox.tables import DONE, human_task
from tests.stories import smr as stretch
from tests.stories.office import Office

FIRST, LAST = "S-6.1", "S-7.5"


@dataclass(frozen=True, slots=True)
class Move:
    """A completed task: its step, its answers, and what of them the token carries."""

    step: str
    answers: Mapping[str, Any]
    variables: Mapping[str, Any]


@dataclass(slots=True)
class Loop:
    """An office whose releases stand at the beginning of the No-Go loop."""

    office: Office
    releases: list[str] = field(default_factory=list)
    #: What led the first release here, and what leads round.
    before: list[Move] = field(default_factory=list)
    round: list[Move] = field(default_factory=list)

    def add_release(self) -> None:
        """A release from its request through the first No-Go."""
        office = self.office
        release_id = stretch.to_status_meetings(office)
        stretch.to_go_no_go(office, release_id)
        office.do(release_id, LAST, decision="No-Go", reason="Support is not trained")
        assert office.open_steps(release_id) == [FIRST]
        self.releases.append(release_id)
        if not self.before:
            self.before = self._moves(release_id)
            steps = [move.step for move in self.before]
            self.round = self.before[steps.index(FIRST) :]

    def _moves(self, release_id: str) -> list[Move]:
        t = human_task.c
        with self.office.app.looking() as context:
            rows = context.conn.execute(
                select(human_task)
                .where(t.release_id == release_id, t.state == DONE)
                .order_by(t.task_id)
            ).all()
            by_task = {row.task_id: row for row in rows}
            done = self._in_order(context, release_id)
            return [self._move(context, by_task[task]) for task in done]

    def _in_order(self, context: Context, release_id: str) -> Sequence[str]:
        rows = of_instance(context.conn, self.office.instance(release_id))
        people = self._people(context, release_id)
        return [r.task_id for r in rows if r.how == "completed" and r.task_id in people]

    def _people(self, context: Context, release_id: str) -> set[str]:
        query = select(human_task.c.task_id).where(
            human_task.c.release_id == release_id
        )
        return set(context.conn.scalars(query))

    def _move(self, context: Context, row: Any) -> Move:
        completing.stand_at(self.office.app, context, row)
        form = completing.form_of(context, row)
        variables = {
            each.variable: plain(row.answers.get(each.name))
            for each in form.fields
            if each.variable
        }
        return Move(row.step_id, row.answers, variables)

    @property
    def advisers(self) -> list[str]:
        """Who is asked to recommend."""
        asked = [row for row in self.round if row.step == "S-7.4"]
        return [f"adviser-{number}" for number in range(len(asked))]

    def task(self, release_id: str, step: str) -> Any:
        """The oldest open task of a step."""
        rows = self.office.open_tasks(release_id)
        return next(row for row in rows if row.step_id == step)

    def complete(self, task: Any, move: Move) -> None:
        """One step of the engine with all its rows, and one commit."""
        by = task.assignee or task.role
        with self.office.app.command(by=by) as context:

            def work() -> Mapping[str, Any]:
                context.conn.execute(
                    update(human_task)
                    .where(human_task.c.task_id == task.task_id)
                    .values(
                        state=DONE,
                        answers=move.answers,
                        completed_at=context.at,
                        completed_by=by,
                    )
                )
                context.audit("task", task.task_id, "state", "open", DONE)
                return move.variables

            orchestrator.complete(
                self.office.app.engine, context, task.instance_id, task.task_id, work
            )

    def go_round(self, release_id: str) -> list[int]:
        """One round of a release; the sizes of the states saved on the way."""
        sizes = []
        for move in self.round:
            self.complete(self.task(release_id, move.step), move)
            sizes.append(self.size(release_id))
        return sizes

    def size(self, release_id: str) -> int:
        """The bytes of a release's state."""
        with self.office.app.read() as conn:
            query = select(instance.c.state).where(
                instance.c.business_key == release_id
            )
            return len(conn.scalar(query) or b"")

    def copied_to(self, folder: Path) -> "Loop":
        """The same in files of its own."""
        self.office.close()
        office = Office.furnished(self.office.folder, folder, restored=False)
        self.office = Office(self.office.folder)
        return Loop(office, list(self.releases), self.before, self.round)
