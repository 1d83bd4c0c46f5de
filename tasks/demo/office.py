"""The office at work: who does what when.

Time passes from one moment at which somebody does something, or a timer is due, to the
next; the sweep does what fell due.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine import messages, timers
from engine.clock import FixedClock
from engine.errors import NotFound
from tasks.demo.pace import done_at
from tasks.demo.staff import Sheet, Staff
from tasks.demo.story import Story, Tell
from tasks.forms.answers import AnswersInvalid
from tasks.inbox.tables import OPEN, human_task
from tasks.release.loaded import linked

if TYPE_CHECKING:
    from tasks.bootstrap import Application

Deed = Callable[[], None]

#: How long mails and seals may wait when nothing else is due.
SWEEP = timedelta(hours=12)
#: How often a refused answer is tried again: a gate may open meanwhile.
TRIES = 10


class Office:
    """People with stories, an agenda of what they will do, and a clock."""

    def __init__(
        self, app: Application, clock: FixedClock, today: datetime, seed: int
    ) -> None:
        self.app, self.clock, self.today = app, clock, today
        self.seed, self.staff = seed, Staff(app, clock)
        self.stories: dict[str, Story] = {}
        self._agenda: list[tuple[datetime, int, Deed]] = []
        self._number = 0
        self._seen: set[str] = set()
        self._times: Counter[tuple[str, str]] = Counter()
        self._rounds: dict[tuple[str, str], datetime] = {}
        self._told: set[tuple[str, str]] = set()
        self._random: dict[str, Random] = {}
        self._swept = clock.now()
        self._refused: Counter[str] = Counter()

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
            if deed is None or self._is_due():
                self.app.work_due()
                self._swept = self.clock.now()
            self._look_around()
        self.clock.advance(self.today - self.clock.now())
        self.app.work_due()

    def _is_due(self) -> bool:
        """Whether the sweep has something to do that cannot wait for the evening."""
        now = self.clock.now()
        if now - self._swept > SWEEP:
            return True
        with self.app.read() as conn:
            return bool(messages.deliverable(conn, now) or timers.due(conn, now))

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
        c = human_task.c
        with self.app.read() as conn:
            found = conn.execute(
                select(c.task_id, c.release_id, c.step_id, c.assignee, c.opened_at)
                .where(c.state == OPEN)
                .order_by(c.opened_at, c.release_id, c.step_id, c.assignee)
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
                lambda: self.staff.tell(task.release_id, story, tell),
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
            at = max(at, self._held(hold))
        self.plan(at, lambda: self.do(task, story))

    def _held(self, hold: timedelta) -> datetime:
        """So long ago; in office hours when it was days ago."""
        moment = self.today - hold
        if hold < timedelta(days=1):
            return moment
        return opening_hours(_weekday(moment.astimezone(self.app.zone)))

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
            self._random[release_id] = Random(f"{self.seed} {title}")  # noqa: S311
        return self._random[release_id]

    # What they do

    def file(self, story: Story) -> None:
        """The request of a story is filed."""
        self.stories[self.staff.file(story)] = story

    def _sheet(self, task: Any) -> Sheet:
        release_id = task.release_id
        titles = {each.title: key for key, each in self.stories.items()}
        of = titles.get(self.stories[release_id].of or "")
        times = self._times[release_id, task.step_id]
        return Sheet(self.random(release_id), self.today, times, of)

    def do(self, task: Any, story: Story) -> None:
        """Somebody completes a task; what is refused is tried again the next day."""
        try:
            self.staff.do(task.task_id, story, self._sheet(task))
        except AnswersInvalid:
            self._refused[task.task_id] += 1
            if self._refused[task.task_id] > TRIES:
                raise
            tomorrow = self.clock.now() + timedelta(days=1)
            self.plan(tomorrow, lambda: self.do(task, story))

    def begin(self, task: Any, story: Story) -> None:
        """Somebody takes a task and gets no further today."""
        self.staff.begin(task.task_id, story, self._sheet(task))


def opening_hours(moment: datetime) -> datetime:
    """The same day at nine in the office."""
    return moment.replace(hour=9, minute=20, second=0, microsecond=0)


def planned(office: Office, stories: Sequence[Story]) -> None:
    """Put the filing of all requests on the agenda."""
    for story in stories:
        day = office.today - timedelta(days=story.days_ago)
        local = opening_hours(_weekday(day.astimezone(office.app.zone)))
        chance = Random(story.title)  # noqa: S311 - a story, not a secret
        local += timedelta(minutes=chance.randint(0, 380))
        office.plan(min(local, office.today), partial(office.file, story))


def _weekday(moment: datetime) -> datetime:
    """The same day, or the Friday before a weekend."""
    return moment - timedelta(days=max(0, moment.weekday() - 4))
