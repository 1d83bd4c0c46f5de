"""Computes the lines of the reports from the record."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from tasks.planning import blackouts, conflicts
from tasks.planning.windows import Window, window_of
from tasks.release.calendar import LEAD_TIMES, lead_time_is_short
from tasks.reports.gathering import TAKEN, Gathered, gathered
from tasks.reports.lines import AHEAD, report_line
from tasks.reports.standing import Seen, overall_of, side_of

Line = dict[str, Any]

#: As long as a summary is shown; the whole of it is in the release.
LONGEST_TEXT = 400
#: No lead time is longer; business days need not be counted beyond.
FAR = timedelta(days=90)
#: Columns whose values the filters offer.
OFFERED = (
    *("service", "organization", "portfolio", "release_type", "coordinator"),
    "jurisdictions",
)


def computed(
    conn: Connection, zone: ZoneInfo, now: datetime, since: datetime | None
) -> dict[str, Line]:
    """The lines of open releases and those changed since, or of all, by number."""
    found = gathered(conn, now, since)
    shut = blackouts.between(conn, now - timedelta(days=1))
    lines = {row.id: _line(row, found, zone) for row in found.releases}
    ahead = [line for line in lines.values() if line["side"] == AHEAD]
    marks = _collisions(ahead)
    for row in found.releases:
        _judge(row, lines[row.id], marks.get(row.id), shut, now)
    return lines


def _line(row: Any, found: Gathered, zone: ZoneInfo) -> Line:
    window = window_of(row, zone)
    update = found.updates.get(row.id)
    side = side_of(row)
    line: Line = {"release_id": row.id}
    line |= {name: getattr(row, name) for name in TAKEN}
    line |= {
        "jurisdictions": _places(row.jurisdictions),
        "coordinator": found.coordinators.get(row.id),
        "starts_at": window and window.starts_at,
        "ends_at": window and window.ends_at,
        "has_hour": bool(window and window.has_hour),
        "outage_text": _short(row.outage_text),
        "on_day": _day(row, window, zone),
        "side": side,
        "overdue": found.overdue.get(row.id, 0),
        "open_issues": found.issues.get(row.id, 0),
        "update_status": update and update.status,
        "update_summary": _short(update and update.summary),
        "lead_short": side == AHEAD and _is_short(row, window, zone),
        "best_effort": bool(row.best_effort),
        "items": found.items.get(row.id) or None,
        "version": row.lock_version,
    }
    return line


def _judge(
    row: Any,
    line: Line,
    marks: list[str] | None,
    shut: Sequence[Any],
    now: datetime,
) -> None:
    """Say how the release stands, now that all others are known."""
    window = _window(line)
    touched = None
    if line["side"] == AHEAD and window is not None:
        touched = blackouts.touching(shut, window, row)
    seen = Seen(
        window=window,
        overdue=line["overdue"],
        open_issues=line["open_issues"],
        update_status=line["update_status"],
        lead_short=line["lead_short"],
        conflicts=marks or (),
        blackout=touched is not None,
    )
    overall, reasons = overall_of(row, seen, now)
    line["overall"], line["reasons"] = overall, reasons or None
    line["conflicts"] = marks
    line["blackout_id"] = None if touched is None else touched.id


def _collisions(lines: Sequence[Line]) -> Mapping[str, list[str]]:
    dated = [line for line in lines if line["starts_at"] is not None]
    return conflicts.marked(
        conflicts.planned(SimpleNamespace(**each)) for each in dated
    )


def _window(line: Line) -> Window | None:
    if line["starts_at"] is None:
        return None
    return Window(line["starts_at"], line["ends_at"], line["has_hour"])


def _day(row: Any, window: Window | None, zone: ZoneInfo) -> date | None:
    if window is not None:
        return window.day(zone)
    closed: datetime | None = row.closed_at
    return None if closed is None else closed.astimezone(zone).date()


def _places(value: Any) -> list[str] | None:
    """The jurisdictions, each once."""
    named = [str(each).strip() for each in value or ()]
    return list(dict.fromkeys(filter(None, named))) or None


def _is_short(row: Any, window: Window | None, zone: ZoneInfo) -> bool:
    """Whether it was asked for later than its type allows.  Source: 3.7.4."""
    lead = LEAD_TIMES.get(row.release_type or "")
    if lead is None or window is None or window.starts_at - row.created_at > FAR:
        return False
    begin = max(window.starts_at, row.created_at)
    return lead_time_is_short(lead, row.created_at, begin, zone)


def _short(text: str | None) -> str | None:
    if text is None or len(text) <= LONGEST_TEXT:
        return text or None
    return text[: LONGEST_TEXT - 1] + "…"


def offers(conn: Connection) -> dict[str, list[str]]:
    """The values that the filters offer, by column."""
    found: dict[str, list[str]] = {}
    for name in OFFERED:
        column = report_line.c[name]
        values = conn.scalars(select(column).where(column.is_not(None)).distinct())
        if name == "jurisdictions":
            found[name] = sorted({place for places in values for place in places})
        else:
            found[name] = sorted(values)
    return found
