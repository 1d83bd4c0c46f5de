"""Measure everything and say it: a table, then a JSON line for each figure."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from tests.bench import figures
from tests.bench.completion import QUICK, Size, completions
from tests.bench.report import Figure, told
from tests.bench.site import Site
from tests.stories.office import Office, furnish


def measure(folder: Path, size: Size) -> Iterator[Figure]:
    """All figures."""
    (folder / "rounds").mkdir()
    (folder / "bare").mkdir()
    found = completions(folder / "rounds", size)
    yield figures.completing(found)
    yield figures.completing_beside_naive(found)
    yield figures.completing_beside_limit(found)
    yield figures.completing_when_old(found, size)
    yield figures.completing_when_old_beside_naive(found, size)
    yield figures.state(found)
    yield figures.state_when_old(found, size)
    furnish(folder / "bare")
    offices = [
        Office.furnished(folder / "bare", folder / name, restored=False)
        for name in ("site", "timers", "few", "many", "reports")
    ]
    site = Site(offices[0])
    yield from figures.claiming_and_completing(site, size)
    yield figures.starting(site, size)
    yield figures.linting(size)
    yield figures.sweeping(offices[1], size)
    yield figures.inbox(offices[2], 100, 16, size)
    yield figures.inbox(offices[3], size.tasks, 18, size)
    yield from figures.reports(offices[4], size.reported, size)
    for office in offices:
        office.close()
    (folder / "serving").mkdir()
    yield figures.firing(folder / "serving", size)


def main() -> None:
    """``erm bench``."""
    parser = argparse.ArgumentParser(prog="erm bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer runs and rounds")
    size = QUICK if parser.parse_args().quick else Size()
    began, all_figures = perf_counter(), []
    with tempfile.TemporaryDirectory(prefix="erm-bench-") as name:
        for figure in measure(Path(name), size):
            sys.stderr.write(f"{figure.name}\n")
            all_figures.append(figure)
    told(all_figures, _notes(size, perf_counter() - began))


def _notes(size: Size, seconds: float) -> Iterator[str]:
    yield (
        f"Medians of {size.runs} runs; the spread is from the first to the third "
        "quartile of all samples."
    )
    yield (
        "SQLite, WAL, synchronous=FULL. References take turns with ours in the same "
        "run and write the same rows with one commit."
    )
    yield (
        "naive: SpiffWorkflow loads JSON, takes a step, saves JSON. limit: its step in "
        "memory, and our statements through SQLAlchemy Core."
    )
    yield (
        "The garbage collector is on; before each run all there is was collected "
        f"and frozen. It took {seconds:.0f} s."
    )


if __name__ == "__main__":
    main()
