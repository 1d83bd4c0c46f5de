"""The domain's findings on a diagram."""

import json
from types import MappingProxyType

import pytest

from engine.model import Diagram, Node, Operator
from tasks.facts import FACTS
from tasks.forms.lint import findings
from tests.tasks.forms.made import field

RACI = b"""
[smr_release."1.0"]
title = { en = "One", fr = "Un" }
R = ["intake"]
A = ["release_manager"]
"""
BUNDLE = {
    "raci.toml": RACI,
    "forms/a.json": json.dumps({"fields": [field("x", variable="v")]}).encode(),
    "forms/b.json": json.dumps({"fields": [field("y", "int", variable="v")]}).encode(),
    "mail/hello.txt": b"Subject: Hello\n\n{{ release.title }}\n",
    "mail/hello.fr.txt": "Subject: Allô\n\n{{ release.title }}\n".encode(),
}


def task(id="T-1", *, lane="intake", type="userTask", operator=None, **properties):
    return Node(
        id=id,
        type=type,
        name=id,
        line=7,
        lane=lane,
        operator=operator,
        properties=properties,
    )


def diagram(*nodes):
    return Diagram(
        process_id="smr_release",
        name="",
        documentation="",
        properties={},
        nodes=MappingProxyType({node.id: node for node in nodes}),
        flows={},
        lanes=(),
        messages=(),
        signals=(),
        shapes={},
        labels={},
        edges={},
    )


def found(*nodes, **more):
    return findings(diagram(*nodes), {**BUNDLE, **more}, FACTS)


def test_a_sound_diagram_has_no_findings():
    assert found(task(form="a", raci="1.0")) == []


@pytest.mark.parametrize(
    ("node", "rule", "said"),
    [
        (task(), "form", "needs the property “form”"),
        (task(form="c"), "form", "the file is missing"),
        (task(form="a", lane=None), "role", "Nobody is to work on"),
        (task(form="a", lane="system"), "role", "does no human work"),
        (task(form="a", role="intke"), "role", "did you mean “intake”?"),
        (task(form="a", raci="9.0"), "raci", "has no activity “9.0”"),
        (
            task(
                type="serviceTask",
                operator=Operator("send_mail", {"mail": "'hallo'"}, None),
            ),
            "mail",
            "did you mean “hello”?",
        ),
    ],
)
def test_a_mistake_is_told_at_its_element(node, rule, said):
    (finding,) = found(node)

    assert (finding.severity, finding.rule) == ("error", rule)
    assert (finding.element, finding.line) == ("T-1", 7)
    assert said in finding.message


def test_one_variable_of_two_types_is_told():
    (finding,) = found(task(form="a"), task("T-2", form="b"))

    assert finding.element == "T-2"
    assert "is int in b and text in a" in finding.message


def test_a_form_that_several_tasks_use_is_judged_once():
    wrong = json.dumps({"fields": [field("x", "txt")]}).encode()

    assert (
        len(found(task(form="a"), task("T-2", form="a"), **{"forms/a.json": wrong}))
        == 1
    )


def test_a_mail_that_reads_what_there_is_not_is_told():
    text = b"Subject: Hello\n\n{{ relese.title }} {{ nothing() }}\n"

    told = [f.message for f in found(task(form="a"), **{"mail/hello.txt": text})]

    assert told == [
        "mail/hello.txt: Nothing is called “relese” in a mail.",
        "mail/hello.txt: There is no fact “nothing”.",
    ]


def test_a_mail_without_french_is_a_warning():
    (finding,) = found(task(form="a"), **{"mail/bye.txt": b"Subject: Bye\n\nBye\n"})

    assert finding.severity == "warning"


def test_a_matrix_without_an_accountable_is_told():
    wrong = b'[smr_release."1.0"]\nR = ["boss"]\n'

    told = [f.message for f in found(task(form="a"), **{"raci.toml": wrong})]

    assert told == [
        "raci.toml, smr_release 1.0: nobody is Accountable (A).",
        "raci.toml, smr_release 1.0: there is no role “boss”.",
    ]
