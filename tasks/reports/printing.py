"""Reads a report and makes a paper of it, for whoever asks: a page or a mail."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from tasks.paper.blocks import Paper
from tasks.people.persons import everybody
from tasks.reports import executive_summary as executive
from tasks.reports import forward_schedule as forward
from tasks.reports.papers import MOST_LINES, Setting, schedule_paper, summary_paper
from tasks.reports.wanted import Wanted


def coordinators(conn: Connection) -> Mapping[str, str]:
    """The names of people by user name."""
    return {row.user_name: row.name for row in everybody(conn)}


def setting_of(
    conn: Connection, wanted: Wanted, taken_at: datetime, zone: ZoneInfo, language: str
) -> Setting:
    """What a paper is about and in which language it speaks."""
    return Setting(language, taken_at, wanted, zone, coordinators(conn))


def schedule(conn: Connection, setting: Setting) -> Paper:
    """The forward schedule of the period."""
    first = replace(setting.wanted, page=1, per_page=MOST_LINES)
    return schedule_paper(
        setting, forward.volume(conn, setting.wanted), forward.page(conn, first)
    )


def summary(conn: Connection, setting: Setting, today: date) -> Paper:
    """The executive summary of the period."""
    wanted = setting.wanted
    views = {
        view: executive.lines(conn, wanted, view, limit=MOST_LINES)
        for view in executive.VIEWS
    }
    return summary_paper(setting, executive.numbers(conn, wanted, today), views)
