"""Random processes and walks through them for as long as asked.

``python -m tests.fuzz.oracle --seconds 600 [--seed 1]`` stops at the first walk that
ours does not do as meant, and prints the smallest one.
"""

import argparse
import sys
import time
from functools import partial

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.engine.oracle.blocks import Block, programs
from tests.engine.oracle.walks import walk_ours

report = partial(print, flush=True)
BATCH = settings(
    max_examples=200,
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)


def batch(number: int, *, reloaded: bool) -> int:
    """Walk through one batch of processes; returns how many."""
    walked = 0

    @seed(number)
    @BATCH
    @given(programs(), st.data())
    def walks(program: Block, data: st.DataObject) -> None:
        nonlocal walked
        walked += 1
        walk_ours(program, data, reloaded=reloaded)

    walks()
    return walked


def main() -> int:
    """Walk until the time is over."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--seed", type=int, default=0)
    asked = options.parse_args()
    until = time.monotonic() + asked.seconds
    number, walked = asked.seed, 0
    while time.monotonic() < until:
        walked += batch(number, reloaded=number % 4 != 0)
        number += 1
    report(f"{walked} walks, seeds {asked.seed} to {number - 1}: all as meant.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
