"""How a release stands in the reports, in a word, and why."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from tasks.planning.windows import Window
from tasks.reports.standing import Seen, overall_of, side_of
from tests.tasks.conftest import MONDAY

HOUR = timedelta(hours=1)


def row(**more: object) -> SimpleNamespace:
    given = {
        "status": "Active",
        "milestone": "Planning",
        "activated_at": None,
        "outcome": None,
        "status_reason": None,
        "crq_state": None,
        "best_effort": False,
    }
    return SimpleNamespace(**{**given, **more})


def seen(days: float | None = 10, **more: object) -> Seen:
    begin = MONDAY if days is None else MONDAY + timedelta(days=days)
    given = {
        "window": None if days is None else Window(begin, begin + HOUR),
        "overdue": 0,
        "open_issues": 0,
        "update_status": None,
        "lead_short": False,
        "conflicts": (),
        "blackout": False,
    }
    return Seen(**{**given, **more})


@pytest.mark.parametrize(
    ("release", "around", "overall", "reasons"),
    [
        ({}, {}, "On track", []),
        ({}, {"days": None}, "On track", []),
        ({}, {"days": -1}, "Late", ["date_passed"]),
        ({"crq_state": "Rejected"}, {}, "At risk", ["crq_rejected"]),
        ({"crq_state": "Waiting"}, {}, "On track", []),
        ({"crq_state": "Waiting"}, {"days": 2}, "At risk", ["crq_waits"]),
        ({}, {"open_issues": 1}, "At risk", ["open_issues"]),
        ({}, {"overdue": 1}, "At risk", ["overdue_tasks"]),
        ({}, {"update_status": "Delayed"}, "At risk", ["bad_update"]),
        ({}, {"update_status": "On schedule"}, "On track", []),
        ({}, {"conflicts": ["item"]}, "At risk", ["conflict"]),
        ({}, {"conflicts": ["window"]}, "On track", []),
        ({}, {"blackout": True}, "At risk", ["blackout"]),
        ({}, {"lead_short": True}, "At risk", ["short_lead_time"]),
        ({"best_effort": True}, {"lead_short": True}, "On track", []),
    ],
)
def test_a_release_ahead_is_on_track_at_risk_or_late(release, around, overall, reasons):
    assert overall_of(row(**release), seen(**around), MONDAY) == (overall, reasons)


@pytest.mark.parametrize(
    ("release", "overall"),
    [
        ({"status": "Closed", "status_reason": "Successful"}, "Successful"),
        (
            {"status": "Closed", "status_reason": "Successful with issues"},
            "Successful with issues",
        ),
        ({"status": "Closed", "status_reason": "Backed out"}, "Went wrong"),
        ({"outcome": "Failure", "milestone": "Close down"}, "Went wrong"),
        ({"outcome": "Success", "milestone": "Deployment"}, "Successful"),
        ({"status": "Cancelled"}, "Called off"),
    ],
)
def test_a_release_that_lies_back_succeeded_or_did_not(release, overall):
    found = row(**release)

    assert side_of(found) == "back"
    assert overall_of(found, seen(days=-3), MONDAY) == (overall, [])


def test_a_failed_attempt_is_still_ahead():
    assert side_of(row(outcome="Failure", milestone="Planning")) == "ahead"
