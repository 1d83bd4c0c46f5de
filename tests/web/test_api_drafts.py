"""Drafts through the interface: saved by revision, refused when stale, never lost."""

from typing import Any

from tests.web.conftest import Site

KEY = "dcs_weekly_status"
DRAFTS = f"/processes/{KEY}/drafts"


def put(site: Site, number: int, xml: bytes, **headers: str) -> Any:
    return site.flask.test_client().put(
        f"/api/v1{DRAFTS}/{number}",
        data=xml,
        headers={
            "Authorization": f"Bearer {site.token('process_owner')}",
            "Content-Type": "application/xml",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        },
    )


def begun(site: Site) -> tuple[int, bytes]:
    number = site.told("process_owner", "POST", f"{DRAFTS}/begin")["draft"]
    answer = site.ask("process_owner", "GET", f"{DRAFTS}/{number}.bpmn")
    return number, answer.data


def test_a_draft_begins_with_the_bytes_of_the_latest_version(site: Site) -> None:
    _, xml = begun(site)

    published = (site.app.diagrams / f"{KEY}.bpmn").read_bytes()
    assert xml == published


def test_what_was_saved_comes_back_byte_for_byte(site: Site) -> None:
    number, xml = begun(site)
    odd = xml.replace(b"\n", b"\r\n") + b"<!-- by hand -->\n\n"

    saved = put(site, number, odd, If_Match='"1"')

    back = site.ask("process_owner", "GET", f"{DRAFTS}/{number}.bpmn")
    assert (saved.status_code, saved.json["revision"]) == (200, 2)
    assert saved.headers["ETag"] == back.headers["ETag"] == '"2"'
    assert back.data == odd


def test_a_save_says_what_lint_finds(site: Site) -> None:
    number, xml = begun(site)

    saved = put(site, number, xml.replace(b"due_in", b"form"), If_Match='"1"')

    assert saved.status_code == 200
    assert {"severity", "rule", "element", "line", "message"} <= set(
        saved.json["findings"][0]
    )


def test_the_second_of_two_saves_overwrites_nothing(site: Site) -> None:
    number, xml = begun(site)
    put(site, number, xml + b"<!-- first -->", If_Match='"1"')

    second = put(site, number, xml + b"<!-- second -->", If_Match='"1"')

    back = site.ask("process_owner", "GET", f"{DRAFTS}/{number}.bpmn")
    assert second.status_code == 412
    assert "Nothing was overwritten" in second.json["detail"]
    assert back.data.endswith(b"<!-- first -->")


def test_who_was_too_late_keeps_theirs_as_a_draft_of_its_own(site: Site) -> None:
    number, xml = begun(site)
    mine = xml + b"<!-- mine -->"

    copied: Any = site.flask.test_client().post(
        f"/api/v1{DRAFTS}/{number}/copy",
        data=mine,
        headers={"Authorization": f"Bearer {site.token('release_manager')}"},
    )

    back = site.ask("process_owner", "GET", f"{DRAFTS}/{copied.json['draft']}.bpmn")
    assert copied.status_code == 201
    assert back.data == mine


def test_a_save_must_say_what_it_changes(site: Site) -> None:
    number, xml = begun(site)

    assert put(site, number, xml).status_code == 428


def test_a_hostile_file_is_no_draft(site: Site) -> None:
    number, xml = begun(site)
    bomb = b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml.partition(b"?>")[2]

    refused = [
        put(site, number, sent, If_Match='"1"').status_code
        for sent in (b"", b"no xml", bomb, xml.replace(KEY.encode(), b"other"))
    ]

    assert refused == [422, 422, 422, 422]


def test_an_earlier_state_can_be_brought_back(site: Site) -> None:
    number, xml = begun(site)
    put(site, number, xml + b"<!-- worse -->", If_Match='"1"')

    saves = site.told("auditor", "GET", f"{DRAFTS}/{number}/saves")["items"]
    answer: Any = site.ask(
        "process_owner",
        "POST",
        f"{DRAFTS}/{number}/restore",
        {"revision": saves[0]["revision"]},
        If_Match='"2"',
    )

    back = site.ask("process_owner", "GET", f"{DRAFTS}/{number}.bpmn")
    assert (answer.status_code, answer.json["revision"]) == (200, 3)
    assert back.data == xml


def test_two_people_at_a_draft_know_of_each_other(site: Site) -> None:
    number, _ = begun(site)
    for user in ("process_owner", "release_manager"):
        told = site.told(user, "POST", f"{DRAFTS}/{number}/presence", {})
    assert [each["user"] for each in told["editors"]] == ["process_owner"]

    site.told("process_owner", "POST", f"{DRAFTS}/{number}/presence", {"closed": True})

    again = site.told("release_manager", "POST", f"{DRAFTS}/{number}/presence", {})
    assert again["editors"] == []


def test_a_discarded_draft_is_not_found(site: Site) -> None:
    number, _ = begun(site)
    path = f"{DRAFTS}/{number}"

    stale = site.ask("process_owner", "DELETE", path, If_Match='"9"')
    gone = site.ask("process_owner", "DELETE", path, If_Match='"1"')

    assert (stale.status_code, gone.status_code) == (412, 204)
    assert site.ask("process_owner", "GET", path).status_code == 404


def test_the_words_are_those_that_the_checks_accept(site: Site) -> None:
    number, _ = begun(site)

    words = site.told("process_owner", "GET", f"{DRAFTS}/{number}/words")

    by_name = {each["name"]: each for each in words["operators"]}
    assert [p["name"] for p in by_name["set_milestone"]["parameters"]] == ["milestone"]
    assert "s-1.1" in words["forms"]
    assert {"value": "intake", "label": "Intake"} in words["roles"]
    assert "days" in {each["name"] for each in words["functions"]}


def test_an_expression_is_checked_while_it_is_typed(site: Site) -> None:
    number, _ = begun(site)

    def problems(text: str, place: str, **more: str) -> list[str]:
        body = {"text": text, "place": place, **more}
        path = f"{DRAFTS}/{number}/check"
        found = site.told("process_owner", "POST", path, body)["problems"]
        return [each["message"] for each in found]

    assert problems("days(5)", "due_in") == []
    assert problems("P5D", "due_in") == []
    assert problems("gate_open('kickoff')", "condition") == []
    assert "write a comparison" in problems("'yes'", "condition")[0]
    assert "unknown function" in problems("dayz(5)", "due_in")[0]
    assert "unknown name" in problems("aproved", "condition")[0]
    assert problems("5", "parameter", type="text") == ["this parameter is text"]
    assert problems("days(", "timer")


def test_people_without_the_right_look_or_stay_outside(site: Site) -> None:
    number, _xml = begun(site)

    assert site.ask("auditor", "GET", f"{DRAFTS}/{number}").status_code == 200
    assert site.ask("auditor", "POST", f"{DRAFTS}/begin").status_code == 403
    assert site.ask("stakeholder", "GET", f"{DRAFTS}/{number}").status_code == 403
