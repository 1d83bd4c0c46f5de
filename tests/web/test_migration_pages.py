"""What a version means for what runs, and moving it, by page and by program."""

import re

import pytest

from tests.stories.redrawn import KEY, drawn, with_review, without_crm
from tests.stories.redrawn import publish as publish_in


@pytest.fixture
def owner(site):
    """The process owner."""
    return site.browser("process_owner")


def publish(site, xml: str) -> int:
    """Publish a changed diagram."""
    return publish_in(site, xml)


def at_crm(site) -> str:
    """A release that waits for the note in the CRM."""
    smr = site.file()
    site.do("intake", "S-1.1", needs_smr=True)
    site.do("release_manager", "S-1.2", smr_required=True)
    site.do("release_manager", "S-1.5", coordinator="release_coordinator_smr")
    return smr


def instance_of(site, release_id: str) -> str:
    told = site.told("process_owner", "GET", f"/releases/{release_id}")
    return str(told["instance_id"])


def test_the_page_says_who_can_move_who_cannot_and_why(site, owner):
    site.file()
    at_crm(site)
    number = publish(site, without_crm(with_review(drawn())))

    page = owner.get(f"/processes/{KEY}/impact?version={number}").text

    assert "<dt>Running instances</dt><dd>2</dd>" in page
    assert "<dt>Can move</dt><dd>1</dd>" in page
    assert "(S-1.6), which is no longer there; say which step takes its place." in page
    assert "It will come to “Review for plain language” (S-3.3r), which is new." in page


def test_a_step_that_is_gone_is_mapped_on_the_page(site, owner):
    at_crm(site)
    publish(site, without_crm(drawn()))

    page = owner.get(f"/processes/{KEY}/impact?version=2&map:S-1.6=S-1.6x").text

    assert "<dt>Can move</dt><dd>1</dd>" in page
    assert "becomes" in page


def test_moving_asks_for_a_reason_and_a_confirmation(site, owner):
    site.file()
    publish(site, with_review(drawn()))

    silent = owner.post(f"/processes/{KEY}/impact", version="2", confirmed="yes")
    hasty = owner.post(f"/processes/{KEY}/impact", version="2", why="It is better")

    assert (silent.status_code, hasty.status_code) == (422, 422)
    assert "Say why" in silent.text
    assert "Confirm that you have read it" in hasty.text


def moved(site, owner, **more: str) -> str:
    """All are moved; the page of the batch."""
    given = {"version": "2", "why": "It is better", "confirmed": "yes", **more}
    answer = owner.post(f"/processes/{KEY}/impact", given)
    assert answer.status_code == 303, answer.text
    site.app.work_due()
    return answer.headers["Location"]


def test_the_progress_is_shown_and_the_moves_are_undone(site, owner):
    at_crm(site)
    smr = site.file()
    publish(site, without_crm(with_review(drawn())))

    page = moved(site, owner)
    shown = owner.get(page).text
    assert "2 of 2 are settled" in shown
    assert "cannot move" in shown
    assert "(S-1.6), which is no longer there" in shown
    told = site.told("process_owner", "GET", f"/instances/{instance_of(site, smr)}")
    assert told["version"] == 2
    undone = owner.post(f"{page}/undo")
    site.app.work_due()

    assert undone.status_code == 303
    assert "is back on its former version" in owner.get(page).text
    told = site.told("process_owner", "GET", f"/instances/{instance_of(site, smr)}")
    assert told["version"] == 1


def test_only_those_that_were_ticked_are_moved(site, owner):
    first, second = site.file(), site.file()
    publish(site, with_review(drawn()))

    moved(site, owner, which="some", instance=instance_of(site, second))

    versions = {
        smr: site.told("admin", "GET", f"/instances/{instance_of(site, smr)}")[
            "version"
        ]
        for smr in (first, second)
    }
    assert versions == {first: 1, second: 2}


def test_the_impact_of_a_draft_is_seen_before_it_is_published(site, owner):
    at_crm(site)
    xml = without_crm(drawn()).encode()
    body = site.flask.test_client().post(
        f"/api/v1/processes/{KEY}/drafts",
        data=xml,
        headers={"Authorization": f"Bearer {site.token('process_owner')}"},
        content_type="application/xml",
    )

    page = owner.get(f"/processes/{KEY}/impact?draft={body.json['draft']}").text

    assert "Impact of draft 1" in page
    assert "cannot move now" in page
    assert "Move them" not in page


def test_it_is_told_in_french(site, owner):
    at_crm(site)
    publish(site, without_crm(with_review(drawn())))
    owner.get("/language/fr")

    page = owner.get(f"/processes/{KEY}/impact?version=2").text

    assert "Instances en cours" in page
    assert re.search(r"\(S-1\.6\), qui n’existe plus", page)


def test_a_program_tries_moves_and_takes_back_one_instance(site):
    smr = site.file()
    instance_id = instance_of(site, smr)
    publish(site, with_review(drawn()))
    path = f"/instances/{instance_id}/migrate"

    tried = site.told("process_owner", "POST", path, {"version": 2, "dry_run": True})
    assert site.told("admin", "GET", f"/instances/{instance_id}")["version"] == 1
    done = site.told("process_owner", "POST", path, {"version": 2, "reason": "Better"})

    assert [c["kind"] for c in tried["changes"]] == ["step-added"]
    assert (tried["dry_run"], done["dry_run"]) == (True, False)
    assert site.told("admin", "GET", f"/instances/{instance_id}")["version"] == 2
    back = f"/migrations/{done['migration_id']}/undo"
    site.told("process_owner", "POST", back, {"reason": "Not yet"})
    assert site.told("admin", "GET", f"/instances/{instance_id}")["version"] == 1


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_program_is_told_why_an_instance_cannot_move(site, dry_run):
    smr = at_crm(site)
    publish(site, without_crm(drawn()))
    body = {"version": 2, "dry_run": dry_run, "reason": "Better"}
    path = f"/instances/{instance_of(site, smr)}/migrate"

    refused = site.ask("process_owner", "POST", path, body)
    mapped = site.ask(
        "process_owner", "POST", path, {**body, "mapping": {"S-1.6": "S-1.6x"}}
    )

    assert refused.status_code == 409
    assert "(S-1.6), which is no longer there" in refused.json["detail"]
    assert mapped.status_code == 200


def test_a_program_moves_a_batch_and_follows_it(site):
    site.file()
    at_crm(site)
    publish(site, without_crm(with_review(drawn())))

    seen = site.told("auditor", "GET", f"/processes/{KEY}/impact?version=2")
    begun = site.ask(
        "process_owner",
        "POST",
        f"/processes/{KEY}/migrations",
        {"version": 2, "reason": "Better"},
    )
    site.app.work_due()
    told = site.told("auditor", "GET", f"/migrations/{begun.json['id']}")

    assert (seen["total"], seen["can_move"], seen["cannot_move"]) == (2, 1, 1)
    assert begun.status_code == 201
    assert told["state"] == "done"
    assert told["counts"] == {"moved": 1, "refused": 1}
    (refused,) = [i for i in told["items"] if i["state"] == "refused"]
    assert "S-1.6" in refused["obstacles"][0]["says"]


def test_only_owners_and_operators_move(site):
    site.file()
    publish(site, with_review(drawn()))
    body = {"version": 2, "reason": "Better"}

    answer = site.ask("auditor", "POST", f"/processes/{KEY}/migrations", body)

    assert answer.status_code == 403
