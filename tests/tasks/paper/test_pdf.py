"""Papers as PDF: accessible, the same for the same paper, and never markup.

Source: PDF/UA-1 (ISO 14289-1).
"""

import pytest

from tasks.paper.blocks import Grid, Heading, Items, Paragraph, Picture
from tasks.paper.limits import PaperTooLong
from tasks.paper.pdf import pdf
from tests.support.pdf import Pdf
from tests.tasks.paper.papers import MINUTES, one

HOSTILE = '#panic("no") [[ ] $x^2$ *bold* _under_ \\ <label> @ref // = é œ « → ≥ ✓ ⚠ 😀'


@pytest.fixture(scope="module")
def minutes():
    return Pdf(pdf(MINUTES))


def test_a_paper_says_its_title_and_language_and_promises_accessibility(minutes):
    assert b"/Lang(fr-CA)" in minutes.content
    assert b"/MarkInfo<</Marked true" in minutes.content
    assert b"/DisplayDocTitle true" in minutes.content
    assert b"pdfuaid:part>1<" in minutes.content
    assert "Procès-verbal – réunion de lancement".encode() in minutes.content


def test_headings_lists_tables_and_pictures_are_tagged(minutes):
    assert minutes.tags() >= {"Title", "H1", "L", "LI", "Table", "TH", "TD", "Figure"}
    assert b"/Scope/Column" in minutes.content


def test_every_text_of_the_paper_is_printed(minutes):
    text = minutes.text()

    assert "Cora Côté" in text
    assert "Deuxième ligne" in text
    assert "Réserver la salle" in text
    assert "SMR-2026-0001 · version 2" in text


def test_the_same_paper_gives_the_same_bytes():
    assert pdf(MINUTES) == pdf(MINUTES)


def test_what_people_write_is_printed_as_it_is_and_never_run():
    words = Pdf(pdf(one(Heading(HOSTILE), Items((HOSTILE,))))).text().split()

    assert [w for w in words if w in HOSTILE.split()] == HOSTILE.split() * 2


def test_a_long_word_is_broken_and_can_be_copied_again():
    printed = Pdf(pdf(one(Paragraph("https://example.org/" + "a" * 200)))).text()

    assert "https://example.org/" + "a" * 200 in "".join(printed.split())


def test_control_characters_and_turned_writing_are_left_out():
    printed = Pdf(pdf(one(Paragraph("in\x00voice\x1b \u202egnp.exe\u202c")))).text()

    assert "invoice" in printed
    assert "gnp.exe" in printed


def test_hebrew_and_arabic_are_printed():
    printed = Pdf(pdf(one(Paragraph("שלום عربي")))).text()

    assert "םולש" in printed or "שלום" in printed
    assert "U+" not in printed


def test_a_letter_that_no_font_has_is_printed_as_its_number():
    printed = Pdf(pdf(one(Paragraph("Tokyo 日本")))).text()

    assert "U+65E5" in printed
    assert "U+672C" in printed


def test_headings_never_skip_a_level():
    made = Pdf(pdf(one(Heading("Chapter"), Heading("Detail", 3))))

    assert made.tags() >= {"H1", "H2"}
    assert "H3" not in made.tags()


def test_empty_blocks_do_not_stop_a_paper():
    blocks = (Heading(""), Paragraph(""), Items(()), Grid("", ("A",), ()))

    assert "None." in Pdf(pdf(one(*blocks))).text()


def test_a_picture_without_words_still_has_an_alternative_text():
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'

    assert "Figure" in Pdf(pdf(one(Picture(svg, "")))).tags()


def test_a_picture_that_is_higher_than_the_page_is_made_to_fit():
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="900"/>'

    assert len(Pdf(pdf(one(Picture(svg, "A ladder")))).pages) <= 2


def test_a_table_goes_on_over_pages_with_its_head_on_each():
    rows = tuple((str(n), "Value") for n in range(150))
    made = Pdf(pdf(one(Grid("Steps", ("Step", "Planned"), rows))))

    assert len(made.pages) > 2
    assert made.text().count("Planned") == len(made.pages)


def test_more_than_a_paper_may_hold_is_refused_with_what_to_do():
    rows = tuple(("x",) * 10 for _ in range(5_000))

    with pytest.raises(PaperTooLong, match="Choose fewer rows, or a spreadsheet"):
        pdf(one(Grid("Everything", ("x",) * 10, rows)))
