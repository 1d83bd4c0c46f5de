"""Hours of what the tests do in seconds: ``python -m tests.fuzz.soak --seconds N``.

Each round takes other moments: releases are worked through the interface at dates that
chance chooses while the server is killed, and processes end at every boundary of a
step.  A line is written for each round; the first that fails ends it all.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.boundaries import STEPS
from tests.faults.power_cuts import (
    ALONE,
    PatientCrew,
    PowerCuts,
    assert_nothing_lost_or_twice,
    to_closed,
)
from tests.stories.office import ROOT, furnish
from tests.support.ports import free_port
from tests.support.serving import Site
from tests.support.smtp import MailServer

MOST_CUTS = 12


def storm(seed: int, folder: Path) -> str:
    """One release, from request to closed, at some date, in bad weather."""
    chance = random.Random(seed)
    server = MailServer(free_port())
    server.start()
    site = Site(folder, more={"ERM_SMTP_URL": server.url})
    try:
        site.start()
        site.must("clock", "advance", f"PT{chance.randrange(400 * 24 * 60)}M")
        crew = PatientCrew.hired(site, ALONE)
        crew.cuts = PowerCuts(site, seed, chance.randint(1, MOST_CUTS))
        began = crew.now()
        smr = to_closed(crew)
        assert_nothing_lost_or_twice(crew, smr, server)
    finally:
        site.stop()
        server.stop()
    return f"closed from {began:%Y-%m-%d %H:%M} on with {crew.cuts.done} power cuts"


def boundaries(seed: int, folder: Path) -> str:
    """One step, ended at each of its points."""
    step = list(STEPS)[seed % len(STEPS)]
    furniture, stage = folder / "furniture", folder / "stage"
    furniture.mkdir()
    stage.mkdir()
    furnish(furniture)
    said = subprocess.run(
        [sys.executable, "-m", "tests.faults.boundaries", step, furniture, stage],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(said.stdout)
    assert not report["problems"], report
    return f"{step} ended at {report['points']} points"


def main() -> None:
    """Go on until the time is over."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.soak")
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--seed", type=int, default=0, help="of the first round")
    asked = parser.parse_args()
    end, seed = time.monotonic() + asked.seconds, asked.seed
    rounds: tuple[Callable[[int, Path], str], ...] = (storm, boundaries)
    while time.monotonic() < end:
        for each in rounds:
            with tempfile.TemporaryDirectory(prefix="erm-soak-") as folder:
                sys.stdout.write(f"seed {seed}: {each.__name__}: ")
                sys.stdout.flush()
                sys.stdout.write(f"{each(seed, Path(folder))}\n")
        seed += 1


if __name__ == "__main__":
    main()
