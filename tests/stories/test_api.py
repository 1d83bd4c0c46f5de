"""Releases worked through the interface alone, by programs that know the contract."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.stories.client import Client, Crew, Json
from tests.stories.decisions import ALL_IS_WELL
from tests.support.serving import Site

COLLECTIONS = (
    *("documents", "deliverables", "stakeholders", "meetings", "issues", "risks"),
    *("deviations", "actions", "mop", "updates", "decisions", "links", "notes"),
    *("feedback", "approvals", "messages", "audit", "mail"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation that serves, and has nothing to regret at the end."""
    site = Site(tmp_path_factory.mktemp("site"))
    site.start()
    yield site
    site.stop()
    assert "Traceback" not in site.log.read_text()
    assert "All invariants hold." in site.must("verify")


@pytest.fixture(scope="module")
def crew(site: Site) -> Crew:
    """Everybody's program, with a token each."""
    return Crew.hired(site, ALL_IS_WELL)


def filed(crew: Crew, process: str, title: str) -> str:
    """A request, as the intake files it."""
    body = {"process": process, "title": title}
    return str(crew["intake"].post("/releases", body).must(201)["id"])


def decided(crew: Crew, release_id: str, kind: str) -> list[str]:
    """What was decided, oldest first."""
    rows = crew.rows(release_id, "decisions")
    return [row["value"] for row in rows if row["kind"] == kind]


def standing(crew: Crew, release_id: str) -> Json:
    """Everything that the interface tells of a release, but drafts."""
    crew.settle()
    return {
        "release": crew.release(release_id),
        "instance": crew.instance(release_id),
        "open": crew.open_tasks(release_id),
        **{name: crew.rows(release_id, name) for name in COLLECTIONS},
    }


def test_both_kinds_of_release_go_from_the_request_to_closed(crew: Crew) -> None:
    smr = filed(crew, "smr", "Move the payroll portal to the new data centre")
    assert crew.release(smr)["status"] == "Submitted"
    assert crew.release(smr)["milestone"] is None
    crew.work(smr, until=lambda: crew.open_steps(smr) == ["S-6.1"])
    assert crew.release(smr)["status"] == "Active"
    assert crew.release(smr)["milestone"] == "Build"
    assert {d["person"] for d in crew.rows(smr, "stakeholders")} == {
        *("stakeholder", "service_owner"),
    }
    assert crew.rows(smr, "deliverables")
    assert crew.rows(smr, "documents")

    dcs = filed(crew, "dcs", "Deploy the payroll portal")
    change = {"crq_needed": True, "crq_no": "CRQ000042", "source": "SMEI via SPIM"}
    crew.do(dcs, "D-1.1", smr_release=smr, **change)
    assert crew.release(smr)["linked"] == [dcs]
    assert crew.release(dcs)["linked"] == [smr]
    crew.work(dcs, until=lambda: "smr_go" in crew.waits_for(dcs))
    assert crew.release(dcs)["milestone"] == "Build/Test"

    crew.work(smr, until=lambda: decided(crew, smr, "Go/No-Go") == ["Go"])
    crew.settle()
    assert crew.open_steps(dcs) == ["D-8.W"]
    approved = {"name": "crq_approved", "correlation": {"release_id": dcs}}
    told = crew["release_coordinator_dcs"].post("/messages", approved)
    assert (told.status, told.body["state"]) == (200, "taken")
    assert crew.open_steps(dcs) == ["D-8.2"]
    crew.work(dcs, until=lambda: "D-8.4" in crew.open_steps(dcs))
    assert crew.release(dcs)["milestone"] == "Deployment"

    crew.work(dcs, smr, until=lambda: crew.release(dcs)["status"] == "Closed")
    crew.work(smr, until=lambda: "S-9.2" in crew.open_steps(smr))
    release = crew.release(smr)
    assert release["milestone"] == "Deployment"
    assert crew.now() >= datetime.fromisoformat(release["stabilization_end"])
    crew.work(smr, until=lambda: crew.release(smr)["status"] == "Closed")

    _look_back(crew, smr, "S-1.1", "S-7.5", "S-9.1", "S-10.7")
    _look_back(crew, dcs, "D-1.1", "D-8.2", "D-9.5")


def _look_back(crew: Crew, release_id: str, *passed: str) -> None:
    """A closed release tells how it came about."""
    release, instance = crew.release(release_id), crew.instance(release_id)
    assert release["status_reason"] == "Successful"
    assert release["milestone"] == "Close down"
    assert (instance["state"], instance["waiting"]) == ("completed", [])
    assert set(passed) <= {step["step"] for step in instance["path"]}
    asked = {"scope": "all", "state": "done", "release": release_id, "per_page": 200}
    done = crew["release_manager"].get("/tasks", **asked).must()["items"]
    changes = crew.rows(release_id, "audit")
    signed = {
        (each["entity_id"], each["by"])
        for each in changes
        if each["entity"] == "task" and each["new"] == "done"
    }
    assert signed >= {(task["id"], task["completed_by"]) for task in done}
    completed = [(step["step"], step["by"]) for step in instance["path"]]
    steps = [task for task in done if task["kind"] == "step"]
    assert {(t["step"], t["completed_by"]) for t in steps} <= set(completed)
    statuses = [e["new"] for e in reversed(changes) if e["field"] == "status"]
    assert statuses[-1] == "Closed"


