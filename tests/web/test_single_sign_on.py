"""Signing in with the organization's account, at a real provider of OpenID Connect."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tasks.people import admission, persons
from tests.support.identity_provider import (
    CLIENT,
    SECRET,
    IdentityProvider,
    serving,
)
from tests.web.conftest import Browser, Site

CLAIMS = {
    "sub": "248289761001",
    "name": "Ivy Tremblay",
    "preferred_username": "ivy",
    "email": "ivy@ontario.example",
    "email_verified": True,
    "locale": "fr-CA",
}


@pytest.fixture
def provider() -> Iterator[IdentityProvider]:
    found = IdentityProvider(claims=dict(CLAIMS))
    server = serving(found)
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def joined(
    furniture: Path, tmp_path: Path, provider: IdentityProvider
) -> Iterator[Site]:
    """A site that trusts the provider."""
    folder = tmp_path / "site"
    shutil.copytree(furniture, folder)
    site = Site(
        folder,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
    )
    yield site
    site.app.close()


def signed_in(browser: Browser, provider: IdentityProvider, path: str = "") -> Any:
    """Go to the provider and come back; the answer to coming back."""
    left = browser.get(f"/login/organization{path}")
    assert left.status_code == 302, left.text
    return browser.get(back(provider, left.headers["Location"]))


def back(provider: IdentityProvider, address: str) -> str:
    return provider.visited(address).partition("127.0.0.1:8000")[2]


def everybody(site: Site) -> dict[str, Any]:
    with site.app.read() as conn:
        return {row.user_name: row for row in persons.everybody(conn)}


def test_the_sign_in_page_offers_the_organizations_account(
    joined: Site, site: Site
) -> None:
    assert "/login/organization" in joined.stranger().get("/login").text
    assert "/login/organization" not in site.stranger().get("/login").text


def test_who_is_known_by_a_verified_address_comes_in_with_their_roles(
    joined: Site, provider: IdentityProvider
) -> None:
    with joined.app.command() as context:
        admission.add_person(
            context,
            "ivytr",
            name="Ivy",
            email="Ivy@ontario.example",
            roles=["intake"],
        )
    browser = joined.stranger()

    answer = signed_in(browser, provider, "?next=/releases")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/releases")
    assert browser.get("/releases").status_code == 200
    assert everybody(joined)["ivytr"].oidc_subject == CLAIMS["sub"]


def test_who_is_known_stays_who_they_are_though_their_address_changes(
    joined: Site, provider: IdentityProvider
) -> None:
    signed_in(joined.stranger(), provider)
    provider.claims |= {"email": "new@ontario.example", "preferred_username": "other"}
    before = everybody(joined).keys()

    signed_in(joined.stranger(), provider)

    assert everybody(joined).keys() == before


def test_who_is_new_has_no_role_and_asks_for_access(
    joined: Site, provider: IdentityProvider
) -> None:
    browser = joined.stranger()

    signed_in(browser, provider)

    row = everybody(joined)["ivy"]
    assert (row.name, row.language) == ("Ivy Tremblay", "fr")
    with joined.app.read() as conn:
        assert persons.roles_of(conn, "ivy") == frozenset()
    assert browser.get("/releases").headers["Location"].startswith("/access")


def test_an_unverified_address_makes_nobody_somebody_else(
    joined: Site, provider: IdentityProvider
) -> None:
    with joined.app.command() as context:
        admission.add_person(
            context, "ivytr", name="Ivy", email=CLAIMS["email"], roles=["admin"]
        )
    provider.claims["email_verified"] = False

    signed_in(joined.stranger(), provider)

    assert everybody(joined)["ivytr"].oidc_subject is None
    assert "ivy" in everybody(joined)


def test_a_taken_user_name_is_given_to_nobody_twice(
    joined: Site, provider: IdentityProvider
) -> None:
    provider.claims |= {"preferred_username": "admin", "email_verified": False}

    signed_in(joined.stranger(), provider)

    assert everybody(joined)["admin-2"].oidc_subject == CLAIMS["sub"]


def test_who_is_disabled_is_not_let_in(
    joined: Site, provider: IdentityProvider
) -> None:
    signed_in(joined.stranger(), provider)
    with joined.app.command() as context:
        admission.disable(context, "ivy")

    answer = signed_in(joined.stranger(), provider)

    assert answer.status_code == 403
    assert "Ask an administrator" in answer.text


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://somebody.else"},
        {"aud": "another client"},
        {"nonce": "of another sign-in"},
        {"exp": 1_000_000_000},
        {"sub": None},
    ],
    ids=lambda lie: next(iter(lie)),
)
def test_a_token_that_does_not_hold_lets_nobody_in(
    joined: Site, provider: IdentityProvider, lie: dict[str, Any]
) -> None:
    provider.lies = lie
    before = everybody(joined).keys()

    answer = signed_in(joined.stranger(), provider)

    assert answer.status_code == 403
    assert everybody(joined).keys() == before


def test_a_token_signed_by_somebody_else_lets_nobody_in(
    joined: Site, provider: IdentityProvider
) -> None:
    provider.publishes = IdentityProvider().signs_with

    assert signed_in(joined.stranger(), provider).status_code == 403


def test_a_return_that_was_not_begun_in_this_browser_lets_nobody_in(
    joined: Site, provider: IdentityProvider
) -> None:
    left = joined.stranger().get("/login/organization")
    address = back(provider, left.headers["Location"])

    answer = joined.stranger().get(address)

    assert answer.status_code == 403
    assert "Begin again" in answer.text


def test_a_return_is_good_for_one_sign_in(
    joined: Site, provider: IdentityProvider
) -> None:
    browser = joined.stranger()
    address = back(provider, browser.get("/login/organization").headers["Location"])
    assert browser.get(address).status_code == 303

    assert browser.get(address).status_code == 403


def test_a_provider_that_is_away_is_said_and_passwords_still_work(
    furniture: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "site"
    shutil.copytree(furniture, folder)
    site = Site(folder, oidc_issuer="http://127.0.0.1:9", oidc_client_id=CLIENT)

    answer = site.stranger().get("/login/organization")

    assert answer.status_code == 403
    assert "does not answer" in answer.text
    assert site.browser("intake").get("/").status_code == 200
    site.app.close()
