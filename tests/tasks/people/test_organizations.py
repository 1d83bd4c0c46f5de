"""Organizations: a tree that scopes what people see and work on (processes.md E.1)."""

import pytest
from sqlalchemy import insert, select

from engine.db import new_id
from tasks.inbox import candidates
from tasks.inbox.candidates import is_candidate, taker
from tasks.inbox.tables import human_task, task_candidate
from tasks.people import admission, organizing
from tasks.people.holders import assign, holders
from tasks.people.organizations import canonical, serving, tree
from tasks.people.organizing import NoSuchOrganization, OrganizationRefused
from tasks.people.persons import people_among, person_named
from tasks.release.lifecycle import write
from tasks.release.loaded import release_of

HEALTH, MINISTRY, BRANCH, JUSTICE = "HSC", "MOH", "MOH-LAB", "JTS"


@pytest.fixture
def office(context):
    """Two clusters; health has a ministry, and that a branch."""
    add(context, HEALTH, None, "cluster", "Health Services Cluster")
    add(context, MINISTRY, HEALTH, "ministry", "Ministry of Health")
    add(context, BRANCH, MINISTRY, "branch", "Laboratories Branch")
    add(context, JUSTICE, None, "cluster", "Justice Technology Services")
    return context


def add(context, name, parent, kind, title):
    french = f"{title} (fr)"
    organizing.add(
        context, name, kind=kind, name_en=title, name_fr=french, parent_id=parent
    )


def hire(context, name, organization, *roles):
    admission.add_person(
        context,
        name,
        name=name.title(),
        email=f"{name}@ontario.example",
        organization=organization,
        roles=roles,
    )


def opened_task(context, release_id, role, organization):
    """An open task of a role that somebody holds on the release, or its pool."""
    row = {
        "task_id": new_id(),
        "instance_id": context.instance.id,
        "process_key": "smr_release",
        "version_id": "v",
        "release_id": release_id,
        "step_id": "S-1",
        "kind": "step",
        "name": "A step",
        "role": role,
        "roles": [role],
        "state": "open",
        "organization": organization,
        "opened_at": context.at,
    }
    context.conn.execute(insert(human_task), row)
    held = holders(context.conn, release_id)
    context.conn.execute(insert(task_candidate), candidates.of_task(row, held))
    return row["task_id"]


def test_the_tree_is_read_from_the_top_down(office):
    found = [(each.id, each.depth) for each in tree(office.conn)]

    assert found == [(HEALTH, 0), (MINISTRY, 1), (BRANCH, 2), (JUSTICE, 0)]


def test_an_organization_is_meant_by_its_short_name_or_a_name(office):
    meant = ["hsc", " health services  cluster", "Ministry of Health (fr)", "Nowhere"]

    found = [canonical(office, text) for text in meant]

    assert found == [HEALTH, HEALTH, MINISTRY, "Nowhere"]


def test_a_line_is_what_lies_above_and_below(office):
    found = tree(office.conn)

    assert found.line(MINISTRY) == {HEALTH, MINISTRY, BRANCH}
    assert found.line(JUSTICE) == {JUSTICE}


def test_a_name_that_is_taken_is_refused(office):
    with pytest.raises(OrganizationRefused, match="names an organization already"):
        add(office, "HSC2", None, "cluster", "Ministry of Health")
    with pytest.raises(OrganizationRefused, match="names an organization already"):
        add(office, "moh", None, "ministry", "Another Ministry")


def test_an_organization_does_not_lie_below_itself(office):
    with pytest.raises(OrganizationRefused, match="cannot lie below itself"):
        organizing.move(office, HEALTH, BRANCH)

    organizing.move(office, MINISTRY, JUSTICE)

    assert tree(office.conn).above(BRANCH) == [MINISTRY, JUSTICE]


def test_a_retired_one_is_offered_no_more_but_stays(office):
    with pytest.raises(OrganizationRefused, match="First move or retire"):
        organizing.retire(office, MINISTRY)
    organizing.retire(office, BRANCH)

    assert not tree(office.conn).get(BRANCH).active
    with pytest.raises(NoSuchOrganization):
        hire(office, "lab", BRANCH, "stakeholder")
    organizing.restore(office, BRANCH)
    assert tree(office.conn).get(BRANCH).active


def test_every_change_of_the_tree_is_noted(office):
    office.audits.clear()

    organizing.change(office, HEALTH, name_fr="Groupement de la santé")
    organizing.retire(office, BRANCH)

    noted = [(a["entity_id"], a["field"], a["new"]) for a in office.audits]
    assert noted == [
        (HEALTH, "name_fr", "Groupement de la santé"),
        (BRANCH, "retired", True),
    ]


def test_a_new_database_begins_with_the_listed_tree_once(context):
    listed = [
        {"id": "A", "kind": "cluster", "en": "Alpha", "fr": "Alpha fr"},
        {"id": "B", "parent": "A", "kind": "ministry", "en": "Beta", "fr": "Bêta"},
    ]

    planted = [organizing.begin(context, listed), organizing.begin(context, listed)]

    assert planted == [2, 0]
    assert tree(context.conn).line("B") == {"A", "B"}


def test_people_of_the_line_and_of_no_organization_serve_a_release(office):
    hire(office, "clara", HEALTH, "intake")
    hire(office, "lars", BRANCH, "intake")
    hire(office, "jan", JUSTICE, "intake")
    hire(office, "olga", None, "intake")
    pool = [person for person, _roles in people_among(office.conn, (), ["intake"])]

    able = serving(office, pool, MINISTRY)

    assert [each.user_name for each in able] == ["clara", "lars", "olga"]


def test_the_pool_of_a_task_is_that_of_its_organization(office, smr):
    write(office, smr, {"organization": "Ministry of Health"})
    task = opened_task(office, smr, "intake", organization=MINISTRY)
    hire(office, "clara", HEALTH, "intake")
    hire(office, "jan", JUSTICE, "intake")
    hire(office, "olga", None, "intake")

    def may(name):
        person = person_named(office.conn, name)
        return candidates.may_claim(office.conn, task, person)

    assert [may(name) for name in ("clara", "jan", "olga")] == [True, False, True]


def test_open_tasks_follow_a_release_to_another_organization(office, smr):
    write(office, smr, {"organization": MINISTRY})
    task = opened_task(office, smr, "intake", organization=MINISTRY)
    hire(office, "jan", JUSTICE, "intake")

    write(office, smr, {"organization": JUSTICE})

    jan = person_named(office.conn, "jan")
    assert release_of(office, smr)["organization"] == JUSTICE
    assert candidates.may_claim(office.conn, task, jan)


def test_who_holds_the_role_takes_the_task_wherever_they_belong(office, smr):
    write(office, smr, {"organization": MINISTRY})
    hire(office, "jan", JUSTICE, "stakeholder")
    assign(office, smr, "stakeholder", "jan")
    task = opened_task(office, smr, "stakeholder", organization=MINISTRY)

    jan = person_named(office.conn, "jan")

    assert candidates.may_claim(office.conn, task, jan)


def test_a_viewer_takes_nothing_from_a_pool(office, smr):
    task = opened_task(office, smr, "intake", organization=None)
    hire(office, "vera", None, "intake")
    admission.change_person(office, "vera", access_level="view")
    vera = person_named(office.conn, "vera")

    claimable = office.conn.scalars(
        select(task_candidate.c.task_id)
        .join(human_task, human_task.c.task_id == task_candidate.c.task_id)
        .where(is_candidate(taker(vera)))
    ).all()

    assert task not in claimable
    assert not candidates.may_claim(office.conn, task, vera)
