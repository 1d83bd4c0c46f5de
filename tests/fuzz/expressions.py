"""Evaluate random expressions for a while.

``python -m tests.fuzz.expressions --seconds 60`` stops at the first that
breaks a promise, and prints what repeats it.
"""

import argparse
import time
from collections import Counter
from functools import partial
from random import Random, SystemRandom

from engine.expressions.syntax import ExpressionError
from tests.engine.expressions import grammar, oracle

report = partial(print, flush=True)


def main() -> None:
    """Run for the given time and say what was tried."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(2**32))
    given = parser.parse_args()
    outcomes: Counter[str] = Counter()
    slowest = (0.0, "")
    seed, end = given.seed, time.monotonic() + given.seconds
    while time.monotonic() < end:
        text = sentence(Random(seed))
        began = time.thread_time()
        try:
            answer = oracle.ask(text)
            timer = oracle.ask_timer(text)
        except BaseException:
            report(f"broken by --seed {seed}: {text!r}")
            raise
        slowest = max(slowest, (time.thread_time() - began, text))
        outcomes["refused" if isinstance(answer, ExpressionError) else "value"] += 1
        outcomes["timer"] += timer is not None
        seed += 1
    report(f"seeds {given.seed} to {seed - 1}: {dict(outcomes)}")
    report(f"slowest with all proofs: {slowest[0] * 1000:.1f} ms for {slowest[1]!r}")


def sentence(random: Random) -> str:
    """Half of the time as the grammar has it, else with changes."""
    text = grammar.expression(random, depth=random.randint(1, 5))
    return text if random.random() < 0.5 else grammar.mutated(random, text)


if __name__ == "__main__":
    main()
