"""One repository for all releases, and what a stakeholder sees of theirs there."""

from tasks.people.holders import assign
from tests.web.conftest import Site


def test_releases_of_both_processes_are_in_one_list_and_one_search(site: Site) -> None:
    filed = {
        site.file("smr", title="Payroll move, readiness"),
        site.file("dcs", title="Payroll move, deployment"),
    }
    site.file("smr", title="Something else")

    found = site.told("auditor", "GET", "/releases?q=payroll")["items"]
    page = site.browser("auditor").get("/releases?q=payroll").text

    assert {each["id"] for each in found} == filed
    assert {each["process"] for each in found} == {"smr", "dcs"}
    assert all(number in page for number in filed)
    assert "Something else" not in page


def test_a_stakeholder_sees_the_milestone_and_the_steps_that_are_done(
    site: Site,
) -> None:
    release = site.file("smr")
    site.do("intake", "S-1.1", needs_smr=True)
    site.do("release_manager", "S-1.2", smr_required=True)
    with site.app.command() as context:
        assign(context, release, "stakeholder", "stakeholder")

    told = site.told("stakeholder", "GET", f"/releases/{release}")
    view = site.told("stakeholder", "GET", f"/instances/{told['instance_id']}")
    browser = site.browser("stakeholder")
    seen = browser.get(f"/instances/{told['instance_id']}")

    assert told["milestone"] == "Initiate"
    assert {"S-1.1", "S-1.2"} <= {step["step"] for step in view["path"]}
    assert "1.0 Review engagement request" in seen.text
    assert "Initiate" in browser.get(f"/releases/{release}").text


def test_of_a_linked_release_that_is_not_theirs_people_learn_the_number_alone(
    site: Site,
) -> None:
    mine, other = site.file(title="Mine"), site.file(title="A quiet matter")
    link = {"type": "Release", "number": other, "relation": "related"}
    site.told("release_manager", "POST", f"/releases/{mine}/links", link)
    with site.app.command() as context:
        assign(context, mine, "stakeholder", "stakeholder")

    theirs = site.browser("stakeholder").get(f"/releases/{mine}?part=links").text
    all_of_it = site.browser("auditor").get(f"/releases/{mine}?part=links").text

    assert other in theirs
    assert "A quiet matter" not in theirs
    assert f"/releases/{other}" not in theirs
    assert "A quiet matter" in all_of_it
