"""Papers are written from the record, in the reader's language, and never run."""

import pytest

from tasks.collateral.template import NoSuchPaper, paper_names
from tasks.collateral.writing import PaperRefused, paper_of, written
from tasks.paper.blocks import Facts, Grid, Heading, Items, Paragraph
from tasks.people.holders import assign
from tasks.release.errors import NoSuchRecord
from tasks.release.lifecycle import write
from tasks.release.records import save, save_all
from tests.tasks.conftest import MONDAY

HOSTILE = "| #x\n- {{ release.id }} {% for %} \\"


@pytest.fixture(autouse=True)
def _papers(context, papers):
    context.bundle = papers


def paper(context, release_id, key, language="en", **more):
    made = written(context, release_id, key, language=language, **more)
    return paper_of(made.text, title="x", language=language)


def grids(made):
    return {block.caption: block for block in made.blocks if isinstance(block, Grid)}


def facts(made):
    return dict(
        row for block in made.blocks if isinstance(block, Facts) for row in block.rows
    )


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_paper_can_be_written_of_an_empty_record(context, smr, papers, language):
    made = [paper(context, smr, key, language) for key in paper_names(papers)]

    assert len(made) == 14
    assert all(each.title and each.blocks for each in made)
    assert {each.language for each in made} == {language}


def test_the_announcement_says_what_the_record_says(context, smr):
    write(context, smr, {"background": "Old mail\nends", "scope_in": ["Mail", "Lists"]})

    made = paper(context, smr, "announcement")

    assert made.title == "Release announcement: New e-mail"
    assert made.foot == f"{smr} · written from the record on March 2, 2026"
    assert Paragraph("Old mail\nends") in made.blocks
    assert Items(("Mail", "Lists")) in made.blocks


def test_a_heading_without_anything_says_that_nothing_is_recorded(context, smr):
    blocks = paper(context, smr, "announcement").blocks

    place = blocks.index(Heading("Not in scope", 1))
    assert blocks[place + 1] == Paragraph("Nothing recorded yet.")


def test_people_have_names_and_values_are_said_in_the_readers_language(context, dcs):
    assign(context, dcs, "project_manager", "pia")
    write(context, dcs, {"release_type": "CO"})
    save(context, "actions", dcs, {"text": "Open", "owner": "eli", "state": "Open"})
    save(context, "meetings", dcs, {"title": "Status", "at": MONDAY})

    english = paper(context, dcs, "dcs-kick-off")
    french = paper(context, dcs, "minutes", "fr")

    assert facts(english)["Type"] == "Communications-Only"
    assert grids(english)["Open action items"].rows == (("Open", "Eli Fox", ""),)
    assert ("Project manager", "Pia Mun") in grids(english)[
        "Roles on this release"
    ].rows
    assert grids(french)["Mesures ouvertes"].rows == (
        ("Open", "Eli Fox", "", "Ouvert"),
    )
    assert facts(french)["Date"] == "2 mars 2026, 09 h 30 HNE"


def test_what_people_wrote_is_kept_as_it_is(context, smr):
    write(context, smr, {"title": HOSTILE.replace("\n", " "), "background": HOSTILE})
    save(context, "risks", smr, {"text": HOSTILE, "level": "x"})

    made = paper(context, smr, "go-no-go")

    assert made.title == "Go/No-Go: " + HOSTILE.replace("\n", " ")
    assert grids(made)["Open risks"].rows[0][0] == HOSTILE
    assert Paragraph(HOSTILE) in paper(context, smr, "announcement").blocks


def test_minutes_are_of_the_newest_meeting_or_the_one_asked_for(context, smr):
    first, second = save_all(
        context,
        "meetings",
        smr,
        [{"title": "Kick-off", "at": MONDAY}, {"title": "Go/No-Go", "at": MONDAY}],
    )

    newest = written(context, smr, "minutes")
    asked = written(context, smr, "minutes", entry_id=first)

    assert second != first
    assert newest.named == "Go/No-Go, March 2, 2026"
    assert asked.named == "Kick-off, March 2, 2026"
    with pytest.raises(NoSuchRecord):
        written(context, smr, "minutes", entry_id="0" * 32)


def test_the_method_of_procedure_has_its_steps_by_section(context, dcs):
    save_all(
        context,
        "mop_steps",
        dcs,
        [
            {"section": "back-out", "text": "Restore"},
            {"section": "deployment", "text": "Copy", "owner": "eli"},
        ],
    )

    made = paper(context, dcs, "mop")

    assert made.landscape
    sections = [b for b in made.blocks if isinstance(b, Heading) and b.level == 2]
    assert [s.text for s in sections] == [
        *("pre-deployment", "deployment", "validation", "post-deployment", "back-out")
    ]
    after = made.blocks[made.blocks.index(Heading("deployment", 2)) + 1]
    assert after.rows[0][2:4] == ("Copy", "Eli Fox")


def test_a_paper_that_is_none_and_one_that_cannot_be_filled_are_refused(context, smr):
    with pytest.raises(NoSuchPaper, match="There is no paper “air”"):
        written(context, smr, "air")

    context.bundle = {"papers/bad.txt": b"Name: x\nTitle: {{ 1 + 1 }}\n\nx"}
    with pytest.raises(PaperRefused, match="Add is not allowed in a paper"):
        written(context, smr, "bad")


def test_a_text_that_no_template_wrote_is_a_plain_paper():
    made = paper_of("Said: yes\n# all", title="Minutes", language="fr")

    assert (made.title, made.blocks) == ("Minutes", (Paragraph("Said: yes\n# all"),))
