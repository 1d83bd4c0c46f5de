"""Papers as presentations, read back with python-pptx."""

import io

import pytest
from pptx import Presentation

from tasks.paper.blocks import Facts, Grid, Heading, Items, Paragraph
from tasks.paper.limits import PaperTooLong
from tasks.paper.pptx import pptx
from tests.tasks.paper.papers import MINUTES, one


def read(paper):
    return Presentation(io.BytesIO(pptx(paper)))


def titles(show):
    return [slide.shapes.title.text_frame.text for slide in show.slides]


def texts(slide):
    return [s.text_frame.text for s in slide.placeholders if s.has_text_frame]


@pytest.fixture(scope="module")
def minutes():
    return read(MINUTES)


def test_a_title_slide_comes_first_then_a_slide_for_each_chapter(minutes):
    assert titles(minutes)[:3] == [
        "Procès-verbal – réunion de lancement",
        "Présences",
        "Ordre du jour (1/3)",
    ]


def test_labels_and_values_lists_and_texts_are_lines_of_the_slide(minutes):
    assert texts(minutes.slides[1])[1] == "Animé par: Cora Côté\nHeure: 09:00"
    assert texts(minutes.slides[2])[1].split("\n") == [
        *("Première ligne", "Deuxième ligne", "Portée", "Dates clés")
    ]


def test_a_table_is_a_table_with_a_head_and_says_what_it_is(minutes):
    (frame,) = [s for s in minutes.slides[3].shapes if s.has_table]

    assert frame.table.first_row
    assert frame.table.cell(0, 0).text == "Action"
    assert frame.table.cell(1, 1).text == "Eli"
    assert frame._element.nvGraphicFramePr.cNvPr.get("descr") == "Points d’action"


def test_a_picture_has_an_alternative_text_and_stays_on_the_slide(minutes):
    (picture,) = [s for s in minutes.slides[4].shapes if s.shape_type == 13]

    assert picture._element.nvPicPr.cNvPr.get("descr") == "Le diagramme du processus"
    assert picture.left + picture.width <= minutes.slide_width
    assert picture.top + picture.height <= minutes.slide_height


def test_every_text_says_its_language(minutes):
    frame = minutes.slides[1].placeholders[1].text_frame
    run = frame.paragraphs[0].runs[0]

    assert run._r.rPr.get("lang") == "fr-CA"


def test_a_long_table_goes_on_with_its_head_and_loses_no_row():
    rows = tuple((str(n), "Value") for n in range(45))
    show = read(one(Heading("Steps"), Grid("Steps", ("Step", "Planned"), rows)))
    tables = [s.table for slide in show.slides for s in slide.shapes if s.has_table]
    shown = [row.cells[0].text for table in tables for row in list(table.rows)[1:]]

    assert titles(show)[1:] == ["Steps (1/3)", "Steps (2/3)", "Steps (3/3)"]
    assert {table.cell(0, 1).text for table in tables} == {"Planned"}
    assert shown == [str(n) for n in range(45)]


def test_a_long_list_goes_on_with_further_slides_and_loses_nothing():
    entries = tuple(f"Entry {n}" for n in range(40))
    show = read(one(Heading("Scope"), Items(entries)))
    shown = [line for slide in list(show.slides)[1:] for line in texts(slide)[1:]]

    assert "\n".join(shown).split("\n") == list(entries)


def test_a_cell_that_is_higher_than_a_slide_is_continued():
    words = " ".join(f"word{n}" for n in range(900))
    show = read(one(Heading("Notes"), Grid("", ("Text", "By"), ((words, "Eli"),))))
    tables = [s.table for slide in show.slides for s in slide.shapes if s.has_table]
    shown = " ".join(row.cells[0].text for t in tables for row in list(t.rows)[1:])

    assert shown == words


def test_what_people_write_is_kept_as_it_is():
    show = read(one(Heading("<a:t> & #x \x00😀"), Paragraph("[[ {{ 1 }}")))

    assert titles(show)[1] == "<a:t> & #x 😀"
    assert texts(show.slides[1])[1] == "[[ {{ 1 }}"


def test_a_paper_without_chapters_goes_under_its_title():
    assert titles(read(one(Facts((("By", "Eli"),))))) == ["Minutes", "Minutes"]


def test_a_presentation_has_at_most_four_hundred_slides():
    with pytest.raises(PaperTooLong):
        pptx(one(*(Heading(str(n)) for n in range(500))))


def test_the_same_paper_gives_the_same_bytes():
    assert pptx(MINUTES) == pptx(MINUTES)
