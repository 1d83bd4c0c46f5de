"""Signing in: by password, kept on the server, slow for who guesses."""

import re

import pytest

from tasks.people import admission, sessions
from tests.web.conftest import Site
from web.login import safe_next


def test_who_signs_in_is_sent_where_they_wanted_to_go(site: Site) -> None:
    browser = site.stranger()
    sent_away = browser.get("/releases?status=open")
    assert sent_away.headers["Location"] == "/login?next=/releases?status%3Dopen"

    answer = browser.post(
        "/login", username="intake", password="demo", next="/releases?status=open"
    )

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/releases?status=open"


def test_a_wrong_password_says_so_and_keeps_the_name(site: Site) -> None:
    answer = site.stranger().post("/login", username="intake", password="wrong")

    assert answer.status_code == 422
    assert "<title>Error: Sign in" in answer.text
    assert 'value="intake"' in answer.text
    assert "The user name or the password is not right." in answer.text


def test_signing_in_gives_a_new_session(site: Site) -> None:
    browser = site.stranger()
    browser.get("/login")
    before = browser.client.get_cookie("erm")

    browser.post("/login", username="intake", password="demo")

    assert browser.client.get_cookie("erm") != before


def test_a_session_that_was_signed_out_is_worth_nothing(site: Site) -> None:
    browser = site.browser("intake")
    cookie = browser.client.get_cookie("erm")
    assert cookie is not None
    browser.post("/logout")

    thief = site.stranger()
    thief.client.set_cookie("erm", cookie.value)

    assert thief.get("/").status_code == 302


def test_a_disabled_person_is_out_at_once(site: Site) -> None:
    browser = site.browser("intake")
    with site.app.command() as context:
        admission.disable(context, "intake")

    assert browser.get("/").status_code == 302


def test_twenty_wrong_passwords_close_the_door_for_this_account_only(
    site: Site,
) -> None:
    browser = site.stranger()
    statuses = [
        browser.post("/login", username="intake", password="wrong").status_code
        for _ in range(20)
    ]

    assert statuses.count(422) == 10
    assert statuses.count(429) == 10
    assert browser.post("/login", username="intake", password="demo").status_code == 429
    assert browser.post("/login", username="admin", password="demo").status_code == 303


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(make_site) -> None:
    site = make_site(base_url="https://erm.example")

    answer = site.stranger().client.get("/login", base_url="https://erm.example")

    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-erm=")
    assert "Secure" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "https:evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/%0d%0aSet-Cookie:x\r\n",
        "\t//evil.example",
        "",
        None,
        "/login",
    ],
)
def test_nobody_is_sent_to_another_site(site: Site, target: str | None) -> None:
    with site.flask.test_request_context():
        assert safe_next(target) == "/"


def test_production_shows_no_demonstration_accounts(make_site) -> None:
    shown = make_site().stranger().get("/login").text
    hidden = (
        make_site(production=True, secret_key="s" * 32).stranger().get("/login").text
    )

    assert "Try it as one of these people" in shown
    assert "Try it as one of these people" not in hidden


def test_a_bearer_token_opens_no_page(site: Site) -> None:
    headers = {"Authorization": f"Bearer {site.token('admin')}"}

    assert site.stranger().client.get("/admin", headers=headers).status_code in (
        302,
        401,
    )


def test_a_wrong_bearer_token_is_told_how_to_get_one(site: Site) -> None:
    answer = site.stranger().client.get(
        "/api/v1/tasks", headers={"Authorization": "Bearer erm_guess"}
    )

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert "erm token create" in answer.json["detail"]


def test_what_was_written_survives_the_end_of_a_session(site: Site) -> None:
    site.file()
    page = f"/tasks/{site.task('intake', 'S-1.1')['id']}"
    browser = site.browser("intake")
    token = browser.csrf()
    with site.app.database.transaction() as conn:
        sessions.close_all(conn, "intake")

    asked = browser.client.post(
        page, data={"csrf_token": token, "do": "draft", "scope": "All of the mail"}
    )
    carried = re.findall(r'name="(carr[^"]+)" value="([^"]*)"', asked.text)
    fields = dict(carried)
    back = browser.post("/login", {**fields, "username": "intake", "password": "demo"})
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', back.text)
    browser.client.post(page, data=dict(hidden))

    assert asked.status_code == 401
    assert "what you wrote comes with you" in asked.text
    assert "Go on where you were" in back.text
    assert "All of the mail" in browser.get(page).text
