"""The diagrams that come with the product can be read as they are drawn."""

import pytest

from engine.model import Diagram, read
from tests.bpmn.folder import FOLDER
from tests.engine.geometry import (
    covered_labels,
    hidden_flows,
    loose_ends,
    overlapping_shapes,
    run_through,
    strays,
)

FILES = sorted(FOLDER.glob("*.bpmn"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def diagram(request: pytest.FixtureRequest) -> Diagram:
    return read(request.param.read_bytes())


def test_every_node_and_flow_is_drawn(diagram: Diagram) -> None:
    assert set(diagram.nodes) <= set(diagram.shapes)
    assert set(diagram.flows) == set(diagram.edges)


def test_nodes_stand_apart_in_their_lanes_and_frames(diagram: Diagram) -> None:
    assert overlapping_shapes(diagram) + strays(diagram) == []


def test_flows_lead_from_node_to_node_past_all_others(diagram: Diagram) -> None:
    assert loose_ends(diagram) + run_through(diagram) + hidden_flows(diagram) == []


def test_labels_can_be_read(diagram: Diagram) -> None:
    assert covered_labels(diagram) == []
