"""Samples in runs: their median and how far they spread.

The garbage collector stays on, as in production.  Before each run everything that is
there already is collected and frozen, for us and the references alike, so that what
one has left behind is not counted against another.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter


def milliseconds(work: Callable[[], object]) -> float:
    """How long a piece of work takes."""
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


@contextmanager
def run() -> Iterator[None]:
    """Everything within is one run."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@dataclass(slots=True)
class Series:
    """The samples of one thing measured, run by run."""

    runs: list[list[float]] = field(default_factory=list)

    @property
    def medians(self) -> list[float]:
        """The median of each run."""
        return [median(run) for run in self.runs]

    @property
    def median(self) -> float:
        """The median of the runs' medians."""
        return median(self.medians)

    @property
    def spread(self) -> tuple[float, float]:
        """The first and third quartile of all samples."""
        samples = [sample for run in self.runs for sample in run]
        if len(samples) < 2:
            return samples[0], samples[0]
        first, _, third = quantiles(samples, n=4, method="inclusive")
        return first, third

    def over(self, other: "Series") -> float:
        """How many times the other it is: the median over the runs they shared."""
        pairs = zip(self.medians, other.medians, strict=True)
        return median(mine / its for mine, its in pairs)


def measured(work: Callable[[], object], *, runs: int, samples: int) -> Series:
    """The same work over and over."""
    series = Series()
    work()  # the first one fills caches
    for _ in range(runs):
        with run():
            series.runs.append([milliseconds(work) for _ in range(samples)])
    return series
