"""A server that is killed again and again while a crew works on a release."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from tests.stories.client import Crew, Json, Unreachable
from tests.stories.decisions import ALL_IS_WELL
from tests.support.serving import Site
from tests.support.smtp import MailServer

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


#: A readiness release without deployment coordination.
ALONE = {**ALL_IS_WELL, "S-2.2": {**ALL_IS_WELL["S-2.2"], "dcs_required": False}}


def to_closed(crew: PatientCrew) -> str:
    """A readiness release, from the request to the closed record; its id."""
    body = {"process": "smr", "title": "A portal in a thunderstorm"}
    smr = str(crew["intake"].post("/releases", body).must(201)["id"])
    crew.work(smr, until=lambda: crew.release(smr)["status"] == "Closed")
    return smr


def assert_nothing_lost_or_twice(
    crew: PatientCrew, release_id: str, server: MailServer
) -> None:
    """What was acknowledged is there, everything is there once, all is in order.

    A cut between a mail server's 250 and our commit may send a mail again, under the
    Message-ID that it had.
    """
    site = crew.site
    site.must("work-due")
    assert "All invariants hold." in site.must("verify")
    assert crew.instance(release_id)["state"] == "completed"
    asked = {"scope": "all", "state": "done", "release": release_id, "per_page": 200}
    done = crew["release_manager"].get("/tasks", **asked).must()["items"]
    assert set(crew.acknowledged) <= {task["id"] for task in done}
    signed = Counter(
        each["entity_id"]
        for each in crew.rows(release_id, "audit")
        if each["entity"] == "task" and each["new"] == "done"
    )
    assert signed == Counter(task["id"] for task in done)
    mails = crew.rows(release_id, "mail")
    assert {mail["state"] for mail in mails} == {"sent"}
    copies = Counter(str(each["Message-ID"]) for each in server.messages)
    assert len(copies) == len(mails)
    assert sum(copies.values()) - len(copies) <= crew.cuts.done
