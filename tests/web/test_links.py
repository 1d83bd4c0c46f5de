"""Links to records of other tools and to other releases, found from both sides."""

from typing import Any

import pytest

from tests.web.conftest import Site

MANAGER = "release_manager"


def link(site: Site, release: str, type: str, number: str, **more: Any) -> Any:
    """A link that the release manager adds."""
    body = {"type": type, "number": number, **more}
    return site.told(MANAGER, "POST", f"/releases/{release}/links", body)


def address(site: Site, type: str, template: str, user: str = "admin") -> Any:
    """Set where records of a type open."""
    path = f"/values/addresses/{type}"
    return site.ask(user, "PUT", path, {"template": template})


def test_a_number_opens_in_its_own_tool(site: Site) -> None:
    release = site.file()
    address(site, "Incident", "https://itsm.example/open?id={number}&view=full")
    link(site, release, "Incident", "INC 1&x=/../2")

    text = site.browser("auditor").get(f"/releases/{release}?part=links").text

    encoded = "https://itsm.example/open?id=INC%201%26x%3D%2F..%2F2&amp;view=full"
    assert f'href="{encoded}"' in text


@pytest.mark.parametrize(
    "template",
    [
        *("javascript:alert({number})", "ftp://itsm.example/{number}"),
        *("https://{number}.example/", "https://me:secret@itsm.example/{number}"),
        *("https://itsm.example/", "itsm.example/{number}"),
    ],
)
def test_an_address_that_could_lead_astray_is_refused(
    quiet_site: Site, template: str
) -> None:
    assert address(quiet_site, "Incident", template).status_code == 422


def test_addresses_are_set_by_administrators_alone(quiet_site: Site) -> None:
    refused = address(
        quiet_site, "Incident", "https://itsm.example/{number}", "stakeholder"
    )

    assert refused.status_code == 403
    page = quiet_site.browser("stakeholder").get("/values/addresses")
    assert page.status_code == 403


def test_addresses_are_set_on_their_page(site: Site) -> None:
    browser = site.browser("admin")

    wrong = browser.post("/values/addresses", {"address-0": "itsm.example"})
    told = browser.post(
        "/values/addresses", {"address-0": "https://i.example/{number}"}
    )

    assert (wrong.status_code, told.status_code) == (422, 303)
    assert "https://i.example/{number}" in browser.get("/values/addresses").text


def test_a_link_between_releases_shows_on_both(site: Site) -> None:
    newer, older = site.file(title="All new"), site.file(title="The old one")
    link(site, newer, "Release", older, relation="supersedes")

    told = [
        site.told("auditor", "GET", f"/releases/{r}")["linked"] for r in (newer, older)
    ]
    text = site.browser("auditor").get(f"/releases/{older}?part=links").text

    assert told == [[older], [newer]]
    assert "All new" in text
    assert "superseded by" in text


def test_a_related_release_is_no_partner_of_the_process(site: Site) -> None:
    smr, dcs = site.file(), site.file("dcs")
    link(site, smr, "Release", dcs, relation="related")

    page = site.browser("auditor").get(f"/releases/{smr}").text

    assert "linked with" not in page


def test_the_search_finds_a_release_by_a_linked_number(site: Site) -> None:
    found, _other = site.file(), site.file()
    link(site, found, "Problem", "PBI000042")

    told = site.told("auditor", "GET", "/releases?q=pbi000042")

    assert [each["id"] for each in told["items"]] == [found]


def test_a_major_incident_is_told_at_once(site: Site) -> None:
    release = site.file()
    link(site, release, "Incident", "INC-7", subtype="Degradation", major=True)

    mails = site.told(MANAGER, "GET", f"/releases/{release}/mail")["items"]

    assert [m["subject"] for m in mails if "Major incident" in m["subject"]]
