"""The picture of a process says in signs and words what the table says."""

import re
from dataclasses import replace

import pytest
from lxml import etree

from engine.drawing import strokes, symbols
from engine.layout import layout
from engine.model import Diagram, read
from engine.svg import Marks, svg
from tests.engine.drawn import bpmn

SVG = "{http://www.w3.org/2000/svg}"
STEPS = [
    "startEvent/message s Request received",
    "userTask a Review &lt;the&gt; request",
    "exclusiveGateway g Needed?",
    "serviceTask b Create the record",
    "sendTask c Tell everybody",
    "endEvent/terminate e Closed",
    "endEvent e2 Not needed",
    "boundaryEvent/timer@a t 5 days",
]
FLOWS = ["s a", "a g", "g b Yes", "g e2 No", "b c", "c e", "t c"]
LANES = {"release_manager": "s a g e2 t", "system": "b c e"}


@pytest.fixture
def diagram() -> Diagram:
    return read(layout(bpmn(STEPS, FLOWS, LANES)))


def test_the_picture_is_well_formed_and_escapes_names(diagram: Diagram) -> None:
    root = etree.fromstring(svg(diagram, Marks(), title="A < B & C"))

    assert root.findtext(f"{SVG}title") == "A < B & C"
    assert "Review <the> request" in _titles(root)


def test_nothing_in_it_needs_a_weaker_content_security_policy(diagram: Diagram) -> None:
    picture = svg(diagram, Marks(done={"s"}), links=lambda _: "/x", title="Process")

    assert "<style" not in picture
    assert " style=" not in picture
    assert "<script" not in picture
    assert not re.search(r" on\w+=", picture)


def test_every_node_flow_and_lane_is_seen(diagram: Diagram) -> None:
    root = etree.fromstring(svg(diagram, Marks(), title="Process"))

    words = _words(root)
    assert len(_titles(root)) == 1 + len(STEPS)
    assert {"Needed?", "Yes", "No", "release manager", "system"} <= words


def test_a_picture_alone_is_an_image_with_title_and_description(
    diagram: Diagram,
) -> None:
    root = etree.fromstring(
        svg(diagram, Marks(), title="Process", description="Eight steps.")
    )

    assert root.get("role") == "img"
    told = [root.find(f"*[@id='{i}']") for i in root.get("aria-labelledby").split()]
    assert [t.text for t in told] == ["Process", "Eight steps."]


def test_a_linked_step_is_a_link_that_says_its_state(diagram: Diagram) -> None:
    marks = Marks(current={"a": 1}, late={"a"})
    picture = svg(diagram, marks, links={"a": "/tasks/1?a&b"}.get, title="Process")

    root = etree.fromstring(picture)
    assert root.get("role") == "group"
    links = root.findall(f"{SVG}a")
    assert [a.get("href") for a in links] == ["/tasks/1?a&b"]
    assert links[0].findtext(f"{SVG}title") == "Review <the> request, late, open"


def test_tokens_are_counted(diagram: Diagram) -> None:
    root = etree.fromstring(svg(diagram, Marks(current={"c": 3, "b": 120}), title="P"))

    assert {"3", "99+"} <= _words(root)


@pytest.mark.parametrize("state", ["done", "late", "failed"])
def test_a_state_has_a_sign_and_a_word_beside_its_colour(
    diagram: Diagram, state: str
) -> None:
    picture = svg(diagram, replace(Marks(), **{state: {"b"}}), title="Process")

    assert symbols.BADGES[state] in picture
    assert f"Create the record, {state}" in _titles(etree.fromstring(picture))


def test_flows_that_were_taken_are_thicker(diagram: Diagram) -> None:
    picture = svg(diagram, Marks(flows={"F-s-a"}), title="Process")

    assert picture.count('stroke-width="2.6"') == 1


def test_heat_has_a_bar_beside_its_tint(diagram: Diagram) -> None:
    plain = svg(diagram, Marks(), title="Process").count("<rect")

    assert svg(diagram, Marks(heat={"b": 0.5}), title="Process").count("<rect") == (
        plain + 1
    )


def test_the_figure_behind_the_heat_is_written_on_the_node(diagram: Diagram) -> None:
    marks = Marks(heat={"b": 0.5}, figures={"b": "3.2 d"})

    assert ">3.2 d</" in svg(diagram, marks, title="Process")


def test_names_and_states_come_in_the_language_of_the_reader(diagram: Diagram) -> None:
    picture = svg(
        diagram,
        Marks(done={"b"}),
        title="Le dossier",
        names={"b": "Créer le dossier", "system": "système", "F-g-b": "Oui"},
        words={"done": "fait"},
    )

    root = etree.fromstring(picture)
    assert "Créer le dossier, fait" in _titles(root)
    assert {"système", "Oui"} <= _words(root)


def test_a_diagram_without_a_drawing_gives_an_empty_picture() -> None:
    bare = read(bpmn(STEPS, FLOWS, LANES))

    assert len(etree.fromstring(svg(bare, Marks(), title="Process"))) == 1


def test_a_small_process_is_a_small_picture(diagram: Diagram) -> None:
    assert len(svg(diagram, Marks(), title="Process")) < 8_000


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        (strokes.INK, symbols.STRIP),
        (strokes.INK, "#f28b30"),
        (strokes.INK, "#fdecee"),
        (symbols.QUIET, symbols.BAND),
        (strokes.PAPER, symbols.OPEN),
        (strokes.PAPER, symbols.DONE),
        (strokes.PAPER, symbols.LATE),
        (strokes.PAPER, symbols.FAILED),
    ],
)
def test_text_and_signs_stand_out_from_their_ground(text: str, ground: str) -> None:
    assert _contrast(text, ground) >= 4.5


def _titles(root: etree._Element) -> list[str]:
    return [title.text for title in root.iter(f"{SVG}title")]


def _words(root: etree._Element) -> set[str]:
    return {"".join(text.itertext()) for text in root.iter(f"{SVG}text")}


def _contrast(a: str, b: str) -> float:
    """WCAG 2.2, relative luminance."""
    light, dark = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [
        p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
