"""Completing a task: ours, the naive way and the limit, in turn in the same run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench import limit
from tests.bench.naive import Naive
from tests.bench.replay import Statement, recorded
from tests.bench.rounds import Loop
from tests.bench.stock import MOST_ROUNDS, Stock, complete
from tests.bench.timing import Series, milliseconds, run
from tests.stories.office import ROOT, Office, furnish


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    runs: int = 5
    releases: int = 3
    rounds: int = 200
    naive_rounds: int = MOST_ROUNDS
    tasks: int = 10_000
    timers: int = 100_000
    reported: int = 100_000
    samples: int = 30


QUICK = Size(runs=3, releases=1, rounds=60, naive_rounds=20, samples=10)


@dataclass(slots=True)
class Completions:
    """What completing a task takes, fresh and after many rounds."""

    ours: Series = field(default_factory=Series)
    limit: Series = field(default_factory=Series)
    naive: Series = field(default_factory=Series)
    aged: Series = field(default_factory=Series)
    aged_naive: Series = field(default_factory=Series)
    statements: list[int] = field(default_factory=list)
    state_fresh: list[int] = field(default_factory=list)
    state_aged: list[int] = field(default_factory=list)
    naive_state: int = 0


def completions(folder: Path, size: Size) -> Completions:
    """Measure one round of the No-Go loop, step by step."""
    for name in ("bare", "recorded", "ours", "limit", "naive", "aged"):
        (folder / name).mkdir()
    furnish(folder / "bare")
    first = Loop(Office.furnished(folder / "bare", folder / "ours", restored=False))
    for _ in range(size.runs * size.releases + 1):
        first.add_release()
    found = Completions()
    *fresh, old = first.releases
    naive = Naive(Stock((ROOT / "bpmn/smr_release.bpmn").read_bytes(), first.advisers))
    walked = naive.stock.start()
    for move in first.before:
        complete(walked, move.step, move.variables)
    start = naive.saved(walked)
    copies = {n: first.copied_to(folder / n) for n in ("recorded", "limit", "naive")}
    statements = _recorded(copies["recorded"], fresh)
    found.statements = [len(each) for each in statements[fresh[0]]]
    sizes = [first.go_round(old) for _ in range(2)]
    found.state_fresh = sizes[-1]
    aged = _Aged(first, old, naive, naive.loaded(start))
    aged.go(size)
    for number in range(size.runs):
        some = fresh[number * size.releases : (number + 1) * size.releases]
        _fresh_run(found, first, copies, some, naive, start, statements, aged)
        aged.measure_naive(found)
    found.state_aged = first.go_round(old)
    found.naive_state = len(aged.saved)
    for loop in (first, *copies.values()):
        loop.office.close()
    return found


def _recorded(loop: Loop, releases: Sequence[str]) -> dict[str, list[list[Statement]]]:
    found: dict[str, list[list[Statement]]] = {}
    for release_id in releases:
        found[release_id] = []
        for move in loop.round:
            task = loop.task(release_id, move.step)
            with recorded(loop.office.app.database) as statements:
                loop.complete(task, move)
            found[release_id].append(statements)
    return found


def _fresh_run(
    found: Completions,
    ours: Loop,
    copies: dict[str, Loop],
    releases: Sequence[str],
    naive: Naive,
    start: str,
    statements: dict[str, list[list[Statement]]],
    aged: "_Aged",
) -> None:
    """One run: a round of each release, the four ways taking turns at each step."""
    taken: dict[str, list[float]] = {"ours": [], "limit": [], "naive": [], "aged": []}
    bare = copies["limit"].office.app.database
    full = copies["naive"].office.app.database
    with run():
        for release_id in releases:
            live, states = naive.loaded(start), [start]
            for turn, move in enumerate(ours.round):
                task = ours.task(release_id, move.step)
                old = ours.task(aged.release_id, move.step)
                sent = statements[release_id][turn]
                ways: list[tuple[str, Callable[[], None]]] = [
                    ("ours", partial(ours.complete, task, move)),
                    ("aged", partial(ours.complete, old, move)),
                    ("limit", partial(limit.step, live, bare, move, sent)),
                    ("naive", partial(naive.step, states, full, move, sent)),
                ]
                for way, work in ways[turn % 4 :] + ways[: turn % 4]:
                    taken[way].append(milliseconds(work))
    found.ours.runs.append(taken["ours"])
    found.limit.runs.append(taken["limit"])
    found.naive.runs.append(taken["naive"])
    found.aged.runs.append(taken["aged"])


@dataclass(slots=True)
class _Aged:
    """A release that has gone round often, and the same for the naive way."""

    loop: Loop
    release_id: str
    naive: Naive
    live: Any
    saved: str = ""

    def go(self, size: Size) -> None:
        """Grow old."""
        for _ in range(size.rounds):
            self.loop.go_round(self.release_id)
        for _ in range(size.naive_rounds):
            for move in self.loop.round:
                complete(self.live, move.step, move.variables)
        self.saved = self.naive.saved(self.live)

    def measure_naive(self, found: Completions) -> None:
        """One run: the naive way does the first steps of one more round."""
        states = [self.saved]
        with run():
            theirs = [
                milliseconds(partial(self.naive.bare_step, states, move))
                for move in self.loop.round[:3]
            ]
        found.aged_naive.runs.append(theirs)
