"""What changed between two versions, told part by part."""

import pytest

from engine.diff import Difference, differences, marks
from engine.editing import steps, wording
from engine.editing.edited import edited
from engine.editing.steps import Step
from engine.model import read
from engine.svg import svg
from tests.engine.diagrams import bpmn, catch, end, service, start, timer, user, xor

OLD = bpmn(
    *(start("S"), user("A", "Ask", form="a", due_in="days(5)"), xor("G")),
    *(service("T", "tell", to="'all'"), catch("W", timer("days(3)")), end("E")),
    *("S -> A -> G -> E else", "G -> T if x == 1", "T -> W -> E"),
    lanes={"owner": "A", "system": "S G T W E"},
)


def told(edit) -> list[Difference]:
    """The differences after an edit."""
    changed, _ = edited(OLD, edit)
    return differences(read(OLD), read(changed))


@pytest.mark.parametrize(
    ("edit", "thing", "what", "old", "new"),
    [
        (lambda d: wording.rename(d, "A", "Say"), "A", "name", "Ask", "Say"),
        (
            lambda d: wording.set_property(d, "A", "due_in", "days(7)"),
            *("A", "property due_in", "days(5)", "days(7)"),
        ),
        (
            lambda d: wording.set_condition(d, "F-G-T", "x == 2"),
            *("F-G-T", "condition", "x == 1", "x == 2"),
        ),
        (
            lambda d: wording.set_timer(d, "W", "timeDuration", "days(4)"),
            *("W", "timeDuration", "days(3)", "days(4)"),
        ),
        (
            lambda d: wording.set_operator(d, "T", "tell", {"to": "'some'"}),
            *("T", "parameter to", "'all'", "'some'"),
        ),
    ],
)
def test_one_part_that_changed_is_one_difference(edit, thing, what, old, new):
    [only] = told(edit)

    assert (only.id, only.kind, only.what) == (thing, "changed", what)
    assert (only.old, only.new) == (old, new)


def test_an_added_step_is_told_with_its_parts_and_the_ways_that_lead_to_it():
    found = told(lambda d: steps.add_after(d, "A", Step("user", "Look")))

    added = [each for each in found if each.id == "Aa"]
    assert added[0].what == ""
    assert {each.kind for each in added} == {"added"}
    assert {(each.what, each.new) for each in added[1:]} == {
        ("kind", "userTask"),
        ("lane", "owner"),
    }
    led = next(each for each in found if each.id == "F-A-G")
    assert (led.what, led.old, led.new) == ("to", "G", "Aa")


def test_where_things_stand_in_the_drawing_is_no_difference():
    assert told(lambda d: setattr(d, "redraw", True)) == []


def test_pictures_mark_what_was_lost_and_gained_with_a_sign_and_a_word():
    changed, _ = edited(OLD, lambda d: steps.remove(d, "T"))
    before, after = marks(differences(read(OLD), read(changed)))

    drawn, _ = edited(OLD, lambda d: setattr(d, "redraw", True))
    picture = svg(read(drawn), before, title="old")

    assert before.removed >= {"T"}
    assert not after.removed
    assert "T, removed" in picture
