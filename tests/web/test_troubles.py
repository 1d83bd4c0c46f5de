"""Open issues stand where somebody decides or asks how a release stands."""

import pytest


@pytest.fixture
def troubled(site) -> str:
    smr = site.file(title="Payroll portal")
    for text, state in (("Calls reach the wrong queue", "Open"), ("Solved", "Closed")):
        body = {
            "text": text,
            "severity": "High",
            "state": state,
            "owner": "stakeholder",
        }
        site.told("release_manager", "POST", f"/releases/{smr}/issues", body)
    return smr


def test_the_page_of_a_release_begins_with_its_open_issues(site, troubled):
    page = site.browser("release_manager").get(f"/releases/{troubled}").text

    assert "One open issue" in page
    assert "Calls reach the wrong queue" in page
    assert "Stefan Novak" in page
    assert "Solved" not in page


def test_whoever_has_a_task_reads_the_open_issues_of_its_release(site, troubled):
    task = site.task("intake", "S-1.1")

    page = site.browser("intake").get(f"/tasks/{task['id']}").text

    assert "Calls reach the wrong queue" in page


def test_a_release_without_an_open_issue_says_nothing_of_them(site):
    smr = site.file(title="Payroll portal")

    page = site.browser("release_manager").get(f"/releases/{smr}").text

    assert "open issue" not in page
