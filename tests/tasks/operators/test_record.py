"""Operators on the release itself: status, milestone, fields, flags."""

from datetime import date

import pytest

from engine.model import Diagram
from tasks.release.errors import RecordRefused
from tests.tasks.stored import stored


def row(context, release_id):
    return stored(context, release_id)


def test_a_request_becomes_a_draft_record_in_its_first_milestone(context, smr, run):
    run("create_record", milestone="Initiate")

    found = row(context, smr)
    assert (found.status, found.milestone) == ("Draft", "Initiate")
    assert found.actual_initiate == date(2026, 3, 2)


def test_no_record_is_created_twice(smr, run):
    run("create_record", milestone="Initiate")
    run("set_status", status="Active")

    with pytest.raises(RecordRefused, match="Active cannot become Draft"):
        run("create_record", milestone="Initiate")


def test_milestones_follow_one_another(context, smr, run):
    run("create_record", milestone="Initiate")
    with pytest.raises(RecordRefused, match="Planning comes first"):
        run("set_milestone", milestone="Build")
    run("set_milestone", milestone="Planning")

    assert row(context, smr).milestone == "Planning"


def test_the_diagram_names_its_milestones(context, smr, run):
    properties = {"milestones": "Idea, Work, Done"}
    context.diagram = Diagram(
        *("p", "P", "", properties, {}, {}), *((), (), (), {}, {}, {})
    )
    run("set_milestone", milestone="Idea")
    with pytest.raises(RecordRefused, match="no milestone of this process"):
        run("set_milestone", milestone="Planning")

    assert row(context, smr).milestone == "Idea"


def test_closing_keeps_reason_and_moment(context, smr, run):
    run("create_record", milestone="Initiate")
    run("set_status", status="Closed", reason="No formal release activities")

    found = row(context, smr)
    assert (found.status, found.closed_at) == ("Closed", context.at)
    assert found.status_reason == "No formal release activities"


def test_a_status_without_a_reason_leaves_the_reason_there_is(context, smr, run):
    run("set_field", field="status_reason", value="Funding Not Available")
    run("set_status", status="Cancelled")

    assert row(context, smr).status_reason == "Funding Not Available"


def test_no_status_is_invented(smr, run):
    with pytest.raises(RecordRefused, match="Finished"):
        run("set_status", status="Finished")


def test_fields_and_flags_are_set(context, smr, run):
    run("set_field", field="crq_state", value="Approved")
    run("set_flag", flag="deployment_over", value=True)

    found = row(context, smr)
    assert (found.crq_state, found.flags) == ("Approved", {"deployment_over": True})


def test_status_and_milestone_are_no_fields(smr, run):
    for field in ("status", "milestone"):
        with pytest.raises(RecordRefused, match="is set by"):
            run("set_field", field=field, value="x")


def test_an_operator_needs_a_release(context, run):
    with pytest.raises(RecordRefused, match="belongs to no release"):
        run("set_flag", flag="x", value=True)
