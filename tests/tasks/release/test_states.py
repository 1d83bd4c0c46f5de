"""Statuses and milestones follow the standard's order."""

import pytest

from tasks.release.states import (
    FOLLOWS,
    STATUSES,
    has_ended,
    may_become,
    milestone_problem,
)


def test_a_request_becomes_a_draft_a_draft_becomes_active_an_active_one_closes():
    assert may_become("Submitted", "Draft")
    assert may_become("Draft", "Active")
    assert may_become("Active", "Closed")


def test_a_request_that_is_not_required_ends_without_a_record():
    assert may_become("Submitted", "Not required")
    assert not may_become("Draft", "Not required")


def test_a_minor_release_closes_from_draft():
    assert may_become("Draft", "Closed")


@pytest.mark.parametrize("status", [s for s in STATUSES if not has_ended(s)])
def test_a_release_may_be_cancelled_while_it_has_not_ended(status):
    assert may_become(status, "Cancelled")


@pytest.mark.parametrize("status", ["Not required", "Cancelled"])
def test_nothing_follows_these_ends(status):
    assert not FOLLOWS[status]


def test_no_go_takes_the_release_back_to_build():
    assert milestone_problem("smr", "Build", "Test") is None
    assert milestone_problem("smr", "Build", "Deployment") is None


def test_a_release_cannot_skip_planning():
    assert milestone_problem("smr", "Build", "Initiate") == (
        "“Build” cannot follow “Initiate”: Planning comes first."
    )


def test_test_may_be_left_out_because_testing_is_not_always_required():
    assert milestone_problem("smr", "Deployment", "Build") is None


def test_dcs_joins_build_and_test():
    assert milestone_problem("dcs", "Build/Test", "Planning") is None
    assert milestone_problem("dcs", "Test", "Planning") == (
        "“Test” is no milestone of this process."
    )
