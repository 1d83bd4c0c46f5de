"""What no page of ours has sent changes nothing."""

from tests.web.conftest import Site
from tests.web.routes import UNSAFE, routes


def test_unsafe_requests_without_the_token_are_refused(site: Site) -> None:
    browser = site.browser("admin")
    unsafe = [route for route in routes(site.flask) if route.method in UNSAFE]

    let_through = [
        (route, status)
        for route in unsafe
        if (
            status := browser.client.open(
                route.address, method=route.method
            ).status_code
        )
        != 400
    ]

    assert len(unsafe) > 20
    assert let_through == []


def test_the_token_of_another_session_is_refused(site: Site) -> None:
    mine, other = site.browser("intake"), site.browser("admin")
    sent = {"csrf_token": other.csrf(), "process": "smr", "title": "Forged"}

    answer = mine.client.post("/releases/new", data=sent)

    assert answer.status_code == 400
    assert site.told("admin", "GET", "/releases")["total"] == 0


def test_a_bearer_token_needs_no_csrf_token(site: Site) -> None:
    answer = site.ask(
        "intake", "POST", "/releases", {"process": "smr", "title": "Ours"}
    )

    assert answer.status_code == 201


def test_a_cookie_alone_does_not_use_the_interface(site: Site) -> None:
    browser = site.browser("intake")
    body = {"process": "smr", "title": "Forged"}

    answer = browser.client.post("/api/v1/releases", json=body)

    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
