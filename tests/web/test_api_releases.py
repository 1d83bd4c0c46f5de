"""Releases by the interface: filed, read, changed with an ETag, cancelled."""

from tests.web.conftest import Site


def test_a_request_needs_a_process_and_a_title(site: Site) -> None:
    filed = site.ask("intake", "POST", "/releases", {"process": "smr", "title": "Mail"})

    assert filed.status_code == 201
    assert filed.json["id"] == "SMR-2026-0001"
    assert filed.json["status"] == "Submitted"
    assert filed.json["milestone"] is None
    assert filed.json["linked"] == []
    assert filed.json["instance_id"]
    assert filed.headers["Location"].endswith("/releases/SMR-2026-0001")


def test_numbers_count_by_process(site: Site) -> None:
    assert site.file("smr") == "SMR-2026-0001"
    assert site.file("dcs") == "DCS-2026-0001"
    assert site.file("smr") == "SMR-2026-0002"


def test_what_is_missing_or_unknown_is_told_by_field(site: Site) -> None:
    empty = site.ask("intake", "POST", "/releases", {})
    odd = site.ask(
        "intake", "POST", "/releases", {"process": "smr", "title": "x", "colour": "red"}
    )

    assert empty.status_code == odd.status_code == 422
    assert "process" in empty.json["errors"]
    assert odd.json["errors"] == {"colour": "A release has no field “colour”."}


def test_lists_have_items_and_a_total_and_pages(site: Site) -> None:
    for _ in range(3):
        site.file()

    page = site.told("auditor", "GET", "/releases?page=2&per_page=2")

    assert page["total"] == 3
    assert [item["id"] for item in page["items"]] == ["SMR-2026-0001"]


def test_pages_beyond_the_limit_are_refused(site: Site) -> None:
    for query in ("per_page=201", "per_page=0", "page=x", "page=-1"):
        answer = site.ask("auditor", "GET", f"/releases?{query}")

        assert answer.status_code == 422, query
        assert answer.json["errors"]


def test_a_change_needs_the_etag_that_was_read(site: Site) -> None:
    path = f"/releases/{site.file()}"
    etag = site.ask("release_manager", "GET", path).headers["ETag"]

    blind = site.ask("release_manager", "PATCH", path, {"title": "Blind"})
    right = site.ask(
        "release_manager", "PATCH", path, {"title": "Right"}, If_Match=etag
    )
    stale = site.ask(
        "release_manager", "PATCH", path, {"title": "Stale"}, If_Match=etag
    )

    assert [a.status_code for a in (blind, right, stale)] == [428, 200, 412]
    assert right.json["title"] == "Right"
    assert right.headers["ETag"] != etag
    assert site.told("release_manager", "GET", path)["title"] == "Right"


def test_what_was_read_before_is_not_sent_again(site: Site) -> None:
    path = f"/releases/{site.file()}"
    etag = site.ask("auditor", "GET", path).headers["ETag"]

    answer = site.ask("auditor", "GET", path, If_None_Match=etag)

    assert answer.status_code == 304
    assert answer.text == ""


def test_status_and_milestone_are_nobody_s_to_change(site: Site) -> None:
    path = f"/releases/{site.file()}"
    etag = site.ask("release_manager", "GET", path).headers["ETag"]

    answer = site.ask(
        "release_manager", "PATCH", path, {"status": "Closed"}, If_Match=etag
    )

    assert answer.status_code == 422
    assert "set by the process" in answer.json["detail"]


def test_a_release_manager_cancels_and_the_process_ends(site: Site) -> None:
    release_id = site.file()

    told = site.told(
        "release_manager", "POST", f"/releases/{release_id}/cancel", {"reason": "Funds"}
    )

    assert told["status"] == "Cancelled"
    instance = site.told("auditor", "GET", f"/instances/{told['instance_id']}")
    assert instance["state"] == "completed"
    assert instance["waiting"] == []


def test_cancelling_needs_a_reason_and_the_right(site: Site) -> None:
    path = f"/releases/{site.file()}/cancel"

    silent = site.ask("release_manager", "POST", path, {})
    others = site.ask("intake", "POST", path, {"reason": "Changed my mind"})

    assert silent.status_code == 422
    assert silent.json["errors"] == {"reason": "“reason” is needed."}
    assert others.status_code in (403, 422)
    assert site.told("auditor", "GET", path.removesuffix("/cancel"))["status"] == (
        "Submitted"
    )


def test_every_collection_of_the_contract_is_a_list(site: Site) -> None:
    release_id = site.file()
    names = (
        *("documents", "deliverables", "stakeholders", "meetings", "issues", "risks"),
        *("deviations", "actions", "mop", "updates", "decisions", "links", "notes"),
        *("feedback", "approvals", "messages", "audit"),
    )

    answers = {
        name: site.told("auditor", "GET", f"/releases/{release_id}/{name}")
        for name in names
    }

    assert all(isinstance(a["items"], list) and "total" in a for a in answers.values())
    assert answers["audit"]["total"] >= 1


def test_an_unknown_collection_does_not_exist(site: Site) -> None:
    release_id = site.file()

    assert (
        site.ask("auditor", "GET", f"/releases/{release_id}/cakes").status_code == 404
    )


def test_an_issue_is_added_by_who_may(site: Site) -> None:
    release_id = site.file()
    issue = {"text": "The gateway drops mail", "severity": "High"}

    added = site.ask("release_manager", "POST", f"/releases/{release_id}/issues", issue)
    refused = site.ask("auditor", "POST", f"/releases/{release_id}/issues", issue)

    assert added.status_code == 201
    assert added.json["state"] == "Open"
    assert refused.status_code == 403
    assert site.told("auditor", "GET", f"/releases/{release_id}/issues")["total"] == 1


def test_times_are_rfc_3339_in_utc(site: Site) -> None:
    release_id = site.file()

    told = site.told("auditor", "GET", f"/releases/{release_id}")

    assert told["created_at"] == "2026-01-05T14:00:00Z"
