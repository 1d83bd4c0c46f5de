"""Duties of roles, and who may work a task."""

from pathlib import Path

import pytest

from engine.model import Node
from tasks.people.raci import duties_of, performers, problems, raci

PRODUCT = {"raci.toml": (Path(__file__).parents[3] / "bpmn" / "raci.toml").read_bytes()}
BUNDLE = {
    "raci.toml": b"""
[smr_release."1.0"]
title = { en = "One", fr = "Un" }
R = ["intake", "project_manager"]
A = ["release_manager"]
C = ["stakeholder"]
I = ["executive"]
"""
}


def node(lane="intake", **properties):
    return Node("T-1", "userTask", "Do", 1, lane=lane, properties=properties)


@pytest.mark.parametrize(
    ("task", "roles"),
    [
        (node(), ["intake"]),
        (node(raci="1.0"), ["intake", "release_manager"]),
        (node("executive", raci="1.0"), ["executive"]),
        (
            node(role="project_manager", raci="1.0"),
            ["project_manager", "release_manager"],
        ),
        (node(roles="service_owner, executive"), ["service_owner", "executive"]),
        (node("release_manager", raci="1.0"), ["release_manager"]),
        (node(None), ["system"]),
        (node(raci="9.9"), ["intake"]),
    ],
)
def test_who_may_work_a_task(task, roles):
    assert performers(BUNDLE, "smr_release", task) == roles


def test_duties_are_those_of_the_process():
    duties = duties_of(BUNDLE, "smr_release", node(raci="1.0"))

    assert duties.consulted == ("stakeholder",)
    assert duties.informed == ("executive",)
    assert duties_of(BUNDLE, "dcs_release", node(raci="1.0")) is None


def test_without_a_matrix_there_are_no_duties():
    assert duties_of({}, "smr_release", node(raci="1.0")) is None


def test_the_matrices_of_the_product_are_sound():
    assert list(problems(PRODUCT)) == []
    assert len(raci(PRODUCT).of_process("smr_release")) == 10
    assert raci(PRODUCT).of_process("dcs_release")


@pytest.mark.parametrize(
    "content", [b"a = 1", b"[a]\nb = 1", b"[", b"\xff", b'[a."1"]\nR = ["system"]']
)
def test_a_broken_matrix_is_told(content):
    assert list(problems({"raci.toml": content}))
