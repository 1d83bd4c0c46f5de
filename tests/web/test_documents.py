"""People hand in documents; the coordinator accepts them or sends them back."""

import base64
import io
from typing import Any

import pytest
from sqlalchemy import select

from engine.outbox import outbox
from tasks.people.holders import assign_all
from tests.web.conftest import Site

MANAGER, COORDINATOR, STAKEHOLDER = (
    *("release_manager", "release_coordinator_smr", "stakeholder"),
)
PDF = b"%PDF-1.7 the support model"


@pytest.fixture
def release(site: Site) -> str:
    """A release with a coordinator and a stakeholder."""
    release_id = site.file()
    with site.app.command(by=MANAGER) as context:
        assign_all(context, release_id, "stakeholder", [STAKEHOLDER])
        assign_all(context, release_id, "release_coordinator_smr", [COORDINATOR])
    return release_id


def file(name: str, content: bytes) -> dict[str, str]:
    """A file as a program sends it."""
    return {"name": name, "content": base64.b64encode(content).decode()}


def hand_in(site: Site, release: str, user: str = STAKEHOLDER, **more: Any) -> Any:
    """A support model that somebody hands in."""
    body = {"type": "Supporting document", "title": "Support model", **more}
    body.setdefault("file", file("model.pdf", PDF))
    return site.told(user, "POST", f"/releases/{release}/documents", body)


def test_a_stakeholders_document_waits_for_the_coordinator(site, release) -> None:
    made = hand_in(site, release)

    assert (made["state"], made["acceptance"]) == ("Draft", "Pending")
    assert (made["owner"], made["version"]) == (STAKEHOLDER, 1)
    with site.app.read() as conn:
        told = [row.to for row in conn.execute(select(outbox.c.to, outbox.c.subject))
                if "document waits for you" in row.subject]  # fmt: skip
    assert len(told) == 1


def test_what_the_coordinator_hands_in_is_accepted_at_once(site, release) -> None:
    made = hand_in(site, release, COORDINATOR, final=True)

    assert (made["state"], made["acceptance"]) == ("Final", "Accepted")


def test_the_coordinator_accepts_and_the_record_says_who(site, release) -> None:
    made = hand_in(site, release)
    path = f"/releases/{release}/documents/{made['id']}"

    own = site.ask(STAKEHOLDER, "POST", f"{path}/accept")
    told = site.told(COORDINATOR, "POST", f"{path}/accept")
    again = site.ask(COORDINATOR, "POST", f"{path}/accept")

    assert (own.status_code, again.status_code) == (403, 422)
    assert (told["acceptance"], told["accepted_by"]) == ("Accepted", COORDINATOR)


def test_a_document_that_is_sent_back_says_why_and_gets_a_version(
    site, release
) -> None:
    made = hand_in(site, release)
    path = f"/releases/{release}/documents/{made['id']}"

    silent = site.ask(COORDINATOR, "POST", f"{path}/send-back", {})
    back = site.told(COORDINATOR, "POST", f"{path}/send-back", {"reason": "No dates"})
    body = {"file": file("model-2.pdf", PDF + b" with dates")}
    again = site.told(STAKEHOLDER, "POST", f"{path}/versions", body)

    assert silent.status_code == 422
    assert (back["acceptance"], back["reason"]) == ("Sent back", "No dates")
    assert (again["version"], again["acceptance"]) == (2, "Pending")
    versions = site.told("auditor", "GET", f"{path}/versions")["items"]
    assert [v["file_name"] for v in versions] == ["model-2.pdf", "model.pdf"]


def test_every_version_comes_back_byte_for_byte_as_an_attachment(site, release) -> None:
    made = hand_in(site, release)
    path = f"/releases/{release}/documents/{made['id']}/versions/1"

    answer = site.ask("auditor", "GET", path)

    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_nobody_writes_over_a_document_of_somebody_else(site, release) -> None:
    hand_in(site, release, COORDINATOR)
    body = {"type": "Supporting document", "title": "Support model", "text": "Mine"}

    answer = site.ask(STAKEHOLDER, "POST", f"/releases/{release}/documents", body)

    assert answer.status_code == 422
    assert list(answer.json["errors"]) == ["title"]


def test_who_is_not_involved_hands_in_nothing(site, release) -> None:
    body = {"type": "Supporting document", "title": "X", "text": "Y"}

    answer = site.ask("auditor", "POST", f"/releases/{release}/documents", body)

    assert answer.status_code == 403


def test_a_program_or_nothing_at_all_is_refused(site, release) -> None:
    path = f"/releases/{release}/documents"
    body = {"type": "Supporting document", "title": "Tool"}

    program = site.ask(
        STAKEHOLDER, "POST", path, {**body, "file": file("notes.pdf", b"MZ\x90\x00")}
    )
    nothing = site.ask(STAKEHOLDER, "POST", path, body)

    assert (program.status_code, nothing.status_code) == (422, 422)
    assert list(program.json["errors"]) == ["file"]


def test_a_restricted_document_is_listed_and_not_read_by_others(site, release) -> None:
    made = hand_in(site, release, restricted=True, file=None, text="The secret plan")
    path = f"/releases/{release}/documents"

    [listed] = [
        d for d in site.told("intake", "GET", path)["items"] if d["id"] == made["id"]
    ]

    assert (listed["title"], listed["content"]) == ("Support model", None)
    assert site.ask("intake", "GET", f"{path}/{made['id']}").status_code == 403
    page = site.browser("intake").get(f"/releases/{release}/documents/{made['id']}")
    assert page.status_code == 403


def test_a_comment_on_a_version_is_kept_with_its_author(site, release) -> None:
    made = hand_in(site, release)
    path = f"/releases/{release}/documents/{made['id']}/reviews"

    site.told(STAKEHOLDER, "POST", path, {"result": "Comment", "text": "Add a date"})

    [kept] = site.told(COORDINATOR, "GET", f"/releases/{release}/reviews")["items"]
    assert (kept["text"], kept["person"], kept["version"]) == (
        *("Add a date", STAKEHOLDER, 1),
    )


def test_documents_are_handed_in_and_judged_on_their_pages(site, release) -> None:
    theirs, mine = site.browser(STAKEHOLDER), site.browser(COORDINATOR)
    page = f"/releases/{release}/documents"
    form = {"type": "Supporting document", "title": "Support model"}

    wrong = theirs.post(page, form)
    made = theirs.post(page, form, file=(io.BytesIO(PDF), "model.pdf"))
    address = made.headers["Location"]
    silent = mine.post(f"{address}/judge", do="back")
    accepted = mine.post(f"{address}/judge", do="accept")

    assert (wrong.status_code, made.status_code) == (422, 303)
    assert (silent.status_code, accepted.status_code) == (422, 303)
    assert "accepted by" in theirs.get(address).text
    assert "Support model" in theirs.get(f"/releases/{release}?part=documents").text


def test_the_state_of_a_document_is_changed_with_a_reason(site, release) -> None:
    made = hand_in(site, release, COORDINATOR)
    path = f"/releases/{release}/documents/{made['id']}"

    silent = site.ask(COORDINATOR, "PATCH", path, {"state": "Final"})
    told = site.told(COORDINATOR, "PATCH", path, {"state": "Final", "why": "Agreed"})

    assert silent.status_code == 422
    assert told["state"] == "Final"
