"""The tests' browser and its accessibility rules."""

import pytest

from tests.support.axe import violations

pytestmark = pytest.mark.browser

GOOD = """<!doctype html><html lang="en"><head><title>Inbox</title></head>
<body><main><h1>Inbox</h1>
<label for="q">Search</label><input id="q"></main></body></html>"""


def test_a_page_is_shown(page):
    page.set_content(GOOD)

    assert page.title() == "Inbox"
    assert page.get_by_label("Search").is_visible()


def test_a_page_in_order_has_no_violations(page):
    page.set_content(GOOD)

    assert violations(page) == []


def test_a_field_without_a_label_is_found(page):
    page.set_content(GOOD.replace('<label for="q">Search</label>', ""))

    (found,) = violations(page)
    assert found.startswith("label: ")
