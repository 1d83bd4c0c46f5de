"""The figures, one function each, and what they should be.

Source: ours, because a person must not wait for the machine, and because old releases
must be as quick as new ones.
"""

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from tasks.reports.snapshot import refresh
from tests.bench.completion import Completions, Size
from tests.bench.report import Figure
from tests.bench.reports import MANAGER, REPORTS, fill_releases
from tests.bench.site import COORDINATOR, Site, fill_inbox
from tests.bench.timers import fill_timers, lateness
from tests.bench.timing import Series, measured, milliseconds, run
from tests.engine.lint.large import large
from tests.engine.lint.linting import linted
from tests.stories.office import Office


def _ms(name: str, series: Series, most: float | None, **more: Any) -> Figure:
    """A duration that should not exceed so many milliseconds."""
    value = series.median
    return Figure(
        name,
        value,
        "ms",
        "" if most is None else f"≤ {most} ms",
        None if most is None else value <= most,
        spread=series.spread,
        **more,
    )


def completing(found: Completions) -> Figure:
    """A fresh instance's step: the engine, all rows, one commit."""
    return _ms("complete a task", found.ours, 2.6)


def completing_beside_naive(found: Completions) -> Figure:
    """How many times faster than the naive way."""
    ratio = found.naive.over(found.ours)
    return Figure(
        "complete a task, beside naive",
        found.ours.median,
        "ms",
        "≥ 2.5× faster",
        ratio >= 2.5,
        f"naive {found.naive.median:.3g} ms",
        ratio,
        found.naive.spread,
    )


def completing_beside_limit(found: Completions) -> Figure:
    """How many times the limit."""
    ratio = found.ours.over(found.limit)
    return Figure(
        "complete a task, beside the limit",
        found.ours.median,
        "ms",
        "≤ 1.5× the limit",
        ratio <= 1.5,
        f"limit {found.limit.median:.3g} ms",
        ratio,
        found.limit.spread,
    )


def completing_when_old(found: Completions, size: Size) -> Figure:
    """The same step after many No-Go rounds, beside the fresh instance."""
    ratio = found.aged.over(found.ours)
    return Figure(
        f"complete a task after {size.rounds} rounds",
        found.aged.median,
        "ms",
        "≤ 1.2× fresh",
        ratio <= 1.2,
        f"fresh {found.ours.median:.3g} ms",
        ratio,
        found.aged.spread,
    )


def completing_when_old_beside_naive(found: Completions, size: Size) -> Figure:
    """Beside the naive way after as many rounds as that can do."""
    ratio = found.aged_naive.over(found.aged)
    return Figure(
        f"complete a task after {size.rounds} rounds, beside naive",
        found.aged.median,
        "ms",
        "≥ 10× faster",
        ratio >= 10,
        f"naive after {size.naive_rounds} rounds {found.aged_naive.median:.3g} ms",
        ratio,
        found.aged_naive.spread,
    )


def state(found: Completions) -> Figure:
    """The largest state that a save of a round writes."""
    value = max(*found.state_fresh, *found.state_aged)
    return Figure(
        "state, largest save",
        value,
        "B",
        "≤ 3,000 B",
        value <= 3000,
        f"naive {found.naive_state:,} B",
        found.naive_state / value,
        (min(found.state_fresh), max(found.state_fresh)),
    )


def state_when_old(found: Completions, size: Size) -> Figure:
    """The state after many rounds beside that after two."""
    old, young = max(found.state_aged), max(found.state_fresh)
    return Figure(
        f"state after {size.rounds} rounds",
        old,
        "B",
        "≤ 1.2× after 2",
        old <= 1.2 * young,
        f"after 2 rounds {young:,} B",
        old / young,
        (min(found.state_aged), old),
    )


def starting(site: Site, size: Size) -> Figure:
    """A request is filed: the release's record and its process, one commit."""
    return _ms(
        "start an instance, with its release",
        measured(
            lambda: site.office.file("smr", "A release to start"),
            runs=size.runs,
            samples=size.samples,
        ),
        5,
    )


