"""Process health over some time: KPIs, measures, and how each step fares."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, Integer, cast, func, select

from engine.clock import Clock
from engine.model import Diagram
from tasks.inbox.tables import OPEN, human_task
from tasks.reports.health.days import MEASURE, STEP, counted
from tasks.reports.health.kpis import is_met, kpis
from tasks.reports.health.measures import MEASURES, Measure
from tasks.reports.health.tally import Tally

#: As far back as one report goes.
MOST_DAYS = 1_100
#: What the diagram may be tinted by.
HEATS = ("median", "p90", "late", "again")
#: How many tints there are, from cool to hot.
TINTS = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """Of which process, which version of it, which days; all of them included."""

    process_key: str
    begins: date
    ends: date
    version_id: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure's value over the time, and month by month."""

    measure: Measure
    value: float | None
    of: int
    months: Sequence[tuple[date, float | None]]


@dataclass(frozen=True, slots=True)
class Watched:
    """A KPI with what it comes to."""

    kpi: Any
    figure: Figure
    met: bool | None


@dataclass(frozen=True, slots=True)
class StepLine:
    """How a step fared: how often, how long (seconds), late and again in %."""

    step_id: str
    name: str
    name_fr: str
    done: int
    median: float
    p90: float
    late: float
    again: float

    def heat(self, by: str) -> float:
        """The figure that the diagram is tinted by."""
        return float(getattr(self, by))


@dataclass(frozen=True, slots=True)
class Health:
    """All of it."""

    wanted: Wanted
    kpis: Sequence[Watched]
    figures: Sequence[Figure]
    steps: Sequence[StepLine]
    open_now: int
    overdue_now: int


def health(conn: Connection, wanted: Wanted, diagram: Diagram, clock: Clock) -> Health:
    """How the process fares; four statements."""
    done = _rows(conn, wanted, STEP)
    figures = _figures(_rows(conn, wanted, MEASURE), done, wanted, diagram)
    by_key = {figure.measure.key: figure for figure in figures}
    watched = [
        Watched(row, by_key[row.measure], is_met(row, by_key[row.measure].value))
        for row in kpis(conn)
        if row.process_key in (None, wanted.process_key) and row.measure in by_key
    ]
    waiting, overdue = _now(conn, wanted, clock)
    steps = _steps(done, diagram)
    return Health(wanted, watched, figures, steps, waiting, overdue)


def _figures(
    rows: Sequence[Any], done: Sequence[Any], wanted: Wanted, diagram: Diagram
) -> list[Figure]:
    months: dict[str, dict[date, Tally]] = defaultdict(lambda: defaultdict(Tally))
    totals: dict[str, Tally] = defaultdict(Tally)
    counted_rows = [
        *((r.subject, r.day, (r.number, r.of, r.total, r.spread)) for r in rows),
        *_rework(done, diagram),
    ]
    for key, day, added in counted_rows:
        totals[key].add(*added)
        months[key][day.replace(day=1)].add(*added)
    return [
        Figure(
            measure,
            measure.value(totals[key]) if key in totals else None,
            max(totals[key].of, sum(totals[key].spread.values())),
            [
                (month, measure.value(months[key][month]) if key in totals else None)
                for month in months_of(wanted)
            ],
        )
        for key, measure in MEASURES.items()
    ]


def _rework(done: Sequence[Any], diagram: Diagram) -> Iterator[tuple[str, date, Any]]:
    """Steps done again count as rework, but those that a timer brings again."""
    recur = recurring(diagram)
    for row in done:
        if row.subject not in recur:
            yield "rework", row.day, (int(row.total), row.of, 0.0, {})


def recurring(diagram: Diagram) -> frozenset[str]:
    """The steps that come again by themselves: a timer stands right before them."""
    timers = {
        node.id
        for node in diagram.nodes.values()
        if any(event.kind == "timer" for event in node.events)
    }
    return frozenset(
        flow.target for flow in diagram.flows.values() if flow.source in timers
    )


def months_of(wanted: Wanted) -> list[date]:
    """The first days of the months that the time touches."""
    month, found = wanted.begins.replace(day=1), []
    while month <= wanted.ends:
        found.append(month)
        month = (
            month.replace(year=month.year + 1, month=1)
            if month.month == 12
            else month.replace(month=month.month + 1)
        )
    return found


def _steps(done: Sequence[Any], diagram: Diagram) -> list[StepLine]:
    """The steps in the order of the diagram, those that are no longer in it last."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for row in done:
        tallies[row.subject].add(row.number, row.of, row.total, row.spread)
    places = {step_id: place for place, step_id in enumerate(diagram.nodes)}
    ids = sorted(tallies, key=lambda each: (places.get(each, len(places)), each))
    return [_line(step_id, tallies[step_id], diagram) for step_id in ids]


def _line(step_id: str, tally: Tally, diagram: Diagram) -> StepLine:
    node = diagram.nodes.get(step_id)
    name = node.name if node is not None and node.name else step_id
    properties: Mapping[str, str] = node.properties if node is not None else {}
    return StepLine(
        step_id=step_id,
        name=name,
        name_fr=properties.get("name_fr") or name,
        done=tally.of,
        median=tally.quantile(0.5) or 0.0,
        p90=tally.quantile(0.9) or 0.0,
        late=100 * tally.number / tally.of,
        again=100 * tally.total / tally.of,
    )


def _rows(conn: Connection, wanted: Wanted, kind: str) -> Sequence[Any]:
    return counted(
        conn, wanted.process_key, kind, wanted.begins, wanted.ends, wanted.version_id
    )


def _now(conn: Connection, wanted: Wanted, clock: Clock) -> tuple[int, int]:
    """How many tasks of the process are open, and how many of these overdue."""
    c = human_task.c
    late = func.sum(func.coalesce(cast(c.due_at < clock.now(), Integer), 0))
    query = select(func.count(), late).where(
        c.state == OPEN, c.process_key == wanted.process_key
    )
    if wanted.version_id is not None:
        query = query.where(c.version_id == wanted.version_id)
    waiting, overdue = conn.execute(query).one()
    return int(waiting), int(overdue or 0)


def tints(steps: Sequence[StepLine], by: str) -> dict[str, int]:
    """The tint of each step, 1 to 5, against the hottest; steps at nothing have none.

    Square roots, because a few steps wait for weeks and most for hours.
    """
    hottest = max((line.heat(by) for line in steps), default=0.0)
    return {
        line.step_id: max(1, min(TINTS, 1 + int(TINTS * share(line.heat(by), hottest))))
        for line in steps
        if line.heat(by) > 0
    }


def share(value: float, hottest: float) -> float:
    """How hot a value is, between nothing and just below one."""
    root: float = (value / hottest) ** 0.5 if hottest else 0.0
    return min(root, 0.999)


def bounds_of(steps: Sequence[StepLine], by: str) -> list[tuple[float, float]]:
    """The values that each tint stands for."""
    hottest = max((line.heat(by) for line in steps), default=0.0)
    edges = [hottest * (tint / TINTS) ** 2 for tint in range(TINTS + 1)]
    return list(pairwise(edges))
