"""A site on a real database: diagrams published, one account for each role."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine import schema
from engine.clock import FixedClock
from tasks import tables  # noqa: F401 - every table
from tasks.bootstrap import Application, open_application
from tasks.people import tokens
from tasks.people.demonstration import PASSWORD, seed_demonstration
from tasks.publishing import publish_folder
from tests.stories.filling import fill
from web.app import create_app
from web.settings import Settings

MONDAY = datetime(2026, 1, 5, 14, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def furniture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a furnished database, to copy."""
    folder = tmp_path_factory.mktemp("site")
    app = open_application(_settings(folder), FixedClock(MONDAY))
    schema.upgrade(app.database)
    publish_folder(app, app.diagrams)
    with app.command() as context:
        seed_demonstration(context)
    app.close()
    return folder


def _settings(folder: Path, **more: Any) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder}/erm.db", files=folder / "files", **more
    )


class Site:
    """The product as a browser and a program reach it."""

    def __init__(self, folder: Path, **more: Any) -> None:
        self.settings = _settings(folder, **more)
        self.clock = FixedClock(MONDAY)
        self.app: Application = open_application(self.settings, self.clock)
        self.flask: Flask = create_app(self.app, self.settings)
        self._tokens: dict[str, str] = {}

    def stranger(self) -> "Browser":
        """A browser in which nobody is signed in."""
        return Browser(self.flask.test_client())

    def browser(self, user: str) -> "Browser":
        """A browser in which somebody is signed in."""
        browser = self.stranger()
        answer = browser.post("/login", username=user, password=PASSWORD)
        assert answer.status_code == 303, answer.text
        return browser

    def token(self, user: str) -> str:
        """A bearer token of this person."""
        if user not in self._tokens:
            with self.app.command() as context:
                self._tokens[user] = tokens.create(context, user)
        return self._tokens[user]

    def ask(
        self, user: str, method: str, path: str, body: Any = None, **headers: str
    ) -> TestResponse:
        """A program's request in this person's name."""
        sent = {"Authorization": f"Bearer {self.token(user)}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        more: dict[str, Any] = {} if body is None else {"json": body}
        return self.flask.test_client().open(
            f"/api/v1{path}", method=method, headers=sent, **more
        )

    def told(self, user: str, method: str, path: str, body: Any = None) -> Any:
        """What a request that must succeed answers."""
        answer = self.ask(user, method, path, body)
        assert answer.status_code < 300, (answer.status_code, answer.text)
        return answer.json

    def file(self, process: str = "smr", **fields: Any) -> str:
        """A release that the intake has filed."""
        body = {"process": process, "title": "New e-mail gateway", **fields}
        return str(self.told("intake", "POST", "/releases", body)["id"])

    def task(self, user: str, step: str) -> dict[str, Any]:
        """The open task of this step in a person's inbox, with its form."""
        found = self.told(user, "GET", "/tasks?scope=roles&per_page=200")["items"]
        [task_id, *_] = [each["id"] for each in found if each["step"] == step]
        task: dict[str, Any] = self.told(user, "GET", f"/tasks/{task_id}")
        return task

    def do(self, user: str, step: str, **given: Any) -> Any:
        """Complete a step with fitting answers."""
        task = self.task(user, step)
        answers = self.answers(task, **given)
        return self.told(
            user, "POST", f"/tasks/{task['id']}/complete", {"answers": answers}
        )

    def answers(self, task: dict[str, Any], **given: Any) -> dict[str, Any]:
        """Answers that fit a task's form."""
        return fill(task["form"]["fields"], given, self.clock.now(), task["values"])

    def close(self) -> None:
        """Give the database back."""
        self.app.close()


class Browser:
    """A person's browser: it keeps cookies and sends the token of our forms."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **headers: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path, headers=headers)

    def post(
        self, path: str, fields: dict[str, Any] | None = None, **more: Any
    ) -> TestResponse:
        """Send a form of ours."""
        sent = {"csrf_token": self.csrf(), **(fields or {}), **more}
        return self.client.post(path, data=sent)

    def csrf(self) -> str:
        """The token that our pages carry."""
        page = self.client.get("/help").text
        return page.split('name="csrf-token" content="')[1].split('"')[0]


@pytest.fixture
def make_site(furniture: Path, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Makes a site with settings of its own."""
    made: list[Site] = []

    def make(**more: Any) -> Site:
        folder = tmp_path / f"site-{len(made)}"
        shutil.copytree(furniture, folder)
        made.append(Site(folder, **more))
        return made[-1]

    yield make
    for site in made:
        site.close()


@pytest.fixture
def site(make_site: Callable[..., Site]) -> Site:
    """A site as it is out of the box."""
    return make_site()


@pytest.fixture(scope="session")
def quiet_site(furniture: Path, tmp_path_factory: pytest.TempPathFactory):
    """A site that many tests look at and none changes."""
    folder = tmp_path_factory.mktemp("quiet") / "site"
    shutil.copytree(furniture, folder)
    site = Site(folder)
    yield site
    site.close()
