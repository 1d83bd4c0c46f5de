"""A server that is killed again and again while a crew works on a release."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from tests.stories.client import Crew, Json, Unreachable
from tests.support.serving import Site

#: A cut comes at most so many seconds after the request that it is meant to meet.
LONGEST = 0.4
#: A look at the server's own work is repeated at most so often.
LOOKS = 300


class PowerCuts:
    """Kills the server at moments that chance chooses, and starts it again."""

    def __init__(self, site: Site, seed: int, cuts: int) -> None:
        self.site, self.chance, self.left = site, random.Random(seed), cuts
        self.done = 0

    @contextmanager
    def around(self, likely: float) -> Iterator[None]:
        """What is done within may be cut short; afterwards the server is back."""
        if not self.left or self.chance.random() > likely:
            yield
            return
        over, moment = Event(), self.chance.uniform(0, LONGEST)
        cut = Thread(target=self._cut, args=(over, moment))
        cut.start()
        try:
            yield
        finally:
            cut.join()
            over.set()
            self.site.start()

    def _cut(self, over: Event, moment: float) -> None:
        over.wait(moment)
        self.site.kill()
        self.left, self.done = self.left - 1, self.done + 1


class PatientCrew(Crew):
    """A crew that asks again when nobody answered, and leaves timers to the server."""

    cuts: PowerCuts
    likely = 0.25

    def complete(self, task: Any, **given: Any) -> Any:
        """Complete a task; what is not known to be done is tried again later."""
        try:
            with self.cuts.around(self.likely):
                done = super().complete(task, **given)
        except Unreachable:
            return None
        self.acknowledged.append(task["id"])
        return done

    @property
    def acknowledged(self) -> list[str]:
        """The tasks of which the server has said that they are done."""
        return self.__dict__.setdefault("_acknowledged", [])

    def pass_time(self, span: str) -> None:
        """Move the clock on; the server, if it lives, does what fell due."""
        self.site.must("clock", "advance", span)
        with self.cuts.around(2 * self.likely):
            Event().wait(LONGEST)

    def settle(self) -> None:
        """Look on until the server has done what is due now."""
        for _ in range(LOOKS):
            if not self._owing():
                return
            Event().wait(0.1)
        raise AssertionError(f"the server does not do what is due: {self._owing()}")

    def _owing(self) -> list[Any]:
        now = self.now().isoformat()
        owing: list[Any] = []
        for instance in self._instances():
            waits = instance["waiting"]
            owing += [w for w in waits if w["due_at"] and w["kind"] == "timer"
                      and w["due_at"] <= now]  # fmt: skip
        return owing

    def _instances(self) -> list[Json]:
        client = self["release_manager"]
        found = client.get("/instances", state="running", per_page=200).must()["items"]
        return [client.get(f"/instances/{each['id']}").must() for each in found]
