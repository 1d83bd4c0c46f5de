"""Papers as Word documents, read back with python-docx."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn

from tasks.paper.blocks import Grid, Heading, Items, Paragraph
from tasks.paper.docx import docx
from tests.tasks.paper.papers import MINUTES, one

HOSTILE = "<w:t>&amp; {{ 1 }} \x00\x0b😀 שלום"


@pytest.fixture(scope="module")
def minutes():
    return Document(io.BytesIO(docx(MINUTES)))


def read(*blocks):
    return Document(io.BytesIO(docx(one(*blocks))))


def test_headings_and_lists_have_real_styles(minutes):
    styles = {p.text: p.style.name for p in minutes.paragraphs}

    assert styles["Procès-verbal – réunion de lancement"] == "Title"
    assert styles["Présences"] == "Heading 1"
    assert styles["Portée"] == "List Bullet"
    assert styles["Points d’action"] == "Caption"


def test_a_table_has_a_head_that_repeats_and_all_rows(minutes):
    table = minutes.tables[1]
    head = table.rows[0]._tr.trPr

    assert [c.text for c in table.rows[0].cells] == [
        "Action",
        "Responsable",
        "Échéance",
    ]
    assert head.find(qn("w:tblHeader")) is not None
    assert [c.text for c in table.rows[1].cells] == [
        *("Réserver la salle", "Eli", "2026-03-02")
    ]


def test_facts_stand_beside_their_labels(minutes):
    rows = [[c.text for c in row.cells] for row in minutes.tables[0].rows]

    assert rows == [["Animé par", "Cora Côté"], ["Heure", "09:00"]]


def test_the_document_says_its_title_and_language(minutes):
    languages = {
        element.get(qn("w:val"))
        for element in minutes.styles.element.iter(qn("w:lang"))
    }

    assert minutes.core_properties.title == MINUTES.title
    assert minutes.core_properties.language == "fr-CA"
    assert languages == {"fr-CA"}


def test_a_picture_has_an_alternative_text(minutes):
    (shape,) = minutes.inline_shapes

    assert shape._inline.docPr.get("descr") == "Le diagramme du processus"


def test_line_breaks_are_kept(minutes):
    assert "Première ligne\nDeuxième ligne" in [p.text for p in minutes.paragraphs]


def test_what_people_write_is_kept_as_it_is():
    document = read(Heading(HOSTILE), Paragraph(HOSTILE), Items((HOSTILE,)))

    assert [p.text for p in document.paragraphs][1:] == [
        "<w:t>&amp; {{ 1 }} 😀 שלום"
    ] * 3


def test_an_empty_table_says_so():
    table = read(Grid("Risks", ("Risk", "Owner"), ())).tables[0]

    assert table.rows[1].cells[0].text == "None."


def test_the_same_paper_gives_the_same_bytes():
    assert docx(MINUTES) == docx(MINUTES)
