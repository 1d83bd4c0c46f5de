"""Access over the web: nothing but the request page before it is granted."""

import pytest

from tasks.people import admission
from tasks.people.demonstration import PASSWORD
from tasks.people.passwords import hashed
from tasks.people.persons import write_hash
from tests.web.conftest import Browser, Site
from tests.web.routes import routes
from web.policy import policy_of

ASKED = {"level": "update", "role": "auditor", "reason": "I audit releases."}


@pytest.fixture
def newcomer(site: Site) -> Browser:
    """The browser of somebody who may sign in and has no role."""
    with site.app.command() as context:
        admission.add_person(
            context, "nora", name="Nora Berg", email="nora@example.org"
        )
        write_hash(context.conn, "nora", hashed(PASSWORD))
    return site.browser("nora")


def test_the_inbox_of_a_newcomer_is_the_page_to_ask(newcomer: Browser) -> None:
    answer = newcomer.get("/")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/access"
    assert "have no access yet" in newcomer.get("/access").text


def test_nothing_else_is_open_to_a_newcomer(site: Site, newcomer: Browser) -> None:
    open_to_all = {"access.index", "access.ask", "login.sign_out"}
    open_to_all |= {"api_access.mine", "api_access.ask"}
    reached = []
    for route in routes(site.flask):
        policy = policy_of(site.flask.view_functions[route.endpoint])
        assert policy is not None
        if policy.public or route.endpoint in open_to_all:
            continue
        answer = newcomer.client.open(
            route.address,
            method=route.method,
            headers={"X-CSRFToken": newcomer.csrf()},
        )
        sent_to_ask = answer.headers.get("Location") == "/access"
        if answer.status_code != 403 and not sent_to_ask:
            reached.append((route, answer.status_code))

    assert reached == []


def test_access_is_asked_for_decided_and_used(site: Site, newcomer: Browser) -> None:
    asked = newcomer.post("/access", ASKED)
    waiting = newcomer.get("/access").text
    task = site.task("release_manager", "A-2")
    page = site.browser("release_manager").get(f"/tasks/{task['id']}").text
    answers = {**ASKED, "decision": "Approved", "reason": None}
    site.told(
        "release_manager",
        "POST",
        f"/tasks/{task['id']}/complete",
        {"answers": answers},
    )

    assert asked.status_code == 303
    assert "waits to be decided" in waiting
    assert task["name"] == "Decide on access: Nora Berg"
    assert "I audit releases." in page
    assert newcomer.get("/").status_code == 200
    granted = site.browser("auditor").get("/admin/access").text
    assert "Nora Berg" in granted
    assert "Approved" in granted


def test_what_is_missing_is_said_beside_its_field(newcomer: Browser) -> None:
    answer = newcomer.post("/access", {"level": "update"})

    assert answer.status_code == 422
    assert "2 answers need your attention" in answer.text


def test_a_second_request_waits_for_the_first(newcomer: Browser) -> None:
    newcomer.post("/access", ASKED)

    again = newcomer.post("/access", ASKED)

    assert again.status_code == 422
    assert "asked already" in again.text


def test_programs_ask_for_access_too(site: Site, newcomer: Browser) -> None:
    asked = site.ask("nora", "POST", "/access-requests", ASKED)
    mine = site.told("nora", "GET", "/access-requests")
    refused = site.ask("nora", "GET", "/releases")

    assert asked.status_code == 201
    assert [each["state"] for each in mine["items"]] == ["Requested"]
    assert refused.status_code == 403
    assert "Ask for access first" in refused.text


def test_only_those_who_decide_see_the_requests_of_others(
    site: Site, newcomer: Browser
) -> None:
    newcomer.post("/access", ASKED)

    everybodys = site.told("process_owner", "GET", "/access-requests?scope=all")
    of_a_coordinator = site.ask(
        "release_coordinator_smr", "GET", "/access-requests?scope=all"
    )

    assert everybodys["total"] == 1
    assert of_a_coordinator.status_code == 403
    tasks = site.told("intake", "GET", "/tasks?scope=all")["items"]
    assert [each["step"] for each in tasks if each["step"] == "A-2"] == []


def test_a_viewer_may_still_ask_for_more_and_sign_out(site: Site) -> None:
    viewer = site.browser("intake")
    with site.app.command() as context:
        admission.change_person(context, "intake", access_level="view")

    refused = viewer.post("/releases/new", {"process": "smr", "title": "X"})
    asked = viewer.post("/access", ASKED)
    out = viewer.post("/logout")

    assert [a.status_code for a in (refused, asked, out)] == [403, 303, 303]
    assert "you may look" in refused.text
