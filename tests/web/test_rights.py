"""Everybody at every door: all routes, all roles, own, foreign and closed objects.

Source: processes.md E.2.  What is expected stands in ``tests/web/rights.py``.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tasks.people.admission import change_person
from tasks.release.lifecycle import write
from tests.web.conftest import Site
from tests.web.rights import (
    EVERYWHERE,
    PUBLIC,
    READS_EVERYWHERE,
    RIGHTS,
    ROUTES,
    expected,
)
from tests.web.scene import (
    CLOSED,
    COLUMNS,
    FOREIGN,
    OWN,
    Place,
    filled,
    planned,
    scene,
)
from web.policy import WAITING, policy_of

PLACES = (OWN, FOREIGN, CLOSED)
PRODUCT = "product"  #: Parts of an address that make a route one about a release.
ABOUT_A_RELEASE = {"release_id", "instance_id", "task_id", "mail_id"}
#: What the form names is not there, but the instance is.
NAMED_IN_THE_FORM = {"instances.retry"}
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
#: What is not for somebody to see is not there; what belongs to no release is.
HIDDEN = {401, 403, 404}
REFUSED = {401, 403}
#: Here the process answers that it waits for nothing from this person.
CONFLICTS = {"release_messages.tell", "release_messages.tell_page"}
#: Pictures and papers that take long to draw: who may see them sees them once.
SLOW = {"conformance.paper", "papers.download", "api_papers.download"}
SLOW |= {"papers.version_file", "reports.summary_file", "api_reports.summary_file"}
SLOW |= {"reports.schedule_file", "api_reports.schedule_file"}
SLOW |= {"documentation.as_pdf", "documentation.show"}


@dataclass(frozen=True)
class Door:
    """A route, and how it is asked: by a person's page or by a program."""

    endpoint: str
    method: str
    rule: Any

    @property
    def is_api(self) -> bool:
        """Whether programs ask it."""
        return str(self.rule.rule).startswith("/api/")

    @property
    def places(self) -> tuple[str, ...]:
        """Where it is tried."""
        about = ABOUT_A_RELEASE & set(self.rule.arguments)
        return PLACES if about or self.endpoint in BODIES_ABOUT else (PRODUCT,)


