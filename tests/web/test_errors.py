"""What people and programs are told when something is refused or goes wrong."""

from tests.web.conftest import Site


def test_a_page_that_does_not_exist_says_what_to_do(site: Site) -> None:
    answer = site.browser("intake").get("/nosuch")

    assert answer.status_code == 404
    assert "<title>Error: There is no such page" in answer.text
    assert "look for it under Releases" in answer.text


def test_a_program_gets_a_problem_document(site: Site) -> None:
    answer = site.ask("intake", "GET", "/releases/SMR-2026-9999")

    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == 404
    assert answer.json["title"]
    assert answer.json["detail"] == "There is no release “SMR-2026-9999”."


def test_a_wrong_method_is_a_problem_too(site: Site) -> None:
    answer = site.ask("intake", "DELETE", "/releases")

    assert answer.status_code == 405
    assert answer.mimetype == "application/problem+json"
    assert "POST" in answer.headers["Allow"]


def test_json_that_is_none_is_refused(site: Site) -> None:
    answer = site.flask.test_client().post(
        "/api/v1/releases",
        data="{not json",
        content_type="application/json",
        headers={"Authorization": f"Bearer {site.token('intake')}"},
    )

    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


def test_deep_json_is_refused(site: Site) -> None:
    deep = {"process": "smr", "title": "x", "scope": [[[]]]}
    for _ in range(50):
        deep = {"process": "smr", "title": "x", "more": deep}

    assert site.ask("intake", "POST", "/releases", deep).status_code == 400


def test_what_is_too_large_is_refused(site: Site) -> None:
    body = {"process": "smr", "title": "x" * 3_000_000}

    answer = site.ask("intake", "POST", "/releases", body)

    assert answer.status_code == 413
    assert answer.mimetype == "application/problem+json"


def test_a_mistake_of_ours_shows_a_reference_and_no_traceback(
    site: Site, capsys
) -> None:
    def broken() -> str:
        raise RuntimeError("the inner life of the product")

    site.flask.view_functions["inbox.index"].policy  # noqa: B018 - it has one
    broken.policy = site.flask.view_functions["inbox.index"].policy  # type: ignore[attr-defined]
    site.flask.view_functions["inbox.index"] = broken

    answer = site.browser("intake").get("/")

    assert answer.status_code == 500
    assert "Reference" in answer.text
    assert "inner life" not in answer.text
    assert "Traceback" not in answer.text
