"""A task's page: its form, with and without JavaScript; answers are never lost."""

import io
import re

from tasks.people.demonstration import CAST
from tests.web.conftest import Site


def page_of(site: Site, user: str, step: str) -> str:
    """The address of a task's page."""
    return f"/tasks/{site.task(user, step)['id']}"


def test_the_page_shows_instructions_form_and_release(site: Site) -> None:
    release_id = site.file(organization="Transportation")

    text = site.browser("intake").get(page_of(site, "intake", "S-1.1")).text

    assert "What to do" in text
    assert 'name="title"' in text
    assert 'value="New e-mail gateway"' in text
    assert release_id in text
    assert "Consulted" in text


def test_every_label_names_an_input_of_the_page(site: Site) -> None:
    site.file()

    text = site.browser("intake").get(page_of(site, "intake", "S-1.1")).text
    text = re.sub(r"<template.*?</template>", "", text, flags=re.DOTALL)

    ids = re.findall(r'\sid="([^"]+)"', text)
    assert set(re.findall(r'<label for="([^"]+)"', text)) <= set(ids)
    assert len(ids) == len(set(ids))


def test_wrong_answers_come_back_with_a_summary_that_leads_to_them(site: Site) -> None:
    site.file()
    browser, page = site.browser("intake"), page_of(site, "intake", "S-1.1")

    answer = browser.post(page, {"do": "complete", "scope": "All of the mail"})

    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    assert "All of the mail" in answer.text
    leads = re.findall(r'<li><a href="#(f-[^"]+)">', answer.text)
    assert len(leads) > 3
    assert all(f'id="{each}"' in answer.text for each in leads)
    assert 'aria-invalid="true"' in answer.text


def test_refused_answers_are_still_there_tomorrow(site: Site) -> None:
    site.file()
    browser, page = site.browser("intake"), page_of(site, "intake", "S-1.1")
    browser.post(page, {"do": "complete", "scope": "All of the mail"})

    assert "All of the mail" in browser.get(page).text


def test_a_draft_is_kept_and_the_task_stays_open(site: Site) -> None:
    site.file()
    browser, page = site.browser("intake"), page_of(site, "intake", "S-1.1")

    answer = browser.post(page, {"do": "draft", "scope": "Half of the mail"})

    assert answer.status_code == 303
    text = browser.get(page).text
    assert "Half of the mail" in text
    assert f"Draft of {CAST['intake'][0]}" in text


def test_lines_are_added_and_removed_without_javascript(site: Site) -> None:
    site.file()
    browser, page = site.browser("intake"), page_of(site, "intake", "S-1.1")
    lines = {"oa_attendees.0.name": "Ann", "oa_attendees.1.name": "Bob"}

    added = browser.post(page, {"do": "add:oa_attendees", **lines}).text
    removed = browser.post(page, {"do": "remove:oa_attendees.0", **lines}).text

    assert 'name="oa_attendees.2.name"' in added
    assert 'value="Ann"' in added
    assert 'name="oa_attendees.0.name" value="Bob"' in removed
    assert 'value="Ann"' not in removed


def test_the_page_says_which_fields_the_answers_call_for(site: Site) -> None:
    site.file()
    site.do("intake", "S-1.1", needs_smr=True)
    page = page_of(site, "release_manager", "S-1.2")
    browser = site.browser("release_manager")

    yes = browser.post(f"{page}/draft", smr_required="true").json["shown"]
    no = browser.post(f"{page}/draft", smr_required="false").json["shown"]

    assert "stakeholder_groups" not in yes
    assert "stakeholder_groups" in no


def test_a_task_is_taken_given_back_and_passed_on(site: Site) -> None:
    site.file()
    browser, page = site.browser("intake"), page_of(site, "intake", "S-1.1")

    browser.post(f"{page}/claim")
    assert "<dd>\n          You" in browser.get(page).text
    browser.post(f"{page}/unclaim")

    assert "Free to take" in browser.get(page).text


def test_a_task_of_others_can_be_read_but_not_worked(site: Site) -> None:
    site.file()
    page = page_of(site, "intake", "S-1.1")
    browser = site.browser("auditor")

    text = browser.get(page).text
    answer = browser.post(page, {"do": "complete"})

    assert "You can read it." in text
    assert 'name="do"' not in text
    assert answer.status_code == 403


def test_a_page_completes_a_task_with_a_file(site: Site) -> None:
    release_id = site.file()
    task = site.task("intake", "S-1.1")
    given = site.answers(task, needs_smr=True)
    fields = flattened({k: v for k, v in given.items() if not is_file(v)})
    files = {
        k: (io.BytesIO(b"Paper"), "paper.txt") for k, v in given.items() if is_file(v)
    }

    answer = site.browser("intake").post(
        f"/tasks/{task['id']}", {"do": "complete", **fields, **files}
    )

    assert answer.status_code == 303, re.findall(r'erm-error".*', answer.text)
    assert site.told("release_manager", "GET", "/tasks?scope=roles")["total"] == 1
    documents = site.told("auditor", "GET", f"/releases/{release_id}/documents")
    assert documents["total"] >= 1


def is_file(value: object) -> bool:
    """Whether an answer is a file."""
    return isinstance(value, dict) and "content" in value


def flattened(answers: dict[str, object]) -> dict[str, object]:
    """Answers as a browser sends them."""
    sent: dict[str, object] = {}
    for name, value in answers.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, line in enumerate(value):
                sent |= flattened({f"{name}.{number}.{k}": v for k, v in line.items()})
        elif isinstance(value, bool):
            sent[name] = "true" if value else "false"
        elif value is not None:
            sent[name] = value
    return sent


def test_a_done_task_shows_its_answers(site: Site) -> None:
    site.file()
    task = site.task("intake", "S-1.1")
    site.do("intake", "S-1.1", needs_smr=True, scope="The whole of the gateway")

    text = site.browser("intake").get(f"/tasks/{task['id']}").text

    assert f"Done by {CAST['intake'][0]}" in text
    assert "The whole of the gateway" in text
