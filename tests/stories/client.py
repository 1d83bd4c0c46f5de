"""Programs that know only the contract: they work releases through the interface.

They read what is open, fill each form from its own description, and complete it.  What
a person would have to decide comes from a small table; the rest is whatever the form
shows already, or anything that fits.  What a form finds missing, it is told, and
answers again.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from tests.stories.filling import something
from tests.support.serving import Site

Json = dict[str, Any]

#: Demonstration accounts that work on a release.
CAST = (
    *("intake", "release_manager", "release_coordinator_smr"),
    *("release_coordinator_dcs", "project_manager", "stakeholder"),
    *("service_owner", "executive"),
)


class Refused(AssertionError):
    """The interface refused what was meant to succeed."""


class NotYet(Refused):
    """A gate is closed: something else has to be done before."""


class Unreachable(Exception):
    """Nobody answered; what was asked may have been done or not."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: Mapping[str, str]

    def must(self, *statuses: int) -> Any:
        """The body of an answer that has one of these statuses. Raises Refused."""
        if self.status not in (statuses or (200, 201, 202)):
            raise Refused(f"{self.status}: {self.body}")
        return self.body


@dataclass(frozen=True, slots=True)
class Client:
    """One person's program."""

    url: str
    token: str | None = None

    def get(self, path: str, **query: Any) -> Answer:
        """Ask for something below ``/api/v1``."""
        return self.ask("GET", f"{path}?{urlencode(query)}" if query else path)

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        """Have something done."""
        return self.ask("POST", path, body or {})

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request of the interface. Raises Unreachable."""
        return self.fetch(method, f"/api/v1{path}", body, **headers)

    def fetch(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """One request. Raises Unreachable."""
        sent = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}{path}", data=sent, method=method)
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        if sent is not None:
            request.add_header("Content-Type", "application/json")
        if self.token is not None:
            request.add_header("Authorization", f"Bearer {self.token}")
        try:
            with urlopen(request, timeout=30) as found:
                return _answer(found.status, found.read(), found.headers)
        except HTTPError as refusal:
            with refusal:
                return _answer(refusal.code, refusal.read(), refusal.headers)
        except (URLError, OSError, HTTPException) as problem:
            raise Unreachable(str(problem)) from problem


def _answer(status: int, content: bytes, headers: Any) -> Answer:
    is_json = "json" in (headers.get("Content-Type") or "")
    return Answer(status, json.loads(content) if is_json else content, headers)


@dataclass
class Crew:
    """Everybody who works on releases, and what they decide.

    ``decisions`` says what to answer: by step (``S-7.5``) or by field, for every form.
    """

    site: Site
    decisions: Mapping[str, Any]
    clients: dict[str, Client] = field(default_factory=dict)

    @classmethod
    def hired(cls, site: Site, decisions: Mapping[str, Any]) -> "Crew":
        """A crew whose tokens were made with ``erm token create``."""
        crew = cls(site, decisions)
        for name in CAST:
            said = site.must("token", "create", name)
            crew.clients[name] = Client(site.url, said.split()[-1])
        return crew

    def __getitem__(self, user: str) -> Client:
        """One person's program."""
        return self.clients[user]

    def open_tasks(self, release_id: str) -> Sequence[Json]:
        """What is open on a release, the oldest first."""
        asked = {"scope": "all", "state": "open", "release": release_id}
        found = self["release_manager"].get("/tasks", **asked, per_page=200).must()
        return sorted(found["items"], key=lambda task: (task["opened_at"], task["id"]))

    def open_steps(self, release_id: str) -> list[str]:
        """The open steps of a release."""
        return sorted(task["step"] for task in self.open_tasks(release_id))

    def task(self, release_id: str, step: str) -> Json:
        """The oldest open task of a step."""
        found = [t for t in self.open_tasks(release_id) if t["step"] == step]
        assert found, f"{step} is not open, but {self.open_steps(release_id)}"
        return found[0]

    @staticmethod
    def worker_of(task: Mapping[str, Any]) -> str:
        """Who holds a task, else the account that is named after its role."""
        return str(task["assignee"] or task["role"])

    def do(self, release_id: str, step: str, **given: Any) -> Any:
        """The oldest open task of a step is completed."""
        return self.complete(self.task(release_id, step), **given)

    def complete(self, task: Mapping[str, Any], **given: Any) -> Any:
        """Whoever may work a task claims it, fills its form and completes it."""
        client = self[self.worker_of(task)]
        if task["assignee"] is None:
            client.post(f"/tasks/{task['id']}/claim").must(200)
        answer = self.answer(client, task, given)
        if answer.status == 200:
            return answer.body
        missing = client.get(f"/tasks/{task['id']}").must().get("missing")
        refusal = f"{task['step']}: {answer.body}, missing: {missing}"
        raise NotYet(refusal) if missing else Refused(refusal)

    def answer(
        self, client: Client, task: Mapping[str, Any], given: Mapping[str, Any]
    ) -> Answer:
        """Fill the form as it describes itself, and once more as it complains."""
        told = client.get(f"/tasks/{task['id']}").must()
        fields, step = told["form"]["fields"], task["step"]
        decided = {**self.decisions, **self.decisions.get(step, {}), **given}
        shown = {**told["values"], **(told["draft"] or {})}
        answers = filled(fields, decided, shown, self.now())
        path = f"/tasks/{task['id']}/complete"
        answer = client.post(path, {"answers": answers})
        if answer.status != 422 or "errors" not in answer.body:
            return answer
        wanted = set(answer.body["errors"])
        answers = filled(fields, decided, answers, self.now(), wanted=wanted)
        return client.post(path, {"answers": answers})

    def now(self) -> datetime:
        """What time the product takes it to be."""
        told = Client(self.site.url).fetch("GET", "/readyz").must()
        return datetime.fromisoformat(told["now"])

    def release(self, release_id: str) -> Json:
        """A release as it stands."""
        return self["release_manager"].get(f"/releases/{release_id}").must()

    def rows(self, release_id: str, collection: str) -> list[Json]:
        """What a release has gathered of one kind."""
        path, rows, total = f"/releases/{release_id}/{collection}", [], 1
        while len(rows) < total:
            asked = {"page": len(rows) // 200 + 1, "per_page": 200}
            found = self["release_manager"].get(path, **asked).must()
            rows, total = [*rows, *found["items"]], found["total"]
        return rows

    def instance(self, release_id: str) -> Json:
        """A release's process."""
        instance_id = self.release(release_id)["instance_id"]
        return self["release_manager"].get(f"/instances/{instance_id}").must()

    def waits_for(self, release_id: str) -> list[str]:
        """The messages a release waits for."""
        waiting = self.instance(release_id)["waiting"]
        return [w["message"] for w in waiting if w["kind"] == "message"]

    def settle(self) -> None:
        """Have everything done that is due now."""
        self.site.must("work-due")

    def pass_time(self, span: str) -> None:
        """Move the clock on, and have done what fell due."""
        self.site.must("clock", "advance", span)
        self.settle()

    def work(
        self,
        *releases: str,
        until: Callable[[], bool],
        most: int = 400,
    ) -> list[str]:
        """Do whatever is open, let time pass when nothing is; the steps done."""
        done: list[str] = []
        while not until():
            step = self.work_one(*releases)
            if step is None:
                self.settle()
                if not any(self.open_steps(r) for r in releases) and not until():
                    self.pass_time(self._until_something_is_due(*releases))
            done.append(step or "")
            assert len(done) < most, f"this goes round in circles: {done[-40:]}"
        return [step for step in done if step]

    def _until_something_is_due(self, *releases: str) -> str:
        """The time span until the first timer of a release; a day without one."""
        waiting = [w for each in releases for w in self.instance(each)["waiting"]]
        dues = [datetime.fromisoformat(w["due_at"]) for w in waiting if w["due_at"]]
        span = min(dues, default=self.now() + timedelta(days=1)) - self.now()
        return f"PT{max(0, int(span.total_seconds())) + 1}S"

    def work_one(self, *releases: str) -> str | None:
        """Complete the oldest open task whose gate is open; its step."""
        tasks = [task for each in releases for task in self.open_tasks(each)]
        refusals = []
        for task in tasks:
            try:
                self.complete(task)
            except NotYet as refusal:
                refusals.append(str(refusal))
            else:
                return str(task["step"])
        assert not refusals, f"every gate is closed: {refusals}"
        return None


def filled(
    fields: Sequence[Mapping[str, Any]],
    decided: Mapping[str, Any],
    shown: Mapping[str, Any],
    now: datetime,
    wanted: frozenset[str] | set[str] = frozenset(),
) -> Json:
    """What is decided, what the form shows, and something fitting for what is needed.

    ``wanted`` are the fields that the form has complained of: ``name``, or
    ``rows.0.name`` for a column of a row.
    """
    answers: Json = {}
    for each in fields:
        name = each["name"]
        asked = each["required"] or name in wanted
        if name in decided:
            decision = decided[name]
            answers[name] = decision(now) if callable(decision) else decision
        elif shown.get(name) not in (None, "", []):
            answers[name] = shown[name]
        elif asked and each["type"] == "rows":
            answers[name] = [{} for _ in range(int(each.get("min") or 1))]
        elif asked:
            answers[name] = something(each, now)
        if each["type"] == "rows" and answers.get(name):
            answers[name] = _rows(each, answers[name], now, wanted)
    return answers


def _rows(
    rows_field: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    now: datetime,
    wanted: frozenset[str] | set[str],
) -> list[Json]:
    """Each row filled like a form; what is known of it beside its fields stays."""
    made = []
    for number, row in enumerate(rows):
        start = f"{rows_field['name']}.{number}."
        here = {w.removeprefix(start) for w in wanted if w.startswith(start)}
        made.append(dict(row) | filled(rows_field["fields"], {}, row, now, here))
    return made
