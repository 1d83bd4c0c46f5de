"""Process health as a paper and as a table for files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.model import Diagram
from tasks.paper.blocks import Block, Facts, Grid, Heading, Paper, Paragraph, Picture
from tasks.reports.health.measures import MEASURES, SECTIONS
from tasks.reports.health.pictures import heat_map
from tasks.reports.health.report import Health, StepLine, Watched
from tasks.reports.health.wording import amount, how_long, number, word

HEADER = (
    *("kind", "id", "name", "value", "unit", "counted", "target", "met", "done"),
    *("median_days", "p90_days", "late_percent", "again_percent", "as_of"),
)
_SECONDS = 86_400


def paper(
    found: Health,
    diagram: Diagram,
    by: str,
    language: str,
    taken_at: datetime,
    zone: ZoneInfo,
    version: int | None = None,
) -> Paper:
    """The report as it is printed."""
    at = taken_at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    wanted = found.wanted
    of = f"{word('version', language)} {version}"
    told = word("all versions", language) if version is None else of
    return Paper(
        title=f"{word('title', language)} – {wanted.process_key}",
        language=language,
        subtitle=f"{wanted.begins} – {wanted.ends} · {told}",
        foot=f"{word('title', language)} · {word('as of', language)} {at}",
        landscape=True,
        blocks=(
            *_kpis(found, language),
            *_figures(found, language),
            *_steps(found, diagram, by, language),
        ),
    )


def _kpis(found: Health, language: str) -> list[Block]:
    head = ("kpi", "measure", "target", "value", "state")
    rows = tuple(
        (
            each.kpi.name,
            each.figure.measure.name[language],
            target(each, language),
            amount(each.figure.measure, each.figure.value, language),
            state(each, language),
        )
        for each in found.kpis
    )
    title = word("kpis", language)
    return [Heading(title), _grid(title, head, rows, language)]


def _figures(found: Health, language: str) -> list[Block]:
    blocks: list[Block] = [
        Facts(
            (
                (word("open", language), str(found.open_now)),
                (word("overdue", language), str(found.overdue_now)),
            )
        )
    ]
    for section, name in SECTIONS.items():
        rows = tuple(
            (
                each.measure.name[language],
                amount(each.measure, each.value, language),
                str(each.of),
                each.measure.source[language],
            )
            for each in found.figures
            if each.measure.section == section
        )
        head = ("measure", "value", "of", "source")
        blocks += [
            Heading(name[language]),
            _grid(name[language], head, rows, language),
        ]
    return blocks


def _steps(found: Health, diagram: Diagram, by: str, language: str) -> list[Block]:
    title = word("steps", language)
    if not found.steps:
        return [Heading(title), Paragraph(word("nothing", language))]
    drawn = heat_map(diagram, found.steps, by, language).encode()
    said = f"{word('map', language)} {word(by, language).lower()}"
    rows = tuple(
        (
            line.step_id,
            line.name_fr if language == "fr" else line.name,
            str(line.done),
            how_long(line.median, language),
            how_long(line.p90, language),
            f"{number(line.late, language, 0)} %",
            f"{number(line.again, language, 0)} %",
        )
        for line in found.steps
    )
    head = ("step", "name", "done", "median", "p90", "late", "again")
    return [Heading(title), Picture(drawn, said), _grid(title, head, rows, language)]


def _grid(
    caption: str, head: Sequence[str], rows: tuple[tuple[str, ...], ...], language: str
) -> Grid:
    return Grid(caption, tuple(word(name, language) for name in head), rows)


def target(each: Watched, language: str) -> str:
    """What a KPI aims at, in words."""
    aim = amount(each.figure.measure, each.kpi.target, language)
    return f"{word(each.kpi.direction, language)} {aim}"


def state(each: Watched, language: str) -> str:
    """Whether a KPI meets its target, in words."""
    if each.met is None:
        return word("no data", language)
    return word("met" if each.met else "missed", language)


def table(found: Health, taken_at: datetime) -> list[list[Any]]:
    """A row for each KPI, measure and step, under names that programs rely on."""
    rows = [
        _row(
            taken_at,
            kind="kpi",
            id=each.kpi.id,
            name=each.kpi.name,
            value=each.figure.value,
            unit=str(each.figure.measure.kind),
            counted=each.figure.of,
            target=f"{each.kpi.direction} {each.kpi.target:g}",
            met=each.met,
        )
        for each in found.kpis
    ]
    rows += [
        _row(
            taken_at,
            kind="measure",
            id=each.measure.key,
            name=MEASURES[each.measure.key].name["en"],
            value=each.value,
            unit=str(each.measure.kind),
            counted=each.of,
        )
        for each in found.figures
    ]
    return rows + [_row(taken_at, **_step(line)) for line in found.steps]


def _step(line: StepLine) -> dict[str, Any]:
    return {
        "kind": "step",
        "id": line.step_id,
        "name": line.name,
        "done": line.done,
        "median_days": round(line.median / _SECONDS, 3),
        "p90_days": round(line.p90 / _SECONDS, 3),
        "late_percent": round(line.late, 1),
        "again_percent": round(line.again, 1),
    }


def _row(taken_at: datetime, **values: Any) -> list[Any]:
    return [values.get(name) for name in HEADER[:-1]] + [taken_at]
