"""The office at work: who does what when, through the verbs of the product.

Nothing here calls an operator or writes a row: people file, claim, save, complete and
tell; the sweep does what fell due.  Time passes from one such moment to the next.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine import timers
from engine.clock import FixedClock
from engine.errors import NotFound
from tasks import by_hand
from tasks.demo.filling import Filler
from tasks.demo.pace import done_at
from tasks.demo.story import Story, Tell
from tasks.filing import file_release
from tasks.forms.describe import described
from tasks.forms.initial import initial
from tasks.forms.offered import offered
from tasks.inbox import claiming, completing, drafts
from tasks.inbox.tables import OPEN, human_task, task_candidate
from tasks.oversight.access import standing_of
from tasks.people.persons import Person, person_named
from tasks.release.loaded import linked
from tasks.release.predefined import predefined
from tasks.release.tables import release_with

if TYPE_CHECKING:
    from tasks.bootstrap import Application

Deed = Callable[[], None]


class Office:
    """People with stories, an agenda of what they will do, and a clock."""

    def __init__(
        self, app: Application, clock: FixedClock, today: datetime, seed: int
    ) -> None:
        self.app, self.clock, self.today = app, clock, today
        self.seed = seed
        self.stories: dict[str, Story] = {}
        self._agenda: list[tuple[datetime, int, Deed]] = []
        self._number = 0
        self._seen: set[str] = set()
        self._times: Counter[tuple[str, str]] = Counter()
        self._rounds: dict[tuple[str, str], datetime] = {}
        self._told: set[tuple[str, str]] = set()
        self._random: dict[str, Random] = {}

    def plan(self, at: datetime, deed: Deed) -> None:
        """Put something on the agenda."""
        self._number += 1
        heapq.heappush(self._agenda, (at, self._number, deed))

    def live(self) -> None:
        """Let the time pass until today."""
        while (upcoming := self._next()) is not None:
            at, deed = upcoming
            if at > self.clock.now():
                self.clock.advance(at - self.clock.now())
            if deed is not None:
                deed()
            self.app.work_due()
            self._look_around()
        self.clock.advance(self.today - self.clock.now())
        self.app.work_due()

    def _next(self) -> tuple[datetime, Deed | None] | None:
        """What comes first, a timer or somebody's deed; None when it is today."""
        with self.app.read() as conn:
            timer = timers.next_at(conn)
        planned = self._agenda[0][0] if self._agenda else None
        moments = [at for at in (timer, planned) if at is not None]
        if not moments or min(moments) > self.today:
            return None
        if planned is not None and planned == min(moments):
            return planned, heapq.heappop(self._agenda)[2]
        return min(moments), None

    # What is new

    def _look_around(self) -> None:
        """Whoever finds a new task decides when to do it."""
        with self.app.read() as conn:
            found = conn.execute(
                select(human_task).where(human_task.c.state == OPEN)
            ).all()
        for task in found:
            if task.task_id not in self._seen:
                self._seen.add(task.task_id)
                self._take_up(task)

    def _take_up(self, task: Any) -> None:
        story = self.story_of(task.release_id)
        key = (task.release_id, task.step_id)
        if key in self._rounds and self._rounds[key] != task.opened_at:
            self._times[key] += 1
        self._rounds[key] = task.opened_at
        tell = self._to_tell(story, *key)
        if tell is not None:
            self._told.add(key)
            self.plan(
                self.clock.now() + tell.after,
                lambda: self.tell(task.release_id, tell),
            )
            if tell.instead:
                return
        random = self.random(task.release_id)
        if story.leaves(task.step_id, task.assignee):
            soon = self.clock.now() + timedelta(hours=random.randint(2, 20))
            self.plan(min(soon, self.today), lambda: self.begin(task, story))
            return
        at = done_at(task.step_id, self.clock.now(), self.app.zone, random)
        hold = story.not_before.get(task.step_id)
        if hold is not None:
            at = max(at, self.today - hold)
        self.plan(at, lambda: self.do(task, story))

    def _to_tell(self, story: Story, release_id: str, step: str) -> Tell | None:
        if (release_id, step) in self._told:
            return None
        return next((tell for tell in story.tells if tell.on == step), None)

    def story_of(self, release_id: str) -> Story:
        """The story of a release; one that another release started has its own."""
        if release_id not in self.stories:
            with self.app.looking() as context:
                starters = [row["id"] for row in linked(context, release_id)]
            story = self.stories[starters[0]].then if starters else None
            if story is None:
                raise NotFound(f"No story tells of {release_id}.")
            self.stories[release_id] = story
        return self.stories[release_id]

    def random(self, release_id: str) -> Random:
        """Chance, the same each time the story is told."""
        if release_id not in self._random:
            title = self.stories[release_id].title
            self._random[release_id] = Random(f"{self.seed} {title}")
        return self._random[release_id]

    # What people do

    def file(self, story: Story) -> None:
        """The intake files the request of a story."""
        by = story.people["intake"]
        with self.app.command(by=by) as context:
            row = file_release(
                self.app,
                context,
                self._person(context.conn, by),
                process=story.process,
                title=story.title,
                fields={"organization": story.organization},
            )
        self.stories[str(row["id"])] = story

    def do(self, task: Any, story: Story) -> None:
        """Somebody completes a task, if it is still open."""
        row = self._still_open(task.task_id)
        if row is None:
            return
        worker = self._claimed(row, story)
        answers = self._answers(row, story, worker)
        try:
            completing.complete(self.app, row.task_id, by=worker, answers=answers)
        except Exception as problem:
            said = getattr(problem, "messages", "")
            problem.add_note(f"{story.title}, {row.step_id}: {said} {answers}")
            raise

    def begin(self, task: Any, story: Story) -> None:
        """Somebody takes a task and gets no further today, or writes a draft."""
        row = self._still_open(task.task_id)
        if row is None:
            return
        worker = self._claimed(row, story)
        if row.step_id in story.drafts:
            answers = self._answers(row, story, worker)
            with self.app.command(by=worker) as context:
                drafts.save_draft(context, row.task_id, user=worker, answers=answers)

    def tell(self, release_id: str, tell: Tell) -> None:
        """Somebody sends a message from the page of the release."""
        by = self.stories[release_id].people[tell.by]
        with self.app.looking(by=by) as context:
            person = self._person(context.conn, by)
            row = release_with(context.conn, release_id)
            standing = standing_of(context.conn, row)
        by_hand.send(
            self.app, person, standing, row.instance_id, tell.message, tell.says
        )

    def _person(self, conn: Any, user_name: str) -> Person:
        found = person_named(conn, user_name)
        if found is None:
            raise NotFound(f"There is no {user_name}.")
        return found

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
        return [*known, *named, *ours][0]

    def _answers(self, row: Any, story: Story, worker: str) -> dict[str, Any]:
        """What this person writes into the form of the task."""
        times = self._times[row.release_id, row.step_id]
        with self.app.looking(by=worker) as context:
            completing.stand_at(self.app, context, row)
            form = completing.form_of(context, row)
            shown = initial(context, form, functions=self.app.functions(context))
            fields = described(form, offered=offered(context, form))
            about = self._about(context, story)
        filler = Filler(
            form=row.form or "",
            now=self.clock.now(),
            zone=self.app.zone,
            random=self.random(row.release_id),
            about=about,
            people=story.people,
            times=times,
        )
        names = {field["name"] for field in fields}
        given = {name: v for name, v in self._known(story).items() if name in names}
        return filler.fill(
            fields, {**given, **story.answers(row.step_id, times)}, shown
        )

    def _known(self, story: Story) -> dict[str, Any]:
        """What everybody knows of a release, by the name of the field."""
        people = story.people
        known = {
            "title": story.title,
            "organization": story.organization,
            "service": story.service,
            "PM": people["project_manager"],
            "service_owner": people["service_owner"],
            "executive": people["executive"],
            **story.known,
        }
        if story.of is not None:
            titles = {each.title: key for key, each in self.stories.items()}
            known["smr_release"] = titles[story.of]
        return known

    def _about(self, context: Any, story: Story) -> dict[str, str]:
        listed = predefined(context.bundle).get("organization", [])
        names = {each["value"]: each["en"] for each in listed}
        title = story.title
        return {
            "title": title,
            "title_lower": title[0].lower() + title[1:],
            "service": story.service,
            "organization": names.get(story.organization, story.organization),
        }


def opening_hours(moment: datetime) -> datetime:
    """The same day at nine in the office."""
    return moment.replace(hour=9, minute=20, second=0, microsecond=0)


def planned(office: Office, stories: Sequence[Story]) -> None:
    """Put the filing of all requests on the agenda."""
    for story in stories:
        day = office.today - timedelta(days=story.days_ago)
        local = opening_hours(day.astimezone(office.app.zone))
        local += timedelta(minutes=Random(story.title).randint(0, 380))
        office.plan(min(local, office.today), lambda story=story: office.file(story))
