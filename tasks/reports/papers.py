"""The reports as papers: what a manager prints, mails or keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tasks.paper.blocks import Block, Facts, Grid, Heading, Paper, Paragraph, Picture
from tasks.reports import executive_summary as executive
from tasks.reports.forward_schedule import BY, Volume
from tasks.reports.lines import AHEAD, BACK
from tasks.reports.pictures import volume_chart
from tasks.reports.wanted import Wanted
from tasks.reports.words import kind_of_conflict, word

#: As many lines of one table as anybody reads on paper.
MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class Setting:
    """In which language, of when, for which period; names by user name."""

    language: str
    taken_at: datetime
    wanted: Wanted
    zone: ZoneInfo
    names: Mapping[str, str]

    def word(self, key: str | None, **values: object) -> str:
        """A word in the paper's language."""
        return word(key, self.language, **values)

    def moment(self, at: datetime | None) -> str:
        """A moment in the office's time."""
        return "" if at is None else at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")

    @property
    def period(self) -> str:
        """From when to when."""
        asked = self.wanted
        return self.word("period", begins=asked.begins, ends=asked.ends)

    @property
    def subtitle(self) -> str:
        """Period, and of when."""
        return f"{self.period}. {self.as_of}"

    @property
    def as_of(self) -> str:
        """Of which moment everything is."""
        return self.word("as_of", at=self.moment(self.taken_at))


def schedule_paper(setting: Setting, found: Volume, rows: Sequence[Any]) -> Paper:
    """The forward schedule: volumes with their charts, then every deployment."""
    say = setting.word
    blocks: list[Block] = [
        Facts(((say("total"), str(found.total)), (say("undated"), str(found.undated))))
    ]
    for name in BY:
        title = say(f"by_{name}")
        counted = found.by[name]
        drawn = volume_chart(counted, title, setting.language, say)
        blocks += [
            Heading(title, 2),
            Picture(drawn.encode(), title),
            Grid(
                title,
                (say(name), say("releases")),
                tuple(
                    (say(value) if value else say("not_given"), str(number))
                    for value, number in counted
                ),
            ),
        ]
    blocks.append(Heading(say("schedule")))
    blocks += _listed(setting, rows, SCHEDULE_COLUMNS, found.total)
    return _paper(setting, say("schedule"), blocks)


def summary_paper(
    setting: Setting, found: executive.Numbers, views: Mapping[str, Sequence[Any]]
) -> Paper:
    """The executive summary: the numbers that matter, then both views."""
    say = setting.word
    numbers = (
        *(("this_week", found.this_week), ("at_risk", found.at_risk)),
        *(("late", found.late), ("went_wrong", found.went_wrong)),
        *(("with_issues", found.with_issues), ("successful", found.successful)),
    )
    blocks: list[Block] = [
        Paragraph(say("internal")),
        Facts(tuple((say(name), str(number)) for name, number in numbers)),
    ]
    totals = {AHEAD: found.ahead, BACK: found.back}
    for view in (AHEAD, BACK):
        blocks.append(Heading(say(view)))
        blocks += _listed(setting, views[view], SUMMARY_COLUMNS, totals[view])
    return _paper(setting, say("summary"), blocks)


def _paper(setting: Setting, title: str, blocks: Sequence[Block]) -> Paper:
    return Paper(
        title=title,
        language=setting.language,
        blocks=tuple(blocks),
        subtitle=setting.subtitle,
        foot=f"eRM · {title} · {setting.as_of}",
        landscape=True,
    )


def _listed(
    setting: Setting, rows: Sequence[Any], columns: Mapping[str, Any], total: int
) -> list[Block]:
    if not rows:
        return [Paragraph(setting.word("none"))]
    shown = rows[:MOST_LINES]
    blocks: list[Block] = [
        Grid(
            "",
            tuple(setting.word(name) for name in columns),
            tuple(
                tuple(cell(setting, row) for cell in columns.values()) for row in shown
            ),
        )
    ]
    if total > len(shown):
        more = setting.word("more", number=total - len(shown))
        blocks.append(Paragraph(more))
    return blocks


def _when(setting: Setting, row: Any) -> str:
    if row.has_hour:
        return setting.moment(row.deployment_at)
    if row.on_day is None:
        return "–"
    return (
        f"{row.on_day} ({setting.word('planned')})"
        if row.starts_at
        else row.on_day.isoformat()
    )


def _release(_setting: Setting, row: Any) -> str:
    return f"{row.release_id} {row.title}"


def _outage(setting: Setting, row: Any) -> str:
    if row.outage_start is None:
        return row.outage_text or "–"
    span = f"{setting.moment(row.outage_start)} – {setting.moment(row.outage_end)}"
    return f"{span} {row.outage_text or ''}".strip()


def _crq(_setting: Setting, row: Any) -> str:
    return " ".join(filter(None, (row.crq_no, row.crq_state))) or "–"


def _overall(setting: Setting, row: Any) -> str:
    why = ", ".join(setting.word(reason) for reason in row.reasons or ())
    said = setting.word(row.overall)
    return f"{said}: {why}" if why else said


def _trouble(setting: Setting, row: Any) -> str:
    kinds = [kind_of_conflict(kind, setting.language) for kind in row.conflicts or ()]
    if row.blackout_id:
        kinds.append(setting.word("blackout"))
    if row.lead_short:
        kinds.append(setting.word("short_lead_time"))
    return ", ".join(kinds) or "–"


SCHEDULE_COLUMNS = {
    "date_time": _when,
    "release": _release,
    "service": lambda _s, row: row.service or "–",
    "release_type": lambda s, row: s.word(row.release_type) or "–",
    "coordinator": lambda s, row: s.names.get(row.coordinator, row.coordinator) or "–",
    "status": lambda s, row: s.word(row.status),
    "trouble": _trouble,
}
SUMMARY_COLUMNS = {
    "date_time": _when,
    "release": _release,
    "overall": _overall,
    "outage": _outage,
    "director": lambda _s, row: row.director or "–",
    "crq": _crq,
}
