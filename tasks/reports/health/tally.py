"""Counts that can be added: of days, of versions, of months.

How long things took is kept as a spread of durations: how many fell into each of
steps that are a tenth apart, so that medians of any sum are right within 5 %.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

_SHORTEST, _RATIO = 60.0, 1.1


@dataclass(slots=True)
class Tally:
    """So many ``number`` among ``of``; a ``total`` for means; a spread of durations."""

    number: int = 0
    of: int = 0
    total: float = 0.0
    spread: dict[int, int] = field(default_factory=dict)

    def count(self, *, hit: bool) -> None:
        """One more, and whether it is one of those that are asked for."""
        self.of += 1
        self.number += hit

    def measure(self, value: float) -> None:
        """One more value of which the mean is asked."""
        self.of += 1
        self.total += value

    def last(self, duration: timedelta) -> None:
        """One more duration."""
        step = step_of(duration.total_seconds())
        self.spread[step] = self.spread.get(step, 0) + 1

    def add(
        self, number: int, of: int, total: float, spread: Mapping[str, int]
    ) -> None:
        """What was counted elsewhere; a kept spread has texts as steps."""
        self.number, self.of, self.total = (
            self.number + number,
            self.of + of,
            self.total + total,
        )
        for key, times in spread.items():
            step = int(key)
            self.spread[step] = self.spread.get(step, 0) + times

    def quantile(self, share: float) -> float | None:
        """The duration in seconds that this share does not exceed; None without any."""
        wanted = math.ceil(share * sum(self.spread.values()))
        for step in sorted(self.spread):
            wanted -= self.spread[step]
            if wanted <= 0:
                return seconds_of(step)
        return None


def step_of(seconds: float) -> int:
    """The step of a duration; all below a minute are one."""
    if seconds <= _SHORTEST:
        return 0
    return 1 + int(math.log(seconds / _SHORTEST) / math.log(_RATIO))


def seconds_of(step: int) -> float:
    """The middle of a step."""
    return _SHORTEST / 2 if step == 0 else _SHORTEST * _RATIO ** (step - 0.5)


def total_of(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    whole = Tally()
    for each in tallies:
        spread = {str(step): times for step, times in each.spread.items()}
        whole.add(each.number, each.of, each.total, spread)
    return whole
