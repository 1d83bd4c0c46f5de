"""The proof of a release as people and programs read it, and its waivers."""

import re

from tests.web.conftest import Site


def test_a_release_is_proven_requirement_by_requirement(site: Site):
    release = site.file(title="Prove me")
    found = site.told("auditor", "GET", f"/releases/{release}/conformance?per_page=200")

    assert found["total"] > 200
    assert len(found["items"]) == 200
    assert sum(found["counts"].values()) == found["total"]
    received = next(i for i in found["items"] if i["id"] == "PRN-1.02")
    assert received["state"] == "met"
    assert received["evidence"][0]["step"] == "S-0"
    assert received["evidence"][0]["by"] == "intake"


def test_states_are_asked_for_by_name(site: Site):
    release = site.file()
    path = f"/releases/{release}/conformance?state=not_applicable"
    found = site.told("auditor", "GET", path)

    assert {item["state"] for item in found["items"]} == {"not_applicable"}
    assert all(item["why"] for item in found["items"])
    assert site.ask("auditor", "GET", path[:-10]).status_code == 422


def test_a_stranger_gets_no_proof(site: Site):
    release = site.file()

    answer = site.ask("stakeholder", "GET", f"/releases/{release}/conformance")

    assert answer.status_code == 404


def test_the_page_begins_with_the_counts(site: Site):
    release = site.file()
    page = site.browser("auditor").get(f"/releases/{release}/conformance").text

    counts = re.findall(r'class="erm-count">(\d+)', page.split("Proof of conf")[1])
    assert int(counts[0]) == sum(int(count) for count in counts[1:5])
    assert "The whole life of the release" in page


def test_the_address_keeps_what_is_shown(site: Site):
    release = site.file()
    browser = site.browser("auditor")
    page = browser.get(f"/releases/{release}/conformance?state=met&priority=core").text

    assert 'aria-current="page">Met' in page
    assert "Still needed" not in page


def test_the_page_speaks_french(site: Site):
    release = site.file()
    browser = site.browser("auditor")
    browser.get("/language/fr?next=/")
    page = browser.get(f"/releases/{release}/conformance").text

    assert "Preuve de conformité" in page
    assert "Une version franchit les jalons dans leur ordre." in page
    assert "The path of this release" not in page


def test_the_proof_can_be_taken_along_as_pdf(site: Site):
    release = site.file()

    answer = site.browser("auditor").get(f"/releases/{release}/conformance/paper.pdf")

    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")
    assert f"{release}-conformance.pdf" in answer.headers["Content-Disposition"]


def test_the_process_owner_waives_a_requirement_with_a_reason(site: Site):
    release = site.file()
    browser = site.browser("process_owner")
    path = f"/releases/{release}/conformance/SMR-4.01/waiver"

    refused = browser.post(path, reason=" ")
    assert refused.status_code == 422
    assert "Say why" in refused.text
    done = browser.post(path, reason="The announcement went out on paper.")

    assert done.status_code == 303
    shown = browser.get(f"/releases/{release}/conformance?state=waived").text
    assert "The announcement went out on paper." in shown
    assert "SMR-4.01" in shown
    trail = browser.get(f"/releases/{release}?part=history").text
    assert "The announcement went out on paper." in trail


def test_the_release_manager_waives_through_the_interface(site: Site):
    release = site.file()
    path = f"/releases/{release}/conformance/SMR-9.01/waiver"

    told = site.told("release_manager", "POST", path, {"reason": "An emergency."})

    assert told["state"] == "waived"
    assert told["waiver"]["by"] == "release_manager"
    assert site.ask("auditor", "POST", path, {"reason": "No."}).status_code == 403
    unknown = f"/releases/{release}/conformance/X-1/waiver"
    answer = site.ask("release_manager", "POST", unknown, {"reason": "No."})
    assert answer.status_code == 404
