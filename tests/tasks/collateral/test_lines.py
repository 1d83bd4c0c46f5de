"""Structured text: what each mark makes, and that people's texts make none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.collateral.lines import blocks, plain, problems, value
from tasks.paper.blocks import Facts, Grid, Heading, Items, Paragraph


def test_headings_lists_facts_and_texts():
    text = "# One\n## Two\n- a\n- b\n\n: By | Cora\n: At | \n\nFirst\nsecond\n\nThird"

    assert blocks(text) == (
        Heading("One", 1),
        Heading("Two", 2),
        Items(("a", "b")),
        Facts((("By", "Cora"),)),
        Paragraph("First\nsecond"),
        Paragraph("Third"),
    )


def test_a_table_has_its_caption_head_and_rows():
    text = "^ Risks\n|| Risk | Owner\n| DNS | Eli |\n| TLS |\n\n|| Empty | table"

    assert blocks(text) == (
        Grid("Risks", ("Risk", "Owner"), (("DNS", "Eli"), ("TLS", ""))),
        Grid("", ("Empty", "table"), ()),
    )


def test_an_empty_first_cell_stays_empty():
    (grid,) = blocks("|| Start | Step\n|  | Copy |")

    assert grid.rows == (("", "Copy"),)


@pytest.mark.parametrize(
    "written", ["# no heading", "- no item", "| no row", "|| no head", ": no | fact"]
)
def test_what_people_write_is_never_a_mark(written):
    assert blocks(value(written)) == (Paragraph(written),)


@given(st.text(st.characters(exclude_characters="\r"), min_size=1))
def test_every_text_of_people_comes_back_as_it_was(written):
    assert plain(value(written)) == written


@given(st.text(st.characters(exclude_characters="\r"), min_size=1).map(str.strip))
def test_every_text_of_people_stays_in_its_cell(written):
    (grid,) = blocks(f"|| A | B\n| {value(written)} | end |")

    assert len(grid.rows) == 1
    assert grid.rows[0][-1] == "end"


def test_a_row_with_too_few_cells_and_one_without_a_table_are_found():
    body = "| lost |\n|| A | B\n{% for r in risks %}\n| {{ r.text }}\n{% endfor %}\n: x"

    assert list(problems(body)) == [
        "Line 1 is a row of no table: begin it with “||”.",
        "Line 4 has 1 cells and its table 2.",
        "Line 6 needs a label, “|” and a value.",
    ]
