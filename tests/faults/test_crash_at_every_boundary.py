"""A process that ends in the midst of a step leaves all of it or nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stories.office import ROOT


@pytest.mark.parametrize("step", ["completion", "timer", "message", "migration"])
def test_a_crash_at_any_point_leaves_the_whole_step_or_nothing_of_it(
    furniture: Path, tmp_path: Path, step: str
) -> None:
    program = [sys.executable, "-m", "tests.faults.boundaries"]

    rehearsed = subprocess.run(
        [*program, step, str(furniture), str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    report = json.loads(rehearsed.stdout)
    assert report["points"] > 30
    assert report["problems"] == {}
