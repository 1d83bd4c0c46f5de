"""Audience words: whom a diagram's mails and tasks are for."""

import pytest
from sqlalchemy import insert

from engine.db import new_id
from tasks.inbox.tables import human_task
from tasks.people.audience import audience_problem, people_of
from tasks.people.holders import assign
from tasks.release.errors import RecordRefused
from tasks.release.lifecycle import link, write
from tasks.release.records import save, save_all
from tests.tasks.conftest import MONDAY, file


def answered(context, step, by, answers):
    context.conn.execute(
        insert(human_task).values(
            task_id=new_id(),
            instance_id=context.instance.id,
            process_key="smr_release",
            version_id="v",
            step_id=step,
            round_id="1",
            kind="step",
            name=step,
            role="stakeholder",
            roles=[],
            state="done",
            opened_at=MONDAY,
            answers=answers,
            completed_at=MONDAY,
            completed_by=by,
        )
    )


def test_a_role_is_who_holds_it_on_the_release(context, smr):
    assign(context, smr, "project_manager", "pia")

    assert people_of(context, smr, "project_manager") == ["pia"]


def test_an_office_role_that_nobody_holds_yet_is_its_pool(context, smr):
    assert people_of(context, smr, "release_manager") == ["mara"]
    assert people_of(context, smr, "stakeholder") == []


def test_several_audiences_reach_everybody_once(context, smr):
    assign(context, smr, "project_manager", "pia")
    assign(context, smr, "stakeholder", "pia")

    found = people_of(context, smr, "project_manager, stakeholders,release_manager")
    assert found == ["pia", "mara"]


def test_stakeholders_are_role_holders_service_owners_and_contacts(context, smr):
    assign(context, smr, "stakeholder", "eli")
    assign(context, smr, "service_owner", "sol")
    save_all(
        context,
        "stakeholders",
        smr,
        [
            {"name": "A vendor", "email": "vendor@x.ca"},
            {"person": "sam", "state": "Declined"},
        ],
    )

    assert people_of(context, smr, "stakeholders") == ["eli", "sol", "vendor@x.ca"]


def test_the_impacted_are_those_of_the_newest_issue(context, smr):
    save(context, "issues", smr, {"text": "a", "impacted": ["eli"]})
    save(context, "issues", smr, {"text": "b", "impacted": ["sol", "pia"]})

    assert people_of(context, smr, "impacted") == ["sol", "pia"]


def test_the_invitees_are_those_of_the_newest_meeting(context, smr):
    assert people_of(context, smr, "invitees") == []
    save(context, "meetings", smr, {"type": "Kick-off", "invitees": ["eli", "pia"]})

    assert people_of(context, smr, "invitees") == ["eli", "pia"]


def test_recipients_are_read_as_people_type_them(context, dcs):
    typed = "eve@x.ca, Ola Ek <ola@x.ca>; pia\n\nsol@x.ca"
    write(context, dcs, {"update_recipients": typed})

    found = people_of(context, dcs, "update_recipients")
    assert found == ["eve@x.ca", "ola@x.ca", "pia", "sol@x.ca"]


def test_the_announcement_always_reaches_who_cannot_be_left_out(context, smr):
    context.bundle = {
        "values.toml": b'announcement_recipients = [{value="M", email="m@x.ca"}]'
    }
    write(context, smr, {"distribution_list": [{"id": None, "person": "eli"}]})

    assert people_of(context, smr, "announcement_list") == ["eli", "m@x.ca"]


def test_linked_coordinators_are_those_of_open_linked_releases(context, smr):
    other = file(context, "dcs")
    link(context, smr, other)
    assign(context, other, "release_coordinator_dcs", "cora")
    assert people_of(context, smr, "linked_coordinators") == ["cora"]

    write(context, other, {"status": "Cancelled"})
    context.changed()
    assert people_of(context, smr, "linked_coordinators") == []


def test_owners_are_those_of_open_entries_of_an_origin(context, smr):
    save_all(
        context,
        "actions",
        smr,
        [
            {"text": "a", "origin": "Pre-Go", "owner": "eli"},
            {"text": "b", "origin": "Pre-Go", "owner": "sol", "state": "Done"},
            {"text": "c", "origin": "Triage", "owner": "pia"},
        ],
    )

    assert people_of(context, smr, "owners:actions:Pre-Go") == ["eli"]
    assert people_of(context, smr, "owners:actions") == ["eli", "pia"]


def test_people_are_named_in_answers_or_are_those_who_gave_one(context, smr):
    answered(context, "S-6.1", "cora", {"invitees": ["eli", "pia"]})
    answered(context, "S-10.4", "sol", {"reply": "Objection"})
    answered(context, "D-4.3", "cora", {"info": [{"to": "pia"}, {"to": "sol"}]})

    assert people_of(context, smr, "named:S-6.1:invitees") == ["eli", "pia"]
    assert people_of(context, smr, "named:D-4.3:info.to") == ["pia", "sol"]
    assert people_of(context, smr, "answered:S-10.4:reply=Objection") == ["sol"]
    assert people_of(context, smr, "answered:S-10.4:reply=Confirm") == []


def test_validators_are_never_nobody(context, dcs):
    assign(context, dcs, "release_coordinator_dcs", "cora")
    assert people_of(context, dcs, "validators") == ["cora"]

    assign(context, dcs, "stakeholder", "eli")
    assert people_of(context, dcs, "validators") == ["eli"]
    save(context, "resources", dcs, {"kind": "technical", "person": "sol"})
    assert people_of(context, dcs, "validators") == ["sol"]


@pytest.mark.parametrize("words", ["everybody", "role_pool", "named:S-1", "a:b"])
def test_a_word_that_names_no_audience_is_refused(context, smr, words):
    with pytest.raises((RecordRefused, ValueError)):
        people_of(context, smr, words)
    assert audience_problem(words) is not None


@pytest.mark.parametrize(
    "words", ["stakeholders,eve@x.ca", "owners:actions", "named:S-6.1:people"]
)
def test_words_that_name_an_audience_are_known_to_lint(words):
    assert audience_problem(words) is None
