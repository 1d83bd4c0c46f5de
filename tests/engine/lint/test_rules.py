"""Every rule finds what breaks it, leaves alone what keeps it, and explains itself."""

from collections import Counter

import pytest

from engine.lint.rule import Rule
from engine.lint.rules import RULES
from tests.engine.lint.examples import EXAMPLES
from tests.engine.lint.linting import errors, linted, told

#: The engine's own word comes where no rule has foreseen it: test_engine_says.py.
WITHOUT_EXAMPLE = {"engine", "too-tangled"}


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_diagram_that_breaks_a_rule_is_told_where(rule: str) -> None:
    broken, element, _ = EXAMPLES[rule]

    assert (rule, element) in told(broken)


@pytest.mark.parametrize("rule", EXAMPLES)
def test_a_diagram_that_keeps_a_rule_is_not_blamed_by_it(rule: str) -> None:
    kept = EXAMPLES[rule][2]

    assert rule not in {found for found, _ in told(kept)}
    assert errors(kept) == []


def test_every_rule_has_an_example() -> None:
    assert {rule.id for rule in RULES} == set(EXAMPLES) | WITHOUT_EXAMPLE


def test_no_two_rules_have_the_same_id() -> None:
    assert max(Counter(rule.id for rule in RULES).values()) == 1


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_asks_what_goes_wrong_and_how_to_mend_it(
    rule: Rule,
) -> None:
    for said in (rule.sentence, rule.at_run_time, rule.mend, rule.source):
        assert said.endswith(".")
    assert rule.example


def test_a_finding_says_what_goes_wrong_and_how_to_mend_it() -> None:
    broken, _, _ = EXAMPLES["gateway-default"]

    found = next(f for f in linted(broken) if f.rule == "gateway-default")

    assert found.as_dict() == {
        "severity": "error",
        "rule": "gateway-default",
        "element": "G",
        "line": found.line,
        "message": "“G” has no default flow. Where no condition is true the step "
        "fails, and nothing goes on. Mark the flow for all other cases as the default.",
    }


def test_findings_are_told_by_line() -> None:
    broken = EXAMPLES["parameter-unknown"][0] + b""

    lines = [found.line or 0 for found in linted(broken)]

    assert lines == sorted(lines)
