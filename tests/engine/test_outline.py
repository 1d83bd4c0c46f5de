"""The outline says in reading order what the picture shows."""

import pytest

from engine.model import Diagram, read
from engine.outline import OutlineRow, outline, outline_text
from engine.svg import Marks
from tests.engine.drawn import bpmn


@pytest.fixture
def diagram() -> Diagram:
    process = bpmn(
        [
            "startEvent s Request received",
            "exclusiveGateway m",
            "userTask a Write the plan",
            "exclusiveGateway g Approved?",
            "parallelGateway p",
            "userTask b Test",
            "userTask c Train",
            "parallelGateway j",
            "subProcess sub Deploy",
            "in:sub startEvent ss Begin",
            "in:sub userTask sa Run the steps",
            "in:sub endEvent se Over",
            "boundaryEvent/timer@sub t 5 days",
            "endEvent e Closed",
            "endEvent e2 Late",
        ],
        [
            "s m", "m a", "a g", "g m Change", "g p Approve", "p b", "p c", "b j",
            "c j", "j sub", "ss sa", "sa se", "sub e", "t e2",
        ],
        {"coordinator": "s m a g p b j sub t e e2", "stakeholder": "c"},
    )  # fmt: skip
    timed = process.replace(
        b"<bpmn:timerEventDefinition />",
        b"<bpmn:timerEventDefinition><bpmn:timeDuration>days(5)</bpmn:timeDuration>"
        b"</bpmn:timerEventDefinition>",
    )
    return read(timed.replace(b'id="g"', b'id="g" default="F-g-m"'))


def test_every_step_comes_once_and_a_join_after_its_branches(diagram: Diagram) -> None:
    ids = [row.id for row in outline(diagram, Marks())]

    assert ids == [
        "s",
        "m",
        "a",
        "g",
        "p",
        "b",
        "c",
        "j",
        "sub",
        "ss",
        "sa",
        "se",
        "t",
        "e",
        "e2",
    ]


def test_what_a_subprocess_holds_is_numbered_one_level_deeper(diagram: Diagram) -> None:
    rows = _by_id(diagram, Marks())

    assert (rows["sub"].number, rows["sub"].depth) == ("9", 0)
    assert (rows["sa"].number, rows["sa"].depth) == ("9.2", 1)
    assert rows["e"].number == "11"


def test_a_row_says_where_it_goes_on_and_when(diagram: Diagram) -> None:
    change, approve = _by_id(diagram, Marks())["g"].next

    assert (change.label, change.target, change.back) == ("Change", "m", True)
    assert change.otherwise
    assert (approve.label, approve.target, approve.back) == ("Approve", "p", False)


def test_a_row_says_who_works_it(diagram: Diagram) -> None:
    rows = _by_id(diagram, Marks())

    assert rows["c"].role == "stakeholder"
    assert rows["sa"].role == "coordinator"


def test_a_boundary_event_follows_its_host_and_says_what_it_waits_for(
    diagram: Diagram,
) -> None:
    event = _by_id(diagram, Marks())["t"]

    assert event.attached_to == "sub"
    assert event.waits_for == "timer days(5)"
    assert event.next[0].target_name == "Late"


def test_states_stand_beside_the_steps(diagram: Diagram) -> None:
    marks = Marks(done={"s", "a"}, current={"b": 1}, late={"b"}, failed={"c"})

    rows = _by_id(diagram, marks)
    assert rows["s"].status == ("done",)
    assert rows["b"].status == ("late", "open")
    assert rows["c"].status == ("failed",)
    assert rows["e"].status == ()


def test_names_can_be_translated(diagram: Diagram) -> None:
    rows = outline(diagram, Marks(), names={"a": "Rédiger le plan"})

    assert rows[2].name == "Rédiger le plan"
    assert rows[1].next[0].target_name == "Rédiger le plan"


def test_a_loop_that_nothing_leads_into_is_told_too() -> None:
    alone = read(bpmn(["startEvent s", "userTask a", "userTask b"], ["a b", "b a"]))

    assert [row.id for row in outline(alone, Marks())] == ["s", "a", "b"]


def test_the_text_reads_like_the_table(diagram: Diagram) -> None:
    text = outline_text(diagram, Marks(current={"a": 1}))

    assert "3 Write the plan (userTask, coordinator) [open]" in text
    assert "    → Change (otherwise): back to 2 m" in text
    assert "  9.1 Begin (startEvent, coordinator)" in text
    assert "10 5 days (boundaryEvent, coordinator) on 9" in text


def _by_id(diagram: Diagram, marks: Marks) -> dict[str, OutlineRow]:
    return {row.id: row for row in outline(diagram, marks)}
