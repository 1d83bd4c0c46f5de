"""A release's page: where it stands, what it gathers, what one may do."""

from tests.web.conftest import Site


def test_the_page_shows_what_is_open_and_with_whom(site: Site) -> None:
    release_id = site.file()

    text = site.browser("intake").get(f"/releases/{release_id}").text

    assert f"<title>{release_id} New e-mail gateway" in text
    assert "Open now" in text
    assert "Review new project" in text
    assert 'class="erm-steps"' in text


def test_every_part_of_the_page_is_shown(site: Site) -> None:
    release_id = site.file()
    browser = site.browser("release_manager")
    parts = (
        *("overview", "plan", "documents", "work"),
        *("deployment", "closing", "mail", "history"),
    )

    statuses = [
        browser.get(f"/releases/{release_id}?part={part}").status_code for part in parts
    ]

    assert statuses == [200] * len(parts)


def test_the_release_manager_may_cancel_and_others_do_not_see_how(site: Site) -> None:
    path = f"/releases/{site.file()}"

    assert "Cancel release" in site.browser("release_manager").get(path).text
    assert "Cancel release" not in site.browser("intake").get(path).text


def test_cancelling_from_the_page_needs_a_reason(site: Site) -> None:
    path = f"/releases/{site.file()}"
    browser = site.browser("release_manager")

    silent = browser.post(f"{path}/messages/cancel_release")
    told = browser.post(f"{path}/messages/cancel_release", reason="No funds this year")

    assert silent.status_code == 422
    assert "<title>Error: Cancel release" in silent.text
    assert told.status_code == 303
    assert "Cancelled" in browser.get(path).text


def test_a_message_the_process_does_not_wait_for_is_not_offered(site: Site) -> None:
    path = f"/releases/{site.file()}/messages/proceed"

    assert site.browser("release_manager").get(path).status_code == 409


def test_a_correction_needs_a_reason_and_keeps_what_was_typed(site: Site) -> None:
    path = f"/releases/{site.file()}"
    browser = site.browser("release_manager")
    version = site.told("auditor", "GET", path)["version"]

    silent = browser.post(f"{path}/edit", title="New name", version=version)
    told = browser.post(f"{path}/edit", title="New name", version=version, why="Typo")

    assert silent.status_code == 422
    assert 'value="New name"' in silent.text
    assert told.status_code == 303
    history = browser.get(f"{path}?part=history").text
    assert "New name" in history
    assert "Typo" in history


def test_a_stale_correction_is_refused(site: Site) -> None:
    path = f"/releases/{site.file()}"
    browser = site.browser("release_manager")

    answer = browser.post(f"{path}/edit", title="Late", version=99, why="Typo")

    assert answer.status_code == 422
    assert "was changed since you read it" in answer.text


def test_an_issue_is_added_on_the_page(site: Site) -> None:
    path = f"/releases/{site.file()}"
    browser = site.browser("release_manager")

    browser.post(f"{path}/entries/issues", text="The gateway drops mail")

    assert "The gateway drops mail" in browser.get(f"{path}?part=work").text


def test_a_document_is_downloaded_and_never_shown_inline(site: Site) -> None:
    release_id = site.file()
    site.do("intake", "S-1.1", needs_smr=True)
    [document, *_] = [
        d
        for d in site.told("auditor", "GET", f"/releases/{release_id}/documents")[
            "items"
        ]
        if d["version"]
    ]

    answer = site.browser("auditor").get(
        f"/releases/{release_id}/documents/{document['id']}/{document['version']}"
    )

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_a_request_is_filed_from_the_page(site: Site) -> None:
    browser = site.browser("intake")

    wrong = browser.post("/releases/new", process="smr", title="", scope="All of it")
    filed = browser.post(
        "/releases/new", process="smr", title="Mail", scope="All of it"
    )

    assert wrong.status_code == 422
    assert "All of it" in wrong.text
    assert filed.headers["Location"] == "/releases/SMR-2026-0001"


def test_who_may_not_file_is_told_whom_to_ask(site: Site) -> None:
    answer = site.browser("stakeholder").get("/releases/new")

    assert answer.status_code == 403
    assert "Ask one of them" in answer.text
