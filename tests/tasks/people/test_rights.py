"""Who may see, work and decide what (processes.md E.2)."""

import pytest

from tasks.people import rights
from tasks.people.persons import Person
from tasks.people.rights import Deed, Standing, Thing

SMR = "release_coordinator_smr"


def person(name, *roles, organization=None):
    return Person(
        name, name.title(), f"{name}@x.org", organization, "en", frozenset(roles)
    )


CORA = person("cora", SMR)
CARL = person("carl", SMR)
MARA = person("mara", "release_manager")
PIA = person("pia", "project_manager")
ELI = person("eli", "stakeholder")
AL = person("al", "auditor")
SAM = person("sam", "stakeholder")
HERE = Standing(
    None,
    {SMR: ["cora"], "project_manager": ["pia"], "stakeholder": ["eli"]},
)
ENDED = Standing(None, HERE.holders, ended=True)
NEW = Standing("Transport")


@pytest.mark.parametrize(
    ("who", "sees"),
    [(CORA, True), (CARL, True), (MARA, True), (AL, True), (ELI, True), (SAM, False)],
)
def test_who_is_not_involved_does_not_see_a_release(who, sees):
    assert rights.may_see_release(who, HERE) is sees


def test_a_task_that_one_may_claim_shows_its_release():
    assert rights.may_see_release(SAM, HERE, has_task=True)


def test_the_task_goes_to_who_holds_the_role_here():
    assert rights.may_claim(CORA, [SMR], HERE)
    assert not rights.may_claim(CARL, [SMR], HERE)


def test_being_a_coordinator_somewhere_gives_no_right_here():
    assert rights.may_see_release(CARL, HERE)
    assert not rights.may(CARL, Deed.UPDATE, Thing.PLAN, HERE)
    assert rights.may(CORA, Deed.UPDATE, Thing.PLAN, HERE)


def test_while_nobody_holds_the_role_its_pool_may_claim():
    assert rights.may_claim(CARL, [SMR], NEW)
    assert not rights.may_claim(PIA, [SMR], NEW)


def test_the_pool_is_that_of_the_releases_organization():
    near = person("ann", SMR, organization="Transport")
    far = person("bob", SMR, organization="Health")

    assert rights.may_claim(near, [SMR], NEW)
    assert not rights.may_claim(far, [SMR], NEW)


def test_one_of_several_roles_is_enough():
    assert rights.may_claim(ELI, ["service_owner", "stakeholder"], HERE)


def test_a_task_with_an_owner_is_the_owners():
    assert rights.may_work_task(SAM, ["stakeholder"], HERE, owner="sam")
    assert not rights.may_work_task(CORA, [SMR], HERE, owner="carl")
    assert rights.may_pass_on(MARA, [SMR], HERE, owner="cora")
    assert not rights.may_pass_on(CARL, [SMR], HERE, owner="cora")


@pytest.mark.parametrize(
    ("who", "deed", "thing", "allowed"),
    [
        (CORA, Deed.UPDATE, Thing.FIELDS, True),
        (PIA, Deed.UPDATE, Thing.FIELDS, False),
        (PIA, Deed.OWN, Thing.DOCUMENTS, True),
        (ELI, Deed.OWN, Thing.MOP, False),
        (AL, Deed.UPDATE, Thing.FIELDS, False),
        (AL, Deed.READ, Thing.FIELDS, True),
        (SAM, Deed.READ, Thing.FIELDS, False),
        (MARA, Deed.UPDATE, Thing.WORK, True),
        (person("ines", "intake"), Deed.UPDATE, Thing.REQUEST, True),
        (person("ines", "intake"), Deed.UPDATE, Thing.FIELDS, False),
    ],
)
def test_rights_on_a_release(who, deed, thing, allowed):
    assert rights.may(who, deed, thing, HERE) is allowed


@pytest.mark.parametrize(
    ("role", "deed", "thing", "allowed"),
    [
        ("process_owner", Deed.PUBLISH, Thing.DIAGRAMS, True),
        ("release_manager", Deed.PUBLISH, Thing.DIAGRAMS, False),
        ("release_manager", Deed.UPDATE, Thing.VALUES, True),
        ("stakeholder", Deed.UPDATE, Thing.VALUES, False),
        ("admin", Deed.UPDATE, Thing.PEOPLE, True),
        ("auditor", Deed.UPDATE, Thing.PEOPLE, False),
    ],
)
def test_rights_on_the_product(role, deed, thing, allowed):
    assert rights.may(person("x", role), deed, thing) is allowed


def test_who_owns_an_entry_may_change_it():
    assert rights.may_change_entry(PIA, Thing.WORK, HERE, owner="pia")
    assert not rights.may_change_entry(PIA, Thing.WORK, HERE, owner="eli")
    assert rights.may_change_entry(CORA, Thing.WORK, HERE, owner="eli")


def test_a_release_that_has_ended_is_read_only():
    assert not rights.may(CORA, Deed.UPDATE, Thing.FIELDS, ENDED)
    assert not rights.may(MARA, Deed.UPDATE, Thing.FIELDS, ENDED)
    assert rights.may(CORA, Deed.READ, Thing.FIELDS, ENDED)


def test_only_the_release_manager_cancels_and_reopens():
    assert rights.may_cancel(MARA, HERE)
    assert not rights.may_cancel(CORA, HERE)
    assert not rights.may_cancel(MARA, ENDED)
    assert rights.may_reopen(MARA, ENDED)
    assert not rights.may_reopen(MARA, HERE)


def test_the_executive_summary_is_internal():
    assert rights.may_see_executive_summary(CORA)
    assert not rights.may_see_executive_summary(PIA)
