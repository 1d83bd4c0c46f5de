"""Mistakes in templates of papers are told when they are published."""

from pathlib import Path

import pytest

from engine.model import read
from tasks.collateral.lint import findings, problems
from tasks.facts import FACTS

OURS = sorted(Path("bpmn/papers").glob("*.txt"))
HEAD = "Name: Plan\nTitle: Plan\nDocument: Plan\nProcess: smr\n"


@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_our_papers_have_no_mistake(path):
    assert list(problems(f"papers/{path.name}", path.read_bytes(), FACTS)) == []


def test_each_of_our_papers_has_a_french_text():
    names = {path.name.removesuffix(".txt") for path in OURS}

    assert {n.removesuffix(".fr") for n in names} == {
        n for n in names if not n.endswith(".fr")
    }
    assert {f"{n}.fr" for n in names if not n.endswith(".fr")} <= names


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Name: x\n\n", "The top needs a line “Title: …”."),
        (HEAD + "Colour: red\n\n", "“Colour” means nothing at the top"),
        (HEAD + "Formats: odt\n\n", "There is no format “odt”; there are pdf"),
        (HEAD + "Needs: air\n\n", "Nothing is called “air” that a paper could need."),
        (HEAD + "About: air\nNamed: x\n\n", "There is no collection “air”"),
        (HEAD + "About: meetings\n\n", "With “About” it needs “Named: …”"),
        (HEAD + "Layout: round\n\n", "The layout can be “landscape”"),
        (HEAD.replace("smr", "xyz") + "\n", "There is no process “xyz”"),
        (HEAD + "\n{{ relese.title }}", "Nothing is called “relese” in a paper."),
        (HEAD + "\n{{ entry.title }}", "Nothing is called “entry” in a paper."),
        (HEAD + "\n{{ fly('x') }}", "There is no fact “fly”."),
        (HEAD + "\n{{ release.__class__ }}", "“__class__” is not to be read"),
        (HEAD + "\n{% import 'x' as y %}", "Import is not allowed in a paper"),
        (HEAD + "\n{% for x in issues %}", "It cannot be read"),
        (HEAD + "\n|| A | B\n| x |", "Line 2 has 1 cells and its table 2."),
        ("x" * 40_000, "at most 30,000 bytes"),
    ],
)
def test_a_mistake_is_named(text, problem):
    found = list(problems("papers/plan.txt", text.encode(), FACTS))

    assert any(problem in each for each in found), found


def test_settings_stand_in_the_english_text_alone():
    found = list(problems("papers/plan.fr.txt", (HEAD + "\n").encode(), FACTS))

    assert sorted(found) == [
        "“Document” is said in the English text alone.",
        "“Process” is said in the English text alone.",
    ]


def test_a_step_that_writes_a_paper_that_is_none_is_found(papers):
    diagram = read(Path("bpmn/smr_release.bpmn").read_bytes())
    without = {k: v for k, v in papers.items() if "stabilization" not in k}

    assert list(findings(diagram, papers, FACTS)) == []
    (found,) = list(findings(diagram, without, FACTS))
    assert found.message.startswith("There is no paper “stabilization”; there are")


def test_a_missing_french_text_is_a_warning(papers):
    diagram = read(Path("bpmn/smr_release.bpmn").read_bytes())
    without = {k: v for k, v in papers.items() if k != "papers/plan.fr.txt"}

    (found,) = findings(diagram, without, FACTS)
    assert (found.severity, found.message) == (
        "warning",
        "papers/plan.txt has no French text beside it.",
    )
