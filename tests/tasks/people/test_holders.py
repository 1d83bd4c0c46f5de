"""Who holds which role on a release."""

import pytest

from tasks.people.admission import add_person, disable
from tasks.people.errors import NoSuchPerson, UnknownRole
from tasks.people.holders import assign, assign_all, dismiss, holders, roles_on


def test_a_role_with_one_holder_passes_on(context, smr):
    add_person(context, "carl", name="Carl", email="carl@example.org")

    assign(context, smr, "release_coordinator_smr", "cora")
    assign(context, smr, "release_coordinator_smr", "carl")

    assert holders(context.conn, smr) == {"release_coordinator_smr": ["carl"]}
    assert context.audits[-1]["field"] == "role:release_coordinator_smr"
    assert (context.audits[-1]["old"], context.audits[-1]["new"]) == (
        ["cora"],
        ["carl"],
    )


def test_several_people_may_be_stakeholders(context, smr):
    assert assign_all(context, smr, "stakeholder", ["eli", "sam", "eli"]) == [
        "eli",
        "sam",
    ]
    assert assign_all(context, smr, "stakeholder", ["eli"]) == []

    assert holders(context.conn, smr) == {"stakeholder": ["eli", "sam"]}
    assert roles_on(context.conn, smr, "eli") == {"stakeholder"}


def test_the_same_holder_again_changes_nothing(context, smr):
    assign(context, smr, "project_manager", "pia")
    noted = len(context.audits)

    assert not assign(context, smr, "project_manager", "pia")
    assert len(context.audits) == noted


def test_a_role_can_be_taken_away(context, smr):
    assign(context, smr, "stakeholder", "eli")

    assert dismiss(context, smr, "stakeholder", "eli")
    assert not dismiss(context, smr, "stakeholder", "eli")
    assert holders(context.conn, smr) == {}


def test_who_has_left_holds_nothing(context, smr):
    assign(context, smr, "project_manager", "pia")

    disable(context, "pia")

    assert holders(context.conn, smr) == {}


def test_strangers_and_unknown_roles_are_refused(context, smr):
    with pytest.raises(NoSuchPerson):
        assign(context, smr, "stakeholder", "nobody")
    with pytest.raises(UnknownRole):
        assign(context, smr, "boss", "eli")