def doors(app: Flask) -> list[Door]:
    """All routes but the public ones and the static files."""
    return [
        Door(rule.endpoint, method, rule)
        for rule in app.url_map.iter_rules()
        if rule.endpoint not in PUBLIC | {"static", "login.sign_out"}
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


BODIES_ABOUT = {"api_messages.send"}
REASON = {"reason": "because"}
#: What those send who may not: it would do, so that only their right is missing.  Who
#: may sends nothing that fits, so that the walk changes little on its way.
FITTING: dict[str, Any] = {
    "api_releases.file": {"process": "smr", "title": "X"},
    "releases.create": {"process": "smr", "title": "X"},
    "api_releases.change": {"title": "Another title", **REASON},
    "api_releases.cancel": REASON,
    "api_releases.open_again": REASON,
    "api_releases.close": REASON,
    "release_record.open_again": REASON,
    "api_tasks.complete": {"answers": {}},
    "api_tasks.draft": {"answers": {}},
    "api_tasks.delegate": {"to": "rita"},
    "api_entries.add": {"text": "It leaks"},
    "api_entries.change": {"text": "It leaks", "why": "because"},
    "api_documents.send_back": REASON,
    "api_documents.review": {"result": "No comments"},
    "api_values.change": {"options": [], **REASON},
    "api_values.set_link_address": {"template": "https://x.example/{number}"},
    "api_conformance.add_waiver": REASON,
}


class Walk:
    """A site with its three releases, and the people who go to every door."""

    def __init__(self, site: Site) -> None:
        self.site, self.places = site, scene(site)
        self.planned = planned(site)
        self.clients: dict[tuple[str, bool], FlaskClient] = {}
        self.csrf: dict[str, str] = {}

    def ask(self, user: str, door: Door, place: str, *, may: bool) -> int:
        """The status that somebody gets at a door, who may or may not pass."""
        at = self.places.get(place, self.places[OWN])
        address = self.address(door, at, user)
        sent = self.body(door, at, user, may=may)
        more: dict[str, Any] = {}
        if door.is_api:
            token = self.site.token(user)
            more["headers"] = {"Authorization": f"Bearer {token}"}
            if door.endpoint == "api_releases.change":
                more["headers"]["If-Match"] = '"0"'
            if door.method in UNSAFE:
                more["json"] = sent
            client = self.site.flask.test_client()
        else:
            client = self.browser(user)
            more["headers"] = {"X-CSRFToken": self.csrf.get(user, "")}
            if door.method in UNSAFE:
                more["data"] = sent
        answer = client.open(address, method=door.method, **more)
        if answer.headers.get("Location", "").endswith(("/login", "/access")):
            return 401
        return answer.status_code

    def address(self, door: Door, at: Place, user: str) -> str:
        names = filled(at, door.endpoint, user) | {"key": "dcs_weekly_status"}
        names |= {"organization_id": "HSC", "to": "fr", "deed": "none"}
        names |= self.planned[user] | self.made(door)
        values = {a: names.get(a, "none") for a in door.rule.arguments}
        values["kind"] = KINDS.get(door.endpoint, "csv")
        values = {k: v for k, v in values.items() if k in door.rule.arguments}
        with self.site.flask.test_request_context():
            return str(door.rule.build(values)[1])

    def made(self, door: Door) -> dict[str, Any]:
        """Addresses of things that belong to no release."""
        if door.endpoint.startswith(("values.", "api_values.")):
            return {"name": "service"}
        if door.endpoint in ("admin.set_roles", "admin.set_place", "admin.set_access"):
            return {"user_name": "yuki.mori"}
        if door.endpoint == "resources.set_capacity":
            return {"user_name": "release_coordinator_smr"}
        return {"clause_id": CLAUSE} if "clause_id" in door.rule.arguments else {}

    def body(self, door: Door, at: Place, user: str, *, may: bool) -> Any:
        if door.endpoint == "api_messages.send":
            sent = {"name": "cancel_release", "instance_id": at.instance_id}
            return {**sent, "payload": {} if may else REASON}
        if door.endpoint == "resources.enter_absence":
            return {"user_name": user}
        return {} if may else FITTING.get(door.endpoint, {})

    def browser(self, user: str) -> FlaskClient:
        if (user, False) not in self.clients:
            browser = self.site.browser(user)
            self.clients[user, False] = browser.client
            self.csrf[user] = browser.csrf()
        return self.clients[user, False]


def is_refused(door: Door, place: str, status: int) -> bool:
    """Whether somebody was turned away, or the record is closed to all."""
    if place == PRODUCT:
        return status in REFUSED
    if door.endpoint in NAMED_IN_THE_FORM:
        return status in REFUSED
    closed = place == CLOSED and status == 409
    return status in HIDDEN or closed or (door.endpoint in CONFLICTS and status == 409)


KINDS = {"papers.download": "docx", "api_papers.download": "docx"}
KINDS |= {"papers.version_file": "docx"}
CLAUSE = "SCO-01"


@pytest.fixture(scope="module")
def walk(furniture: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """One walk for all tests of this file."""
    folder = tmp_path_factory.mktemp("walk") / "site"
    shutil.copytree(furniture, folder)
    site = Site(folder)
    yield Walk(site)
    site.close()


def test_every_route_says_which_right_it_asks_for(walk: Walk) -> None:
    asked = {door.endpoint for door in doors(walk.site.flask)}

    assert sorted(asked - set(ROUTES)) == []
    assert sorted(set(ROUTES) - asked - {"login.sign_out"}) == []


def test_every_right_is_a_row_of_the_table() -> None:
    unknown = {thing for _verb, thing in ROUTES.values()} - set(RIGHTS)

    assert unknown == set()


@pytest.mark.parametrize("user", COLUMNS)
def test_nobody_does_more_or_less_than_the_table_says(walk: Walk, user: str) -> None:
    wrong = []
    for door in doors(walk.site.flask):
        if door.endpoint not in ROUTES:
            continue
        verb, thing = ROUTES[door.endpoint]
        for place in door.places:
            column = COLUMNS[user][place == FOREIGN]
            may = expected(column, place, verb, thing)
            if may and door.endpoint in SLOW and user != "release_manager":
                continue
            status = walk.ask(user, door, place, may=may)
            if status >= 500 or is_refused(door, place, status) == may:
                wrong.append((door.endpoint, door.method, place, may, status))

    assert not wrong, "\n" + "\n".join(map(str, wrong))


#: Lists that show only what somebody may read.
LISTS = (
    *("/releases", "/instances", "/mail", "/audit", "/?scope=all"),
    *("/api/v1/releases?per_page=200", "/api/v1/instances?per_page=200"),
    *("/api/v1/tasks?scope=all&per_page=200", "/api/v1/audit?per_page=200"),
)


@pytest.mark.parametrize("user", COLUMNS)
def test_no_list_shows_a_release_of_others(walk: Walk, user: str) -> None:
    reads = COLUMNS[user][1] in EVERYWHERE | READS_EVERYWHERE
    foreign, own = walk.places[FOREIGN].release_id, walk.places[OWN].release_id
    wrong = []
    for address in LISTS:
        headers = {"Authorization": f"Bearer {walk.site.token(user)}"}
        if address.startswith("/api/"):
            text = walk.site.flask.test_client().get(address, headers=headers).text
        else:
            text = walk.browser(user).get(address).text
        if foreign in text and not reads:
            wrong.append((address, "shows what is foreign"))
        # Pages show so many at once; what a program asks for is all of it.
        if own not in text and "per_page" in address and "audit" not in address:
            wrong.append((address, "hides what is one's own"))

    assert wrong == []


def test_the_executive_summary_names_all_and_links_what_one_may_open(
    walk: Walk,
) -> None:
    for release in (walk.places[OWN].release_id, walk.places[FOREIGN].release_id):
        with walk.site.app.command(by="release_manager") as context:
            write(context, release, {"status": "Draft"})
    walk.site.app.snapshots.work(walk.site.clock.now())

    page = walk.browser("executive").get("/reports/executive-summary").text

    own, foreign = walk.places[OWN].release_id, walk.places[FOREIGN].release_id
    assert own in page
    assert foreign in page
    assert f'href="/releases/{own}"' in page
    assert f'href="/releases/{foreign}"' not in page


def test_who_may_only_look_sends_nothing(walk: Walk) -> None:
    """Last, for it takes the release manager's right to update."""
    with walk.site.app.command() as context:
        change_person(context, "release_manager", access_level="view")
    views = walk.site.flask.view_functions
    passed = [
        (door.endpoint, status)
        for door in doors(walk.site.flask)
        if door.method in UNSAFE and policy_of(views[door.endpoint]) is not WAITING
        if (status := walk.ask("release_manager", door, OWN, may=False)) != 403
    ]

    assert passed == []
