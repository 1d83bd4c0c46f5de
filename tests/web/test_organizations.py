"""The page of organizations: a tree that is added to, renamed, moved and retired."""

import pytest

from tasks.people.organizations import tree
from tests.web.conftest import Site

LAB = {
    "id": "LAB",
    "kind": "branch",
    "name_en": "Laboratories",
    "name_fr": "Laboratoires",
    "parent": "MOH",
}


def known(site: Site):
    with site.app.read() as conn:
        return tree(conn)


def test_the_tree_begins_with_the_clusters_and_their_ministries(site: Site) -> None:
    page = site.browser("auditor").get("/admin/organizations").text

    assert "Health Services Cluster" in page
    assert known(site).above("MOH") == ["HSC"]
    assert "Add an organization" not in page


def test_an_organization_is_added_renamed_moved_and_retired(site: Site) -> None:
    browser = site.browser("process_owner")
    added = browser.post("/admin/organizations", LAB)
    changed = browser.post(
        "/admin/organizations/LAB", {**LAB, "name_en": "Lab services", "parent": "JTS"}
    )
    retired = browser.post("/admin/organizations/LAB/active", {"is": "retired"})

    assert [a.status_code for a in (added, changed, retired)] == [303, 303, 303]
    found = known(site).get("LAB")
    assert (found.name_en, found.parent_id, found.active) == (
        *("Lab services", "JTS"),
        False,
    )


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"id": "a b"}, "letters, digits"),
        ({"id": "HSC"}, "names an organization already"),
        ({"name_fr": " "}, "in both languages"),
        ({"kind": "galaxy"}, "Choose one of"),
    ],
)
def test_what_does_not_fit_is_said_beside_its_field(
    site: Site, given: dict[str, str], says: str
) -> None:
    answer = site.browser("admin").post("/admin/organizations", {**LAB, **given})

    assert answer.status_code == 422
    assert says in answer.text
    assert 'aria-invalid="true"' in answer.text


def test_an_organization_that_others_lie_below_is_not_retired(site: Site) -> None:
    answer = site.browser("admin").post(
        "/admin/organizations/HSC/active", {"is": "retired"}
    )

    assert answer.status_code == 422
    assert "First move or retire" in answer.text


def test_an_unknown_organization_is_not_there(site: Site) -> None:
    assert site.browser("admin").get("/admin/organizations/NOPE").status_code == 404


def test_a_release_takes_an_organization_by_its_name(site: Site) -> None:
    release_id = site.file(organization="Ministry of Health")

    told = site.told("release_manager", "GET", f"/releases/{release_id}")

    assert told["organization"] == "MOH"


def test_names_that_the_tree_has_not_are_shown_to_be_mended(site: Site) -> None:
    site.file(organization="Old Remedy name")

    page = site.browser("admin").get("/admin/organizations").text

    assert "Named by releases, but not in the tree" in page
    assert "Old Remedy name" in page


def test_a_coordinator_of_a_cluster_sees_its_releases_alone(site: Site) -> None:
    near, far, free = (
        site.file(organization="MOH"),
        site.file(organization="JTS"),
        site.file(),
    )
    site.browser("admin").post(
        "/admin/people/release_coordinator_smr/place",
        {"organization": "HSC", "level": "update"},
    )

    told = site.told("release_coordinator_smr", "GET", "/releases")

    assert {each["id"] for each in told["items"]} == {near, free}
    refused = site.ask("release_coordinator_smr", "GET", f"/releases/{far}")
    assert refused.status_code == 404


def test_a_viewer_reads_and_changes_nothing(site: Site) -> None:
    release_id = site.file()
    site.browser("admin").post(
        "/admin/people/intake/place", {"organization": "", "level": "view"}
    )

    read = site.ask("intake", "GET", f"/releases/{release_id}")
    filed = site.ask("intake", "POST", "/releases", {"process": "smr", "title": "X"})
    tasks = site.told("intake", "GET", "/tasks?scope=roles")

    assert (read.status_code, filed.status_code) == (200, 403)
    assert tasks["total"] == 0


def test_the_releases_of_a_cluster_are_those_of_its_ministries_too(site: Site) -> None:
    near, far = site.file(organization="MOH"), site.file(organization="JTS")

    told = site.told("release_manager", "GET", "/releases?organization=HSC")

    assert [each["id"] for each in told["items"]] == [near] != [far]
