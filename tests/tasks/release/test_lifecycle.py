"""A request gets a number and a process; changes are explained, audited, refused."""

from datetime import UTC, date, datetime

import pytest

from tasks.people.holders import holders
from tasks.release.ending import check_cancel, reopen
from tasks.release.errors import (
    NotChangeable,
    ReasonMissing,
    RecordRefused,
    ReleaseClosed,
    Stale,
    UnknownColumn,
    ValueRefused,
)
from tasks.release.lifecycle import (
    add_request,
    begun,
    change,
    file_from_message,
    file_request,
    link,
    write,
)
from tasks.release.loaded import linked, release_of
from tests.tasks.conftest import file
from tests.tasks.stored import stored


def start(process_key, business_key, context, data):
    instance_id = f"instance of {process_key}"
    begun(context, business_key, instance_id)
    return instance_id


def test_a_request_is_submitted_under_the_next_number_of_its_year(context):
    first = file_request(context, start, "smr", "New e-mail")
    second = file_request(context, start, "smr", "New telephony")
    other = file_request(context, start, "dcs", "Patch")

    assert [first["id"], second["id"], other["id"]] == [
        "SMR-2026-0001",
        "SMR-2026-0002",
        "DCS-2026-0001",
    ]
    assert (first["status"], first["milestone"]) == ("Submitted", None)
    assert first["instance_id"] == "instance of smr_release"


def test_the_year_of_a_number_is_the_year_in_the_office(context):
    context.at = datetime(2027, 1, 1, 4, 59, tzinfo=UTC)

    assert add_request(context, "smr", {"title": "Late"}) == "SMR-2026-0001"


def test_only_process_and_title_are_needed(context):
    with pytest.raises(RecordRefused, match="needs a title"):
        file_request(context, start, "smr", "  ")
    with pytest.raises(RecordRefused, match="no process"):
        file_request(context, start, "abc", "New e-mail")


def test_people_named_in_a_request_hold_their_roles(context):
    filed = file_request(context, start, "smr", "New e-mail", project_manager="pia")

    assert holders(context.conn, filed["id"]) == {"project_manager": ["pia"]}


def test_a_change_by_hand_needs_a_reason_and_is_audited_with_it(context, smr):
    with pytest.raises(ReasonMissing):
        change(context, smr, {"priority": "High"})

    context.audits.clear()
    change(context, smr, {"priority": "High"}, reason="Asked for by the client")

    (entry,) = context.audits
    assert (entry["field"], entry["old"], entry["new"]) == ("priority", None, "High")
    assert entry["why"] == "Asked for by the client"
    assert entry["by"] == "cora"


def test_a_change_to_the_same_value_is_none(context, smr):
    before = stored(context, smr).lock_version
    change(context, smr, {"title": "New e-mail"}, reason="Nothing")

    assert stored(context, smr).lock_version == before


def test_the_process_sets_status_and_milestone_not_a_person(context, smr):
    with pytest.raises(NotChangeable):
        change(context, smr, {"status": "Closed"}, reason="Done")
    with pytest.raises(UnknownColumn):
        change(context, smr, {"colour": "red"}, reason="Nice")


def test_a_value_that_does_not_fit_is_named(context, smr):
    with pytest.raises(ValueRefused, match="effort_business_days"):
        change(context, smr, {"effort_business_days": "many"}, reason="Estimate")


def test_a_stale_change_is_refused(context, smr):
    seen = stored(context, smr).lock_version
    change(context, smr, {"priority": "High"}, reason="First", expected=seen)

    with pytest.raises(Stale):
        change(context, smr, {"priority": "Low"}, reason="Second", expected=seen)


def test_a_closed_release_is_read_only_for_people(context, smr):
    write(context, smr, {"status": "Closed"})
    context.instance = None

    with pytest.raises(ReleaseClosed):
        change(context, smr, {"priority": "High"}, reason="Too late")


def test_the_process_finishes_what_it_does_when_it_closes_a_release(context, smr):
    write(context, smr, {"status": "Closed"})
    write(context, smr, {"status_reason": "Successful"})

    assert stored(context, smr).status_reason == "Successful"


def test_a_release_manager_reopens_a_closed_release_with_a_reason(context, smr):
    write(context, smr, {"status": "Closed"})
    manager = frozenset({"release_manager"})

    with pytest.raises(RecordRefused, match="Only a release manager"):
        reopen(context, smr, frozenset({"stakeholder"}), "A wrong date")
    with pytest.raises(ReasonMissing):
        reopen(context, smr, manager, " ")
    reopen(context, smr, manager, "A wrong date")

    assert stored(context, smr).status == "Active"


def test_only_a_release_manager_cancels_and_says_why(context, smr):
    row = release_of(context, smr)

    with pytest.raises(RecordRefused, match="Only a release manager"):
        check_cancel(row, frozenset({"release_coordinator_smr"}), "No money")
    with pytest.raises(ReasonMissing):
        check_cancel(row, frozenset({"release_manager"}), None)
    check_cancel(row, frozenset({"release_manager"}), "No money")


def test_linked_releases_see_each_other(context, smr):
    other = file(context, "dcs")
    link(context, smr, other)
    link(context, other, smr)

    assert [row["id"] for row in linked(context, smr)] == [other]
    assert [row["id"] for row in linked(context, other)] == [smr]


def test_a_release_is_not_linked_with_itself(context, smr):
    with pytest.raises(RecordRefused, match="with itself"):
        link(context, smr, smr)


def test_a_message_files_a_linked_release_with_its_people(context, smr):
    payload = {
        "from_release": smr,
        "title": "New e-mail",
        "planned_deployment": "2026-05-01",
        "project_manager": "pia",
    }

    filed = file_from_message(context, "dcs_release", payload)

    assert filed == "DCS-2026-0001"
    row = release_of(context, filed)
    assert row["planned_deployment"] == date(2026, 5, 1)
    assert [r["id"] for r in linked(context, smr)] == [filed]
    assert holders(context.conn, filed) == {"project_manager": ["pia"]}


def test_a_process_beside_a_release_is_about_that_release(context, dcs):
    about = file_from_message(context, "dcs_weekly_status", {"release_id": dcs})

    assert about == dcs
    assert file_from_message(context, "repository_access", {}) is None
