"""The outline editor as a browser without scripts sees it."""

import re

import pytest

KEY = "dcs_weekly_status"
PAGE = f"/processes/{KEY}/outline-edit"


@pytest.fixture
def owner(site):
    """The process owner, with a draft begun."""
    browser = site.browser("process_owner")
    assert browser.post(f"{PAGE}/begin").status_code == 303
    return browser


def hidden(page: str, name: str) -> str:
    """What a hidden field of a page says."""
    return re.findall(rf'name="{name}" value="([^"]*)"', page)[0]


def do(owner, deed: str, step: str = "", **fields: str):
    """Send one of the page's forms with what its page says."""
    page = owner.get(f"{PAGE}?draft=1&step={step}").text
    sent = {"draft": "1", "revision": hidden(page, "revision"), "step": step, **fields}
    return owner.post(f"{PAGE}/{deed}", sent)


def test_without_a_draft_one_is_offered(site):
    page = site.browser("process_owner").get(PAGE)

    assert "There is no draft of this process" in page.text


def test_the_outline_lists_every_step_as_a_link(owner):
    page = owner.get(f"{PAGE}?draft=1").text

    assert "Give weekly status" in page
    assert f"{PAGE}?draft=1&amp;step=W-1#step" in page


def test_a_task_with_a_new_form_is_added_and_told(owner, site):
    answer = do(
        owner,
        "add",
        "W-1",
        kind="user",
        name="Look at it",
        role="release_manager",
        new_form="w-2",
    )

    assert answer.status_code == 303
    page = owner.get(answer.headers["Location"].split("#")[0]).text
    assert "The step is added." in page
    assert "Look at it" in page
    assert "Nothing is wrong" in owner.get(f"/processes/{KEY}/drafts/1").text


def test_a_condition_that_cannot_be_read_is_refused_with_a_sentence_and_kept(owner):
    answer = do(
        owner, "way", "W-1G", way="F-W-1G-W-1E", name="No", condition="status = 1"
    )

    assert answer.status_code == 422
    assert "This cannot be read" in answer.text
    assert 'value="status = 1"' in answer.text
    assert "<title>Error:" in answer.text


def test_what_was_removed_is_back_after_undo_and_gone_again_after_redo(owner):
    do(owner, "remove", "W-1a")
    page = owner.get(f"{PAGE}?draft=1").text
    assert "Send it to the release manager" not in page

    do(owner, "undo", to=hidden(page, "to"))
    page = owner.get(f"{PAGE}?draft=1").text
    assert "Send it to the release manager" in page

    do(owner, "undo", to=re.findall(r'name="to" value="(\d+)"', page)[-1])
    page = owner.get(f"{PAGE}?draft=1").text
    assert "Send it to the release manager" not in page


def test_who_saves_after_somebody_else_is_told_and_loses_nothing(owner):
    sent = {"draft": "1", "revision": "1", "step": "W-1", "name": "Second"}
    do(owner, "change", "W-1", name="First")

    answer = owner.post(f"{PAGE}/change", sent)

    assert answer.status_code == 409
    assert "saved this draft after you opened it" in answer.text
    assert 'value="Second"' in answer.text


def test_an_operator_is_chosen_first_and_its_parameters_asked_for_next(owner):
    answer = do(owner, "add", "W-1", kind="service", name="Note", operator="add_note")

    page = owner.get(answer.headers["Location"].split("#")[0]).text
    assert 'name="parameter.text"' in page
    assert "parameter-missing" in owner.get(f"/processes/{KEY}/drafts/1").text


def test_a_step_is_found_by_its_number_or_words(owner):
    assert "W-1T" in owner.get(f"{PAGE}?draft=1&step=next+weekly").text
    assert "No step is called" in owner.get(f"{PAGE}?draft=1&step=zebra").text


def test_only_who_may_draw_comes_to_the_editor(site):
    assert site.browser("stakeholder").get(PAGE).status_code == 403
