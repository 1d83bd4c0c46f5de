"""Who may come to which door: declared for every route, and kept."""

from tests.web.conftest import Site
from tests.web.rights import PUBLIC
from tests.web.routes import routes
from web.policy import policy_of


def test_every_route_declares_a_policy(site: Site) -> None:
    views = site.flask.view_functions

    undeclared = [name for name, view in views.items() if policy_of(view) is None]

    assert undeclared == []


def test_only_a_few_routes_are_public(site: Site) -> None:
    views = site.flask.view_functions

    public = {name for name, view in views.items() if policy_of(view).public}

    assert public == PUBLIC | {"static"}


def test_strangers_reach_nothing_else(site: Site) -> None:
    browser = site.stranger()
    reached = []
    for route in routes(site.flask):
        if route.endpoint in PUBLIC:
            continue
        answer = browser.client.open(
            route.address,
            method=route.method,
            headers={"X-CSRFToken": browser.csrf()},
        )
        sent_away = answer.status_code == 401 or (
            answer.status_code == 302 and "/login" in answer.headers["Location"]
        )
        if not sent_away:
            reached.append((route, answer.status_code))

    assert reached == []


def test_no_route_fails_for_anybody_whatever_it_is_asked(site: Site) -> None:
    failed = []
    for user in ("intake", "stakeholder", "auditor", "admin", "process_owner"):
        browser = site.browser(user)
        for route in routes(site.flask):
            if route.endpoint == "login.sign_out":
                continue
            answer = browser.client.open(
                route.address,
                method=route.method,
                headers={"X-CSRFToken": browser.csrf()},
            )
            if answer.status_code >= 500:
                failed.append((user, route, answer.status_code))

    assert failed == []


def test_a_page_for_administrators_refuses_others(site: Site) -> None:
    answer = site.browser("stakeholder").get("/admin")

    assert answer.status_code == 403
    assert "This is not yours to do" in answer.text


def test_a_release_of_others_does_not_exist_for_a_stakeholder(site: Site) -> None:
    release_id = site.file()

    page = site.browser("stakeholder").get(f"/releases/{release_id}")
    told = site.ask("stakeholder", "GET", f"/releases/{release_id}")

    assert page.status_code == 404
    assert told.status_code == 404


def test_an_auditor_changes_nothing(site: Site) -> None:
    release_id = site.file()
    changed = site.ask(
        "auditor", "PATCH", f"/releases/{release_id}", {"title": "X"}, If_Match='"1"'
    )
    cancelled = site.ask(
        "auditor", "POST", f"/releases/{release_id}/cancel", {"reason": "no"}
    )
    filed = site.ask("auditor", "POST", "/releases", {"process": "smr", "title": "X"})

    assert [a.status_code for a in (changed, cancelled, filed)] == [403, 403, 403]
