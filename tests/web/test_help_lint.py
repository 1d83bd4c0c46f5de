"""The help lists every rule of lint, with an example and the same put right."""

import pytest

from engine.lint.rules import RULES
from web.help_rules import texts


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_a_french_title_and_an_example_put_right(rule):
    said = texts()[rule.id]

    assert said["fr"].endswith(".")
    assert said["mended"] != rule.example


def test_no_rule_is_explained_that_is_gone():
    assert texts().keys() == {rule.id for rule in RULES}


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "A condition gives true or false."), ("fr", "donne vrai ou faux.")],
)
def test_the_page_tells_all_rules_in_the_readers_language(quiet_site, language, words):
    page = quiet_site.stranger().client.get(
        "/help/lint", headers={"Accept-Language": language}
    )

    assert words in page.text
    assert page.text.count('class="erm-rule"') == len(RULES)
