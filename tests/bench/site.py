"""The product in this process, as programs and browsers reach it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import insert, select

from engine.db import new_id
from engine.instances import instance
from tasks.inbox.tables import human_task, task_candidate
from tasks.people import tokens
from tasks.people.demonstration import PASSWORD
from tasks.release.tables import release
from tests.stories.filling import fill
from tests.stories.office import Office
from web.app import create_app
from web.settings import Settings

#: Whose inbox it is, and what waits in it.
COORDINATOR, STEP = "release_coordinator_smr", "S-2.1"
#: Each release has so many open tasks.
TASKS_OF_A_RELEASE = 10


class Site:
    """An office with pages and interface."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.flask = create_app(office.app, _settings(office.folder))
        self._tokens: dict[str, str] = {}

    def program(self, user: str) -> "Program":
        """A program that asks in a person's name."""
        if user not in self._tokens:
            with self.office.app.command() as context:
                self._tokens[user] = tokens.create(context, user)
        return Program(self.flask.test_client(), self._tokens[user])

    def browser(self, user: str) -> FlaskClient:
        """A browser in which a person is signed in."""
        client = self.flask.test_client()
        page = client.get("/login").text
        token = page.split('name="csrf-token" content="')[1].split('"')[0]
        form = {"csrf_token": token, "username": user, "password": PASSWORD}
        answer = client.post("/login", data=form)
        assert answer.status_code == 303, answer.status_code
        return client

    def answers(self, task: dict[str, Any]) -> dict[str, Any]:
        """Answers that fit a task's form."""
        now = self.office.clock.now()
        return fill(task["form"]["fields"], {}, now, task["values"])


class Program:
    """Asks the interface."""

    def __init__(self, client: FlaskClient, token: str) -> None:
        self.client, self.headers = client, {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        """Ask for something."""
        answer = self.client.get(f"/api/v1{path}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json

    def post(self, path: str, body: Any = None) -> Any:
        """Have something done."""
        answer = self.client.post(
            f"/api/v1{path}", json=body or {}, headers=self.headers
        )
        assert answer.status_code < 300, answer.text
        return answer.json


def _settings(folder: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder / 'office.db'}", files=folder / "files"
    )


def fill_inbox(office: Office, number: int) -> None:
    """So many open tasks for the coordinator: half hers, half for her to take."""
    release_id = office.file("smr", "A release to copy")
    with office.app.command() as context:
        conn = context.conn
        task = _only(conn, human_task, human_task.c.release_id == release_id)
        its = _only(conn, instance, instance.c.id == task["instance_id"])
        record = _only(conn, release, release.c.id == release_id)
        releases = [
            {**record, "id": f"SMR-2030-{n:04}", "instance_id": new_id()}
            for n in range(max(1, number // TASKS_OF_A_RELEASE))
        ]
        conn.execute(
            insert(instance),
            [
                {**its, "id": r["instance_id"], "business_key": r["id"]}
                for r in releases
            ],
        )
        conn.execute(insert(release), releases)
        tasks = [_task(task, n, releases) for n in range(number)]
        conn.execute(insert(human_task), tasks)
        conn.execute(insert(task_candidate), [_candidate(t) for t in tasks])


def _only(conn: Any, table: Any, condition: Any) -> dict[str, Any]:
    return dict(conn.execute(select(table).where(condition)).mappings().one())


def _task(
    like: dict[str, Any], number: int, releases: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    its = releases[number % len(releases)]
    return {
        **like,
        "task_id": new_id(),
        "instance_id": its["instance_id"],
        "release_id": its["id"],
        "step_id": STEP,
        "role": COORDINATOR,
        "roles": [COORDINATOR],
        "assignee": COORDINATOR if number % 2 else None,
    }


def _candidate(task: dict[str, Any]) -> dict[str, Any]:
    holder = "user" if task["assignee"] else "role"
    return {
        "task_id": task["task_id"],
        "role": COORDINATOR,
        "who": f"{holder}:{COORDINATOR}",
        "organization": None,
        "release_id": task["release_id"],
    }
