"""Who is asked when a task opens, and told when it is done."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import insert

from engine import outbox
from engine.model import Node
from tasks.effects import give_role
from tasks.inbox.tables import OPEN, human_task
from tasks.mail import raci_mails
from tasks.people.holders import assign, holders

RACI = b"""
[smr_release."1.0"]
title = { en = "Planning", fr = "Planification" }
R = ["release_coordinator_smr"]
A = ["release_coordinator_smr"]
C = ["release_manager", "stakeholder", "release_coordinator_smr"]
I = ["intake", "project_manager", "release_coordinator_smr"]
"""
TEMPLATE = "Subject: {{ step }}\n\n{{ activity }} {{ by }}\n"
BUNDLE = {
    "raci.toml": RACI,
    "mail/_consulted.txt": TEMPLATE.encode(),
    "mail/_informed.txt": TEMPLATE.encode(),
}
PLAN = Node("S-1", "userTask", "Plan", 1, lane="x", properties={"raci": "1.0"})
REVIEW = Node("S-2", "userTask", "Review", 1, lane="x", properties={"raci": "1.0"})
FREE = Node("S-3", "userTask", "Free", 1, lane="x")


@pytest.fixture(autouse=True)
def release(context, smr):
    context.bundle = BUNDLE
    for role, user in (
        ("release_coordinator_smr", "cora"),
        ("stakeholder", "eli"),
        ("project_manager", "pia"),
    ):
        assign(context, smr, role, user)
    context.audits.clear()
    return smr


@pytest.fixture
def held(context, smr):
    return holders(context.conn, smr)


def readers(context):
    return [mail["to"][0].partition("@")[0] for mail in context.mails]


def consult(context, held, *nodes, assignee="cora"):
    rows = [{"assignee": assignee} for _ in nodes]
    raci_mails.consult(context, rows, nodes, held)


def test_the_consulted_are_asked_when_a_task_opens(context, held):
    context.by = None

    consult(context, held, PLAN)

    # The manager is not assigned here: the pool of the office is asked (AMB-25).
    assert readers(context) == ["mara", "eli"]
    assert context.mails[0]["subject"] == "Plan"


def test_whoever_works_the_task_is_not_asked_for_advice(context, held):
    consult(context, held, PLAN, assignee="eli")

    assert readers(context) == ["mara"]


def test_an_activity_asks_a_person_once_a_day(context, held):
    consult(context, held, PLAN, REVIEW)
    consult(context, held, REVIEW)
    outbox.flush(context)
    context.at += timedelta(days=1)
    consult(context, held, PLAN)
    outbox.flush(context)

    assert outbox.counts(context.conn)["queued"] == 4


def test_the_informed_are_told_but_not_of_their_own_deed(context, held):
    raci_mails.inform(context, [PLAN, PLAN], held)

    assert readers(context) == ["pia"]
    assert context.mails[0]["body"] == "Planning Cora Lin\n"


def test_that_nobody_is_known_yet_is_noted(context, held):
    raci_mails.inform(context, [PLAN], {"release_coordinator_smr": ["cora"]})

    assert context.mails == []
    (note,) = context.audits
    assert (note["field"], note["new"]) == (
        "no recipient yet",
        ["intake", "project_manager"],
    )


def test_an_activity_that_goes_on_is_not_done_and_asks_nobody_again(context, held):
    raci_mails.inform(context, [PLAN], held)
    consult(context, held, REVIEW)

    assert context.mails == []


def test_an_activity_with_an_open_task_is_not_done(context, smr, held):
    context.diagram = SimpleNamespace(nodes={"S-2": REVIEW})
    row = {
        "task_id": "1",
        "instance_id": context.instance.id,
        "process_key": "smr_release",
        "version_id": "v",
        "step_id": "S-2",
        "kind": "step",
        "name": "x",
        "role": "intake",
        "roles": ["intake"],
        "state": OPEN,
        "priority": 50,
        "opened_at": context.at,
    }
    context.conn.execute(insert(human_task).values(row))

    raci_mails.inform(context, [PLAN], held)

    assert context.mails == []


def test_another_activity_that_opens_takes_nothing_back(context, held):
    raci_mails.inform(context, [PLAN], held)
    consult(context, held, FREE)

    assert readers(context) == ["pia"]


def test_a_step_outside_of_the_matrix_tells_nobody(context, held):
    consult(context, held, FREE)
    raci_mails.inform(context, [FREE], held)

    assert context.mails == []
    assert context.audits == []


def test_a_process_owner_who_removes_the_template_switches_it_off(context, held):
    context.bundle = {"raci.toml": RACI}

    consult(context, held, PLAN)
    raci_mails.inform(context, [PLAN], held)

    assert context.mails == []


def test_telling_costs_few_statements(context, held, statements):
    raci_mails.inform(context, [PLAN], held)
    consult(context, held, FREE)

    # Open tasks, people, the release.
    assert len(statements) <= 3


def test_whoever_takes_the_role_later_is_told_what_nobody_could_be_told(context, smr):
    raci_mails.inform(context, [PLAN], {"release_coordinator_smr": ["cora"]})
    assert context.mails == []

    give_role(context, smr, "project_manager", ["eli"])

    assert readers(context) == ["eli"]
    assert context.mails[0]["body"] == "Planning Cora Lin\n"


def test_what_is_told_late_is_told_once(context, smr):
    raci_mails.inform(context, [PLAN], {"release_coordinator_smr": ["cora"]})
    give_role(context, smr, "project_manager", ["eli"])
    context.mails.clear()

    give_role(context, smr, "project_manager", ["pia"])

    assert context.mails == []


def test_an_activity_that_goes_on_leaves_nothing_to_tell_late(context, smr, held):
    raci_mails.inform(context, [PLAN], {"release_coordinator_smr": ["cora"]})
    consult(context, held, REVIEW)

    give_role(context, smr, "project_manager", ["eli"])

    assert context.mails == []
