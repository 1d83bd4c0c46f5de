"""What the standard says is seen on releases that went through it.

Each line asks the record, the path and the mails themselves, not the proof of them.
"""

import pytest

from tests.conformance import observed_dcs, observed_smr


def _cases(observed: observed_smr.Observed) -> list[object]:
    return [pytest.param(name, *each, id=name) for name, each in observed.items()]


@pytest.mark.parametrize(("name", "story", "seen"), _cases(observed_smr.OBSERVED))
def test_a_requirement_of_readiness_is_seen(runs, name, story, seen):
    assert seen(runs[story][0]), name


@pytest.mark.parametrize(("name", "story", "seen"), _cases(observed_dcs.OBSERVED))
def test_a_requirement_of_deployment_is_seen(runs, name, story, seen):
    assert seen(runs[story][-1]), name
