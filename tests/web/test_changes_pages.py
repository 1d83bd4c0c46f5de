"""From a draft to a reviewed version, with browsers and programs of the people."""

from datetime import timedelta

import pytest

from engine import catalogue
from tests.web.test_outline_edit_page import do

KEY = "dcs_weekly_status"
SAID = {"reason": "Say more", "acceptance_test": "A task has a new name."}


@pytest.fixture
def owner(site):
    """The process owner, with a draft in which a step is renamed."""
    browser = site.browser("process_owner")
    browser.post(f"/processes/{KEY}/outline-edit/begin")
    do(browser, "change", "W-1", name="Tell how it stands", form="d-weekly-status")
    return browser


def review(site, decision: str, comments: str = "", by: str = "release_manager"):
    """A second person's word on the change."""
    return site.do(by, "C-2", decision=decision, comments=comments)


def submit(owner, **more: str) -> str:
    """Submit the draft; the page of the change."""
    answer = owner.post(f"/processes/{KEY}/drafts/1/submit", {**SAID, **more})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def newest(site) -> int:
    with site.app.read() as conn:
        return site.app.engine.catalogue.latest(conn, KEY).number


def in_force(site) -> int:
    with site.app.read() as conn:
        at = site.clock.now()
        return site.app.engine.catalogue.latest(conn, KEY, at=at).number


def test_an_approved_change_is_published_by_the_owner_and_says_who_reviewed_it(
    site, owner
):
    page = submit(owner, announcement="The weekly task is called otherwise.")
    review(site, "Approve", "Good")
    site.do("process_owner", "C-4", decision="Publish")

    assert newest(site) == 2
    told = owner.get(page).text
    assert ("Good" in told and "Mara" in told) or "release_manager" in told
    versions = owner.get(f"/processes/{KEY}/versions").text
    assert "Say more" in versions
    shown = owner.get(f"/processes/{KEY}").text
    assert "A task has a new name." in shown
    assert "The weekly task is called otherwise." in shown


def test_everybody_of_the_process_is_told_of_it_in_their_language(site, owner):
    submit(owner, announcement="It is called otherwise.")
    review(site, "Approve")
    site.do("process_owner", "C-4", decision="Publish")

    mails = site.told("process_owner", "GET", "/releases")  # the office is there
    assert mails is not None
    page = owner.get("/mail").text
    assert "The process changed: Weekly status to the release manager" in page


def test_the_author_cannot_review_the_own_change(site, owner):
    submit(owner)
    task = site.task("process_owner", "C-2")

    answer = site.ask(
        "process_owner",
        "POST",
        f"/tasks/{task['id']}/complete",
        {"answers": {"decision": "Approve"}},
    )

    assert answer.status_code == 422
    assert "second person" in answer.json["errors"]["decision"]


def test_a_change_that_is_sent_back_is_mended_and_submitted_again(site, owner):
    submit(owner)
    review(site, "Send back", "Name it shorter.")
    do(owner, "change", "W-1", name="Status", form="d-weekly-status")
    site.do("process_owner", "C-3", decision="Submit again")
    review(site, "Approve")
    site.do("process_owner", "C-4", decision="Publish")

    assert newest(site) == 2
    assert (
        b'name="Status"'
        in site.browser("auditor").get(f"/processes/{KEY}/versions/2.bpmn").data
    )


def test_what_was_changed_after_the_submission_is_not_approved(site, owner):
    submit(owner)
    do(owner, "change", "W-1", name="Something else", form="d-weekly-status")
    task = site.task("release_manager", "C-2")

    answer = site.ask(
        "release_manager",
        "POST",
        f"/tasks/{task['id']}/complete",
        {"answers": {"decision": "Approve"}},
    )

    assert answer.status_code == 422
    assert "was changed after" in answer.json["errors"]["decision"]


def test_an_approved_change_is_published_by_itself_at_its_effective_date(site, owner):
    submit(owner, effective_at="2026-02-02T09:00")
    review(site, "Approve")
    site.app.work_due()
    assert newest(site) == 1

    site.clock.advance(timedelta(days=28))
    site.app.work_due()

    assert (newest(site), in_force(site)) == (2, 2)


def test_published_before_its_date_new_instances_wait_for_it(site, owner):
    submit(owner, effective_at="2026-02-02T09:00")
    review(site, "Approve")
    site.do("process_owner", "C-4", decision="Publish")

    assert (newest(site), in_force(site)) == (2, 1)
    site.clock.advance(timedelta(days=28))
    assert in_force(site) == 2


def test_without_review_a_reason_is_needed_and_shown(site, owner):
    publish = f"/processes/{KEY}/drafts/1/publish"
    assert owner.post(publish, why=" ").status_code == 303
    assert newest(site) == 1

    owner.post(publish, why="A typing error")

    assert newest(site) == 2
    page = owner.get(f"/processes/{KEY}/versions").text
    assert "A typing error" in page
    assert "not reviewed" in page


def test_a_draft_under_review_is_not_published_beside_it(site, owner):
    submit(owner)

    owner.post(f"/processes/{KEY}/drafts/1/publish", why="Quick")

    assert newest(site) == 1
    answer = site.ask(
        "process_owner", "POST", f"/processes/{KEY}/drafts/1/publish", {"reason": "x"}
    )
    assert answer.status_code == 422


def test_an_older_version_is_published_again_as_a_new_one(site, owner):
    owner.post(f"/processes/{KEY}/drafts/1/publish", why="First")

    owner.post(f"/processes/{KEY}/versions/1/again", why="It was better")

    with site.app.read() as conn:
        first = catalogue.version_row(conn, KEY, 1)
        third = catalogue.version_row(conn, KEY, 3)
    assert third.xml == first.xml
    assert third.why == "It was better"
    assert "Version 1 again" in owner.get(f"/processes/{KEY}/versions").text


def test_a_withdrawn_change_leaves_the_draft_and_publishes_nothing(site, owner):
    submit(owner)
    review(site, "Send back", "No.")
    site.do("process_owner", "C-3", decision="Withdraw")

    assert newest(site) == 1
    assert "Withdrawn changes" in owner.get(f"/processes/{KEY}/versions").text
    assert owner.get(f"/processes/{KEY}/drafts/1/submit").status_code == 200


def test_the_difference_tells_one_property_and_marks_the_picture(owner):
    page = owner.get(f"/processes/{KEY}/diff?from=1&to=draft-1").text

    assert "Give weekly status" in page
    assert "Tell how it stands" in page
    assert page.count("<del") == page.count("<ins")
    assert "changed" in page


def test_nobody_looks_at_a_draft_who_may_not(site, owner):
    page = f"/processes/{KEY}/diff?from=1&to=draft-1"

    assert site.browser("stakeholder").get(page).status_code == 403
    assert site.browser("stakeholder").get(f"/processes/{KEY}/diff").status_code == 404


def test_while_no_version_is_in_force_the_first_one_starts(site, owner):
    owner.post(f"/processes/{KEY}/drafts/1/publish", why="A typing error")
    before = site.clock.now() - timedelta(days=3650)

    with site.app.read() as conn:
        assert site.app.engine.catalogue.latest(conn, KEY, at=before).number == 1