def test_wrong_answers_are_named_by_field_and_change_nothing(crew: Crew) -> None:
    smr = filed(crew, "smr", "A portal with a wrong form")
    task = crew.task(smr, "S-1.1")
    worker = crew[crew.worker_of(task)]
    worker.post(f"/tasks/{task['id']}/claim").must(200)
    before = standing(crew, smr)
    wrong = {"title": "", "scope_in": "no list", "PM": 7}

    answer = worker.post(f"/tasks/{task['id']}/complete", {"answers": wrong})

    assert answer.status == 422
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert {*wrong, "needs_smr"} <= set(answer.body["errors"])
    assert all(isinstance(each, str) for each in answer.body["errors"].values())
    assert standing(crew, smr) == before
    kept = worker.get(f"/tasks/{task['id']}").must()["draft"]
    assert kept["scope_in"] == "no list"
    assert (
        crew.answer(
            worker,
            task,
            {
                "scope_in": ["End users affected"],
                "title": "A portal",
                "PM": "project_manager",
            },
        ).status
        == 200
    )


@pytest.mark.parametrize("answers", [[], "text", 7, {"title": {"deep": []}}])
def test_answers_of_any_shape_are_refused_politely(crew: Crew, answers: Any) -> None:
    smr = filed(crew, "smr", "A portal with odd answers")
    task = crew.task(smr, "S-1.1")
    worker = crew[crew.worker_of(task)]

    answer = worker.post(f"/tasks/{task['id']}/complete", {"answers": answers})

    assert answer.status == 422
    assert answer.body["errors"]
    assert crew.open_steps(smr) == ["S-1.1"]


def test_the_task_of_somebody_else_cannot_be_completed(crew: Crew) -> None:
    smr = filed(crew, "smr", "A portal that is not yours")
    task = crew.task(smr, "S-1.1")
    before = standing(crew, smr)

    answer = crew.answer(crew["release_coordinator_dcs"], task, {})

    assert answer.status == 403
    assert standing(crew, smr) == before


def test_a_task_that_is_done_cannot_be_done_again(crew: Crew) -> None:
    smr = filed(crew, "smr", "A portal that is asked for twice")
    task = crew.task(smr, "S-1.1")
    crew.complete(task)
    before = standing(crew, smr)

    again = crew.answer(crew["intake"], task, {})

    assert again.status == 409
    assert standing(crew, smr) == before


def test_a_stranger_is_told_nothing(crew: Crew, site: Site) -> None:
    smr = filed(crew, "smr", "A portal behind a door")
    stranger, forger = Client(site.url), Client(site.url, "erm_made_up")

    assert stranger.get(f"/releases/{smr}").status == 401
    assert forger.get("/tasks").status == 401
    assert crew["intake"].get("/releases/SMR-1999-0001").status == 404
    assert crew["intake"].get("/tasks/1").status == 404


def test_a_message_is_taken_once_and_refused_when_nobody_waits(crew: Crew) -> None:
    smr = filed(crew, "smr", "A portal without a message")
    manager, to = crew["release_manager"], {"correlation": {"release_id": smr}}

    assert manager.post("/messages", {"name": "proceed", **to}).status in (403, 409)
    assert manager.post("/messages", {"name": "no_such", **to}).status == 422
    assert manager.post("/messages", {"name": "cancel_release"}).status == 422
    unreasoned = manager.post("/messages", {"name": "cancel_release", **to})
    assert (unreasoned.status, set(unreasoned.body["errors"])) == (422, {"reason"})
    cancel = {"name": "cancel_release", "payload": {"reason": "No funding"}, **to}
    once = manager.post("/messages", {**cancel, "idempotency_key": f"{smr}-1"})
    twice = manager.post("/messages", {**cancel, "idempotency_key": f"{smr}-1"})

    assert (once.status, twice.status) == (200, 200)
    assert crew.release(smr)["status"] == "Cancelled"
    assert len(crew.rows(smr, "messages")) == 1
    assert manager.post("/messages", cancel).status == 409


def test_a_release_is_cancelled_by_its_process_and_not_by_its_instance(
    crew: Crew,
) -> None:
    dcs = filed(crew, "dcs", "A deployment that is given up")
    manager, reason = crew["release_manager"], {"reason": "No longer needed"}
    instance_id = crew.release(dcs)["instance_id"]

    assert manager.post(f"/instances/{instance_id}/cancel", reason).status == 409
    assert crew.release(dcs)["status"] != "Cancelled"
    assert manager.post(f"/releases/{dcs}/cancel", {}).status == 422
    assert manager.post(f"/releases/{dcs}/cancel", reason).status == 200

    assert crew.release(dcs)["status"] == "Cancelled"
    assert crew.instance(dcs)["state"] == "completed"
    assert crew.open_tasks(dcs) == []
    last = crew.rows(dcs, "decisions")[-1]
    assert (last["kind"], last["reason"]) == ("Cancel", "No longer needed")


def test_a_change_by_hand_must_name_the_state_that_it_changes(crew: Crew) -> None:
    smr = filed(crew, "smr", "A portal with two editors")
    path, manager = f"/releases/{smr}", crew["release_manager"]
    read = manager.get(path).headers["ETag"]

    assert manager.ask("PATCH", path, {"title": "First"}).status == 428
    assert manager.ask("PATCH", path, {"title": "First"}, If_Match=read).status == 200
    assert manager.ask("PATCH", path, {"title": "Late"}, If_Match=read).status == 412

    assert crew.release(smr)["title"] == "First"
