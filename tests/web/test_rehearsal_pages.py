"""The process owner rehearses a draft in the browser and keeps that as its tests."""

import re

import pytest

from tests.stories.redrawn import KEY, drawn

BASE = f"/processes/{KEY}/rehearsal"


@pytest.fixture
def owner(site):
    """The process owner, with a draft of the SMR process."""
    answer = site.flask.test_client().post(
        f"/api/v1/processes/{KEY}/drafts",
        data=drawn().encode(),
        headers={"Authorization": f"Bearer {site.token('process_owner')}"},
        content_type="application/xml",
    )
    assert answer.status_code == 201
    return site.browser("process_owner")


def page(owner) -> str:
    return owner.get(f"{BASE}?draft=1").text


def deed(owner, what: str, **fields: str):
    answer = owner.post(f"{BASE}/1/{what}", fields)
    assert answer.status_code == 303, answer.text
    return page(owner)


def task_of(text: str, step: str) -> str:
    """The address of the open task of a step."""
    found = re.search(rf'href="({BASE}/1/tasks/\w+)">[^<]*</a><small[^>]*>{step}', text)
    assert found, step
    return found[1]


def test_a_task_is_worked_with_its_real_form_and_nothing_real_changes(site, owner):
    shown = deed(owner, "begin")
    address = task_of(shown, "S-1.1")

    empty = owner.post(address, do="complete")
    form = owner.get(address).text
    other = owner.get(f"{address}?as=executive").text

    assert empty.status_code == 422
    assert 'name="organization"' in form
    assert "This role may not work this task." in other
    assert site.told("admin", "GET", "/releases")["total"] == 0
    assert site.told("admin", "GET", "/tasks?scope=all")["total"] == 0


def test_it_plays_shows_path_data_and_mails_and_moves_the_clock(site, owner):
    deed(owner, "begin")
    played = deed(owner, "play")
    later = deed(owner, "clock", hours="24")

    assert "S-2.2" in played
    assert "Mails it would send" in played
    assert "2026-01-06" in later
    with site.app.read() as conn:
        from engine.outbox import outbox

        assert conn.execute(outbox.select()).all() == []


def test_a_rehearsal_is_over_when_it_is_ended(owner):
    deed(owner, "begin")
    over = deed(owner, "end")

    assert "Begin the rehearsal" in over
    assert "begin it anew" in deed(owner, "play")


def test_a_rehearsal_is_saved_as_a_scenario_that_is_run(site, owner):
    deed(owner, "begin")
    deed(owner, "play")
    saved = deed(owner, "scenarios", name="straight-on", title="Straight on")
    ran = deed(owner, "scenarios/run")

    assert "not run" in saved
    assert "All scenarios pass." in ran
    assert ">passed<" in owner.get(f"/processes/{KEY}/drafts/1").text


def test_a_failing_scenario_must_be_acknowledged_at_publishing(site, owner):
    deed(owner, "begin")
    deed(owner, "scenarios", name="begins", title="It begins")
    publish = f"/processes/{KEY}/drafts/1/publish"

    silent = owner.post(publish, why="In a hurry")
    told = owner.get(silent.headers["Location"]).text
    owner.post(publish, why="In a hurry", scenarios="known")

    assert "Scenarios of the draft fail or were not run: begins." in told
    versions = site.told("admin", "GET", f"/processes/{KEY}/versions")
    assert versions["items"][0]["version"] == 2


def test_programs_acknowledge_it_too(site, owner):
    deed(owner, "begin")
    deed(owner, "scenarios", name="begins", title="It begins")
    path = f"/processes/{KEY}/drafts/1/publish"

    refused = site.ask("process_owner", "POST", path, {"reason": "Now"})
    done = site.ask(
        "process_owner", "POST", path, {"reason": "Now", "scenarios": "known"}
    )

    assert refused.status_code == 422
    assert "begins" in refused.json["detail"]
    assert done.status_code == 201


def test_others_do_not_see_a_rehearsal(site, owner):
    deed(owner, "begin")

    manager = site.browser("release_manager").get(f"{BASE}?draft=1").text
    stakeholder = site.browser("stakeholder").get(f"{BASE}?draft=1")

    assert "Begin the rehearsal" in manager
    assert stakeholder.status_code == 403
