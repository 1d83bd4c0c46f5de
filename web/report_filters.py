"""What reports read off the address: the filters, the same for pages and programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import request

from tasks.release.states import STATUSES
from tasks.reports.lines import OVERALL
from tasks.reports.wanted import PER_PAGE, Wanted
from tasks.reports.words import word as report_word
from web.current import application
from web.pages.lists import page_number, word
from web.texts import _, locale, name_of

#: How far the reports look when the address does not say.
SCHEDULE = (timedelta(0), timedelta(days=180))
SUMMARY = (timedelta(days=30), timedelta(days=60))
#: Of which years anybody asks; calendars reckon with the days around.
YEARS = range(1970, 2200)
#: The longest period; nobody plans further.
LONGEST = timedelta(days=366 * 30)


@dataclass(frozen=True, slots=True)
class Choice:
    """One filter as a list to choose from: its name, label, options, value."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    value: str | None


def today() -> date:
    """The office's day."""
    return application().clock.now().astimezone(application().zone).date()


def day_of(name: str, default: date) -> date:
    """A day of the address; nonsense, and what nobody plans, is the default."""
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return default
    return found if found.year in YEARS else default


def month(default: date) -> date:
    """The first day of the month that the address names."""
    try:
        found = date.fromisoformat(request.args.get("month", "")[:7] + "-01")
    except ValueError:
        return default.replace(day=1)
    return found if found.year in YEARS else default.replace(day=1)


def _text(name: str) -> str | None:
    return request.args.get(name, "").strip()[:200] or None


def wanted(
    around: tuple[timedelta, timedelta] = SCHEDULE,
    *,
    page: int | None = None,
    per_page: int = PER_PAGE,
) -> Wanted:
    """Which releases the address asks for."""
    back, ahead = around
    begins = day_of("from", today() - back)
    ends = max(
        begins, min(day_of("to", max(begins, today()) + ahead), begins + LONGEST)
    )
    return Wanted(
        begins=begins,
        ends=ends,
        process=word("process", ("smr", "dcs"), "") or None,
        organization=_text("organization"),
        portfolio=_text("portfolio"),
        service=_text("service"),
        jurisdiction=_text("jurisdiction"),
        status=word("status", STATUSES, "") or None,
        release_type=_text("type"),
        coordinator=_text("coordinator"),
        overall=word("overall", OVERALL, "") or None,
        q=_text("q"),
        troubled=request.args.get("troubled") == "1",
        page=page or page_number(),
        per_page=per_page,
    )


def choices(offers: dict[str, Any], asked: Wanted) -> list[Choice]:
    """The filters that offer values, those without any left out."""
    said = locale()
    found = [
        Choice(
            "process", _("Process"), [("smr", "SMR"), ("dcs", "DCS")], asked.process
        ),
        _offered(offers, "service", _("Service"), asked.service),
        _offered(offers, "jurisdictions", _("Jurisdiction"), asked.jurisdiction),
        _offered(offers, "organization", _("Organization"), asked.organization),
        _offered(offers, "portfolio", _("Portfolio"), asked.portfolio),
        _offered(offers, "release_type", _("Type"), asked.release_type),
        _offered(offers, "coordinator", _("Coordinator"), asked.coordinator),
        Choice(
            "status",
            _("Status"),
            [(each, report_word(each, said)) for each in STATUSES],
            asked.status,
        ),
        Choice(
            "overall",
            _("Overall status"),
            [(each, report_word(each, said)) for each in OVERALL],
            asked.overall,
        ),
    ]
    return [each for each in found if each.options]


#: Columns of the lines whose filter is called otherwise.
NAMES = {"jurisdictions": "jurisdiction", "release_type": "type"}


def _offered(
    offers: dict[str, Any], column: str, label: str, value: str | None
) -> Choice:
    listed = [str(each) for each in offers.get(column, ())]
    if value is not None and value not in listed:
        listed.append(value)
    return Choice(
        NAMES.get(column, column),
        label,
        [(each, shown(column, each)) for each in listed],
        value,
    )


def shown(column: str, value: str) -> str:
    """A value as the reader knows it."""
    if column == "coordinator":
        return name_of(value)
    return report_word(value, locale())


def lane(column: str, value: str | None) -> str:
    """What a lane is called."""
    if value is None:
        return report_word("not_given", locale())
    return shown(column, value)
