"""The documentation of a process says everything that runs, in both languages."""

from pathlib import Path

import pytest

from engine.model import read
from tasks.documentation.process import Published, process_paper
from tasks.paper.blocks import Facts, Grid, Heading, Paper, Picture
from tasks.paper.pdf import pdf
from tasks.publishing import bundle_for, folder_bundle

FOLDER = Path("bpmn")
SMALL = Published("dcs_weekly_status", 1, (("Published", "2026-01-05 09:00"),))


def paper_of(key: str, language: str) -> Paper:
    """The paper of a process of the folder."""
    diagram = read((FOLDER / f"{key}.bpmn").read_bytes())
    bundle = bundle_for(diagram, folder_bundle(FOLDER))
    return process_paper(diagram, bundle, Published(key, 1, SMALL.facts), language)


def grids(paper: Paper) -> dict[str, Grid]:
    return {b.caption: b for b in paper.blocks if isinstance(b, Grid)}


def test_every_step_stands_in_it_with_its_role_and_where_it_goes_on():
    paper = paper_of("dcs_weekly_status", "en")

    steps = grids(paper)["Steps"]
    assert len(steps.rows) == 13
    [task] = [row for row in steps.rows if "(W-1)" in row[1]]
    assert task[2:4] == ("task", "DCS release coordinator")


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("en", {"Picture", "Steps", "Tasks and their forms", "Decisions", "Mails"}),
        ("fr", {"Schéma", "Étapes", "Tâches et formulaires", "Décisions", "Courriels"}),
    ],
)
def test_its_parts_are_named_in_the_language_of_the_reader(language, headings):
    paper = paper_of("dcs_weekly_status", language)

    assert headings <= {b.text for b in paper.blocks if isinstance(b, Heading)}
    assert any(isinstance(block, Picture) for block in paper.blocks)


def test_forms_conditions_timers_and_mails_are_spelled_out():
    paper = paper_of("dcs_weekly_status", "en")

    found = grids(paper)
    assert "Form d-weekly-status" in found
    assert any("record('status')" in row[3] for row in found["Decisions"].rows)
    waits = found["Timers, messages and signals"]
    assert any("next_due('weekly_status')" in row[2] for row in waits.rows)
    facts = [row for b in paper.blocks if isinstance(b, Facts) for row in b.rows]
    assert any(label == "Sent at" for label, _ in facts)


def test_the_matrix_of_a_release_process_is_in_it():
    matrix = grids(paper_of("smr_release", "en"))["Who does what (RACI)"]

    assert len(matrix.rows) >= 10


def test_it_is_set_as_a_pdf():
    assert pdf(paper_of("dcs_weekly_status", "fr")).startswith(b"%PDF-")
