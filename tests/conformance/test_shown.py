"""Each requirement that a release can show is met, with evidence, in some story."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest

from engine.model import Diagram, read
from tasks.conformance.clauses import Clause
from tasks.conformance.evidence import Proving
from tasks.conformance.found import Found
from tasks.conformance.lint import orphaned
from tasks.conformance.needs import Need
from tasks.conformance.proof import State
from tasks.conformance.reading import clauses
from tasks.conformance.serving import Serving
from tasks.publishing import folder_bundle
from tests.conformance.stories import ENDED

FOLDER = Path(__file__).parents[2] / "bpmn"
BUNDLE = folder_bundle(FOLDER)
LISTED = clauses(BUNDLE)
CASES = [
    pytest.param(word, clause, id=f"{word}-{clause.id}")
    for word, key in (LISTED.processes or {}).items()
    for clause in LISTED.of_process(key)
]


@cache
def diagram_of(word: str) -> Diagram:
    return read((FOLDER / f"{word}_release.bpmn").read_bytes())


@cache
def serving_of(word: str) -> Serving:
    return Serving(diagram_of(word), BUNDLE)


@pytest.mark.parametrize(("word", "clause"), CASES)
def test_a_requirement_is_met_with_evidence(judged, word: str, clause: Clause):
    met = [item for item in judged[word, clause.id] if item.state is State.MET]

    assert met, [item.missing for item in judged[word, clause.id]]
    assert len(met[0].evidence) == len(clause.shown[f"{word}_release"].needs)
    assert all(each.what.en and each.what.fr for each in met[0].evidence)


@pytest.mark.parametrize(("word", "clause"), CASES)
def test_without_its_elements_a_requirement_is_orphaned(word: str, clause: Clause):
    for alternatives in clause.shown[f"{word}_release"].needs:
        if alternatives[0].kind == "audit":
            continue  # every change is in the trail, whatever is drawn
        without = _without(diagram_of(word), _elements(word, alternatives))

        assert clause.id in {lost.id for lost in orphaned(without, BUNDLE)}


@pytest.mark.parametrize(("word", "clause"), CASES)
def test_without_evidence_a_requirement_is_not_met(word: str, clause: Clause):
    nothing = Proving(Found(release={}), serving_of(word))

    for alternatives in clause.shown[f"{word}_release"].needs:
        assert [nothing.evidence(need) for need in alternatives] == [None] * len(
            alternatives
        )


@pytest.mark.parametrize("story", ENDED)
def test_a_release_that_went_all_the_way_has_nothing_left_to_show(proofs, story: str):
    [proof] = proofs[story]

    assert proof.counts[State.NOT_YET] == 0
    assert proof.counts[State.MET] > 120


def _elements(word: str, alternatives: tuple[Need, ...]) -> set[str]:
    return {node for need in alternatives for node in serving_of(word).nodes(need)}


def _without(diagram: Diagram, gone: set[str]) -> Diagram:
    """The diagram as it is after these elements were deleted."""
    assert gone
    nodes = {key: node for key, node in diagram.nodes.items() if key not in gone}
    flows = {
        key: flow
        for key, flow in diagram.flows.items()
        if flow.source not in gone and flow.target not in gone
    }
    return replace(
        diagram, nodes=MappingProxyType(nodes), flows=MappingProxyType(flows)
    )