def claiming_and_completing(site: Site, size: Size) -> Iterator[Figure]:
    """A program takes a task and completes it, in two requests."""
    program = site.program("intake")
    claims, completions, both = Series(), Series(), Series()
    for _ in range(size.runs):
        tasks = [_requested(site, program) for _ in range(size.samples)]
        with run():
            taken = [_claim_and_complete(program, *task) for task in tasks]
        claims.runs.append([claim for claim, _ in taken])
        completions.runs.append([complete for _, complete in taken])
        both.runs.append([sum(pair) for pair in taken])
    yield _ms("claim and complete through the API", both, 9)
    yield _ms("… the claim", claims, None)
    yield _ms("… the completion, with form, effects and mails", completions, None)


def _requested(site: Site, program: Any) -> tuple[str, dict[str, Any]]:
    release_id = site.office.file("smr", "A release to review")
    [row] = site.office.open_tasks(release_id)
    return row.task_id, site.answers(program.get(f"/tasks/{row.task_id}"))


def _claim_and_complete(
    program: Any, task_id: str, answers: dict[str, Any]
) -> tuple[float, float]:
    path = f"/tasks/{task_id}"
    claim = milliseconds(lambda: program.post(f"{path}/claim"))
    sent = {"answers": answers}
    return claim, milliseconds(lambda: program.post(f"{path}/complete", sent))


def sweeping(office: Office, size: Size) -> Figure:
    """The sweep looks at every kind of work and finds nothing."""
    office.settle()
    fill_timers(office, size.timers)
    series = measured(office.app.jobs.sweep, runs=size.runs, samples=size.samples)
    return _ms(f"a sweep, {size.timers:,} timers wait, none due", series, 1)


def firing(folder: Path, size: Size) -> Figure:
    """A timer falls due while `erm serve` runs."""
    late = lateness(folder, 2 if size.runs < 5 else 5)
    worst = max(late)
    return Figure(
        "a due timer fires after",
        worst,
        "ms",
        "≤ 2,000 ms",
        worst <= 2000,
        f"median {median(late):.0f} ms",
        None,
        (min(late), worst),
    )


def inbox(office: Office, number: int, most: float, size: Size) -> Figure:
    """The first page of an inbox of twenty, whole, as a browser gets it."""
    fill_inbox(office, number)
    browser = Site(office).browser(COORDINATOR)

    def look() -> None:
        answer = browser.get("/")
        assert answer.text.count(COORDINATOR) is not None

    series = measured(look, runs=size.runs, samples=size.samples)
    return _ms(f"inbox page, {number:,} open tasks", series, most)


def reports(office: Office, number: int, size: Size) -> Iterator[Figure]:
    """The two reports of a very large office, as programs and browsers get them."""
    fill_releases(office, number)
    refreshed = milliseconds(lambda: office.app.snapshots.ensure())
    site = Site(office)
    program, browser = site.program(MANAGER), site.browser(MANAGER)
    of = f"{number:,} releases"
    for name, path, most in REPORTS:
        yield _ms(
            f"{name} through the API, {of}",
            measured(lambda at=path: program.get(at), runs=size.runs, samples=7),
            most,
        )
        yield _ms(
            f"{name} as a page, {of}",
            measured(lambda at=path: _seen(browser, at), runs=size.runs, samples=7),
            most,
        )
    again = measured(lambda: _refresh(office), runs=1, samples=3)
    yield _ms(f"make the snapshot again, {of}", again, None)
    first = Series([[refreshed]])
    yield _ms(f"make the first snapshot, {of}", first, None)


def _seen(browser: Any, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200, answer.status_code


def _refresh(office: Office) -> None:
    refresh(office.app.database, office.app.zone, office.clock.now())


def linting(size: Size, nodes: int = 1000) -> Figure:
    """All rules over a large diagram on one level; a person waits for it."""
    xml = large(nodes)
    series = measured(lambda: linted(xml), runs=size.runs, samples=3)
    return _ms(f"lint a diagram of {nodes:,} nodes", series, 2000)
