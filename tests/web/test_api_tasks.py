"""Tasks by the interface: taken, passed on, completed, refused."""

from tests.web.conftest import Site


def test_a_task_has_what_the_contract_names(site: Site) -> None:
    release_id = site.file()

    task = site.task("intake", "S-1.1")

    assert task["release_id"] == release_id
    assert task["step"] == "S-1.1"
    assert task["kind"] == "step"
    assert task["process"] == "smr_release"
    assert task["version"] == 1
    assert task["role"] == "intake"
    assert task["state"] == "open"
    assert task["assignee"] is None
    assert task["due_at"]
    assert {"name", "type", "label", "required"} <= set(task["form"]["fields"][0])
    assert task["draft"] is None


def test_mine_are_those_i_hold_and_roles_those_i_may_claim_too(site: Site) -> None:
    site.file()
    task = site.task("intake", "S-1.1")

    before = site.told("intake", "GET", "/tasks?scope=mine")["total"]
    site.told("intake", "POST", f"/tasks/{task['id']}/claim")
    after = site.told("intake", "GET", "/tasks?scope=mine")["total"]

    assert (before, after) == (0, 1)
    assert site.told("stakeholder", "GET", "/tasks?scope=all")["total"] == 0


def test_completing_says_what_is_open_next(site: Site) -> None:
    site.file()

    done = site.do("intake", "S-1.1", needs_smr=True)

    assert done["state"] == "done"
    assert [task["step"] for task in done["next"]] == ["S-1.2"]
    assert site.told("intake", "GET", "/tasks?state=done&scope=mine")["total"] == 1


def test_wrong_answers_are_told_by_field_and_kept(site: Site) -> None:
    site.file()
    task = site.task("intake", "S-1.1")
    path = f"/tasks/{task['id']}"

    answer = site.ask(
        "intake", "POST", f"{path}/complete", {"answers": {"scope": "Everything"}}
    )

    assert answer.status_code == 422
    assert answer.json["errors"]["oa_date"]
    again = site.told("intake", "GET", path)
    assert again["state"] == "open"
    assert again["draft"]["scope"] == "Everything"


def test_an_unknown_field_is_refused(site: Site) -> None:
    site.file()
    task = site.task("intake", "S-1.1")
    answers = site.answers(task, needs_smr=True, colour="red")

    answer = site.ask(
        "intake", "POST", f"/tasks/{task['id']}/complete", {"answers": answers}
    )

    assert answer.status_code == 422
    assert "colour" in answer.json["errors"]


def test_a_task_is_done_once(site: Site) -> None:
    site.file()
    task = site.task("intake", "S-1.1")
    answers = site.answers(task, needs_smr=True)
    path = f"/tasks/{task['id']}/complete"

    first = site.ask("intake", "POST", path, {"answers": answers})
    second = site.ask("intake", "POST", path, {"answers": answers})

    assert (first.status_code, second.status_code) == (200, 409)
    assert "no longer open" in second.json["detail"]


def test_a_task_of_others_is_refused(site: Site) -> None:
    site.file()
    task = site.task("intake", "S-1.1")

    answer = site.ask(
        "release_manager", "POST", f"/tasks/{task['id']}/complete", {"answers": {}}
    )

    assert answer.status_code == 403


def test_somebody_else_s_task_is_a_conflict(site: Site) -> None:
    with site.app.command() as context:
        from tasks.people.admission import add_person

        add_person(
            context, "ivy", name="Ivy", email="ivy@example.org", roles=["intake"]
        )
    site.file()
    task = site.task("intake", "S-1.1")
    site.told("ivy", "POST", f"/tasks/{task['id']}/claim")

    claimed = site.ask("intake", "POST", f"/tasks/{task['id']}/claim")
    completed = site.ask(
        "intake", "POST", f"/tasks/{task['id']}/complete", {"answers": {}}
    )

    assert (claimed.status_code, completed.status_code) == (409, 409)


def test_a_draft_is_kept_however_wrong(site: Site) -> None:
    site.file()
    path = f"/tasks/{site.task('intake', 'S-1.1')['id']}"

    told = site.told(
        "intake", "POST", f"{path}/draft", {"answers": {"oa_date": "soon"}}
    )

    assert told["draft"] == {"oa_date": "soon"}
    assert told["values"]["oa_date"] == "soon"


def test_passing_on_needs_somebody_with_the_role(site: Site) -> None:
    site.file()
    path = f"/tasks/{site.task('intake', 'S-1.1')['id']}/delegate"

    refused = site.ask("intake", "POST", path, {"to": "auditor"})

    assert refused.status_code == 422
    assert site.ask("intake", "POST", path, {}).status_code == 422


def test_answers_must_be_an_object(site: Site) -> None:
    site.file()
    path = f"/tasks/{site.task('intake', 'S-1.1')['id']}/complete"

    answer = site.ask("intake", "POST", path, {"answers": "yes"})

    assert answer.status_code == 422
