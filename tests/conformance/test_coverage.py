"""Nothing of the standard is passed over in silence."""

import pytest

from tests.conformance import coverage
from tests.conformance.coverage import REPORT, covered, listed, named, report

NUMBER = 473
CORE = 250


def test_every_requirement_is_there():
    assert len(listed()) == NUMBER
    assert len({clause.id for clause in listed()}) == NUMBER
    assert sum(clause.priority == "core" for clause in listed()) == CORE


def test_each_is_shown_by_a_test_or_says_why_not():
    silent = [
        each.clause.id
        for each in covered()
        if not (each.tests or each.cannot or each.missing)
    ]

    assert silent == []


#: Core requirements that no test shows yet: the report says of each what is missing.
NOT_SHOWN_YET = {"ESA-04"}


def test_every_other_core_requirement_is_shown_by_a_test():
    core = [each for each in covered() if each.clause.priority == "core"]

    assert {each.clause.id for each in core if not each.tests} == NOT_SHOWN_YET


def test_the_tests_that_are_named_exist():
    assert coverage.unknown_tests() == []


def test_only_requirements_are_named():
    assert set(named()) - {clause.id for clause in listed()} == set()


@pytest.mark.parametrize(
    "clause", [c for c in listed() if c.cannot], ids=lambda c: c.id
)
def test_what_software_cannot_show_has_its_reason_in_both_languages(clause):
    assert len(clause.cannot.en) > 40
    assert len(clause.cannot.fr) > 40


def test_the_report_is_current():
    assert REPORT.read_text() == report(), "Run: python -m tests.conformance"
