"""The stories, told once a session, and the proofs of their releases."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tasks.conformance.proof import Judged, Proof, proof_of
from tests.conformance.observing import Run
from tests.conformance.stories import STORIES, tell
from tests.stories.office import furnish

Runs = Mapping[str, Sequence[Run]]


@pytest.fixture(scope="session")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """By story: its releases, each with the office that worked on it."""
    furniture = tmp_path_factory.mktemp("furniture")
    furnish(furniture)
    told: dict[str, list[Run]] = {}
    for number, name in enumerate(STORIES):
        folder = tmp_path_factory.mktemp("told") / str(number)
        office, releases = tell(name, furniture, Path(folder))
        told[name] = [Run(office, release_id) for release_id in releases]
    yield told
    for each in told.values():
        each[0].office.close()


@pytest.fixture(scope="session")
def proofs(runs: Runs) -> Mapping[str, Sequence[Proof]]:
    """By story: the proofs of its releases."""
    return {name: [_proof(run) for run in each] for name, each in runs.items()}


def _proof(run: Run) -> Proof:
    with run.office.app.looking() as context:
        return proof_of(run.office.app, context, run.release_id)


@pytest.fixture(scope="session")
def judged(
    proofs: Mapping[str, Sequence[Proof]],
) -> Mapping[tuple[str, str], Sequence[Judged]]:
    """By process and clause: how each release stands to it."""
    found: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for each in proofs.values():
        for proof in each:
            for item in proof.items:
                found[proof.release["process"], item.clause.id].append(item)
    return found
