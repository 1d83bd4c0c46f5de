"""What people do in a story, each in their own name, through the verbs of the product.

Nothing here calls an operator or writes a row: people file, claim, save, complete and
tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from engine.clock import Clock
from engine.errors import NotFound
from engine.ports import Context
from tasks import by_hand
from tasks.demo.filling import Filler
from tasks.demo.story import Story, Tell
from tasks.filing import file_release
from tasks.forms.describe import described
from tasks.forms.initial import initial
from tasks.forms.offered import offered
from tasks.inbox import claiming, completing, drafts
from tasks.inbox.tables import OPEN, task_candidate
from tasks.oversight.access import standing_of
from tasks.people.persons import Person, person_named
from tasks.release.predefined import predefined
from tasks.release.tables import release_with

if TYPE_CHECKING:
    from tasks.bootstrap import Application


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an answer depends on beside the form and the story."""

    random: Random
    today: datetime
    #: How often the step came round before.
    times: int
    #: The readiness release to which a deployment belongs.
    of: str | None = None

    def moment(self, away: timedelta) -> str:
        """The hour so long from today, before it when negative."""
        hour = (self.today + away).replace(minute=0, second=0, microsecond=0)
        return hour.isoformat()


class Staff:
    """Everybody of the office, at the forms of the product."""

    def __init__(self, app: Application, clock: Clock) -> None:
        self.app, self.clock = app, clock

    def file(self, story: Story) -> str:
        """The intake files the request of a story; the release's number."""
        by = story.people["intake"]
        with self.app.command(by=by) as context:
            row = file_release(
                self.app,
                context,
                _person(context.conn, by),
                process=story.process,
                title=story.title,
                fields={"organization": story.organization},
            )
        return str(row["id"])

    def do(self, task_id: str, story: Story, sheet: Sheet) -> None:
        """Somebody completes a task, if it is still open."""
        row = self._still_open(task_id)
        if row is None:
            return
        worker = self._claimed(row, story)
        answers = self._answers(row, story, worker, sheet)
        try:
            completing.complete(self.app, row.task_id, by=worker, answers=answers)
        except Exception as problem:
            said = getattr(problem, "messages", "")
            problem.add_note(f"{story.title}, {row.step_id}: {said} {answers}")
            raise

    def begin(self, task_id: str, story: Story, sheet: Sheet) -> None:
        """Somebody takes a task and gets no further today, or writes a draft."""
        row = self._still_open(task_id)
        if row is None:
            return
        worker = self._claimed(row, story)
        if row.step_id in story.drafts:
            answers = self._answers(row, story, worker, sheet)
            with self.app.command(by=worker) as context:
                drafts.save_draft(context, row.task_id, user=worker, answers=answers)

    def tell(self, release_id: str, story: Story, tell: Tell) -> None:
        """Somebody sends a message from the page of the release."""
        by = story.people[tell.by]
        with self.app.looking(by=by) as context:
            person = _person(context.conn, by)
            row = release_with(context.conn, release_id)
            standing = standing_of(context.conn, row)
        by_hand.send(
            self.app, person, standing, row.instance_id, tell.message, tell.says
        )

    def _still_open(self, task_id: str) -> Any:
        with self.app.read() as conn:
            row = claiming.task_row(conn, task_id)
        return row if row.state == OPEN else None

    def _claimed(self, row: Any, story: Story) -> str:
        """The person who has the task, after claiming it if nobody had."""
        if row.assignee is not None:
            return str(row.assignee)
        worker = self._worker(row, story)
        with self.app.command(by=worker) as context:
            claiming.claim(context, row.task_id, user=worker)
        return worker

    def _worker(self, row: Any, story: Story) -> str:
        with self.app.read() as conn:
            found = conn.execute(
                select(task_candidate.c.role, task_candidate.c.who)
                .where(task_candidate.c.task_id == row.task_id)
                .order_by(task_candidate.c.role, task_candidate.c.who)
            ).all()
        may = {each.who for each in found}
        ours = [
            story.people[each.role]
            for each in found
            if each.who == f"role:{each.role}" and each.role in story.people
        ]
        named = [who.partition(":")[2] for who in sorted(may) if who[:5] == "user:"]
        known = [name for name in named if name in story.people.values()]
        return str([*known, *named, *ours][0])

    def _answers(
        self, row: Any, story: Story, worker: str, sheet: Sheet
    ) -> dict[str, Any]:
        """What this person writes into the form of the task."""
        with self.app.looking(by=worker) as context:
            completing.stand_at(self.app, context, row)
            form = completing.form_of(context, row)
            shown = initial(context, form, functions=self.app.functions(context))
            fields = described(form, offered=offered(context, form))
            about = _about(context, story)
        filler = Filler(
            form=row.form or "",
            now=self.clock.now(),
            zone=self.app.zone,
            random=sheet.random,
            about=about,
            people=story.people,
            times=sheet.times,
        )
        names = {field["name"] for field in fields}
        known = {**_known(story), "smr_release": sheet.of}
        given = {name: v for name, v in known.items() if name in names and v}
        given |= story.answers(row.step_id, sheet.times)
        settled = {
            name: sheet.moment(v) if isinstance(v, timedelta) else v
            for name, v in given.items()
        }
        return filler.fill(fields, settled, shown)


def _person(conn: Connection, user_name: str) -> Person:
    found = person_named(conn, user_name)
    if found is None:
        raise NotFound(f"There is no {user_name}.")
    return found


def _known(story: Story) -> dict[str, Any]:
    """What everybody knows of a release, by the name of the field."""
    people = story.people
    return {
        "title": story.title,
        "organization": story.organization,
        "service": story.service,
        "PM": people["project_manager"],
        "service_owner": people["service_owner"],
        "executive": people["executive"],
        **story.known,
    }


def _about(context: Context, story: Story) -> dict[str, str]:
    """What the words may name."""
    listed = predefined(context.bundle).get("organization", [])
    names = {each["value"]: each["en"] for each in listed}
    title = story.title
    return {
        "title": title,
        "name": re.split(r"\s?:", title)[0],
        "service": story.service,
        "organization": names.get(story.organization, story.organization),
    }
