"""The inbox page: what waits for a person, with filters that stay in the address."""

from datetime import timedelta

from tests.web.conftest import Site


def test_an_empty_inbox_has_a_sentence(site: Site) -> None:
    answer = site.browser("stakeholder").get("/")

    assert "Nothing waits for you." in answer.text


def test_a_new_request_waits_in_the_intake_s_inbox(site: Site) -> None:
    release_id = site.file()

    answer = site.browser("intake").get("/")

    assert "Review new project" in answer.text
    assert release_id in answer.text
    assert "Free to take" in answer.text


def test_an_overdue_task_is_marked_in_words(site: Site) -> None:
    site.file()
    site.clock.advance(timedelta(days=60))

    answer = site.browser("intake").get("/?overdue=1")

    assert "Overdue" in answer.text
    assert "ago" in answer.text


def test_filters_stay_in_the_address(site: Site) -> None:
    site.file()

    answer = site.browser("intake").get("/?q=gateway&sort=name&scope=all")

    assert 'value="gateway"' in answer.text
    assert '<option value="name" selected>' in answer.text
    assert "q=gateway" in answer.text


def test_a_search_that_finds_nothing_says_so(site: Site) -> None:
    site.file()

    answer = site.browser("intake").get("/?q=nothing+like+this")

    assert "No task fits these filters." in answer.text


def test_twenty_tasks_make_a_page(site: Site) -> None:
    for _ in range(21):
        site.file()

    first, second = (site.browser("intake").get(f"/?page={n}").text for n in (1, 2))

    assert first.count("Review new project") == 20
    assert 'rel="next"' in first
    assert second.count("Review new project") == 1
    assert 'rel="prev"' in second


def test_nonsense_in_the_address_shows_the_inbox(site: Site) -> None:
    answer = site.browser("intake").get("/?page=-7&sort=moon&scope=world&state=odd")

    assert answer.status_code == 200
