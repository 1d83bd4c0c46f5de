"""The executive summary as a mail: its text, and the sweep's part that sends it.

A slot is taken and its mails are written in one transaction, so that a slot is sent
once however many workers there are; slots that were missed are skipped.

Source: Release Standard 3.7.1: "upcoming and completed deployments with overall
status", outage, accountable director, date and time, change request.
"""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from engine import outbox
from engine.db import Database
from engine.ports import Context
from engine.unit import unit
from tasks.mail.readers import Reader, readers_of
from tasks.paper.pdf import MEDIA_TYPE, pdf
from tasks.reports import executive_summary as executive
from tasks.reports import mailings, printing
from tasks.reports.lines import AHEAD, BACK
from tasks.reports.papers import SUMMARY_COLUMNS, Setting
from tasks.reports.snapshot import Snapshots
from tasks.reports.wanted import Wanted
from tasks.reports.words import word

PATH = "/reports/executive-summary"
#: As many releases of each view as a mail names; the rest is behind the link.
NAMED = 15
#: Slots have minutes: more often nobody need look.
LOOK = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Written:
    """The summary in one language."""

    subject: str
    body: str
    paper: bytes | None


@dataclass(slots=True)
class SummaryMails:
    """The sweep's part: sends what is due."""

    database: Database
    zone: ZoneInfo
    snapshots: Snapshots
    _looked: datetime | None = field(default=None)

    def work(self, now: datetime) -> int:
        """Send the summaries whose slot has come; how many mailings were sent."""
        if self._looked is not None and self._looked <= now < self._looked + LOOK:
            return 0
        with self.database.read() as conn:
            due = mailings.due(conn, now)
        self._looked = now
        return sum(self._send(row, now) for row in due)

    def _send(self, row: Any, now: datetime) -> int:
        taken_at = self.snapshots.ensure()
        with self.database.read() as conn:
            written = {
                language: written_in(
                    conn, language, row, taken_at=taken_at, now=now, zone=self.zone
                )
                for language in ("en", "fr")
            }
        with unit(self.database, at=now, zone=self.zone) as context:
            if not mailings.claim(context, row):
                return 0
            _post(context, row, written)
        return 1


def written_in(
    conn: Connection,
    language: str,
    row: Any,
    *,
    taken_at: datetime,
    now: datetime,
    zone: ZoneInfo,
) -> Written:
    """A mailing's summary in a language."""
    today = now.astimezone(zone).date()
    wanted = Wanted(
        today - timedelta(days=row.days_back), today + timedelta(days=row.days_ahead)
    )
    setting = printing.setting_of(conn, wanted, taken_at, zone, language)
    paper = pdf(printing.summary(conn, setting, today)) if row.with_pdf else None
    subject = f"{word('summary', language)}: {setting.period}"
    return Written(subject, _body(conn, setting, today), paper)


def _body(conn: Connection, setting: Setting, today: date) -> str:
    say, wanted = setting.word, setting.wanted
    found = executive.numbers(conn, wanted, today)
    parts = [
        f"{say('summary')} – {setting.period}",
        f"{setting.as_of}. {say('internal')}.",
        "",
        f"{say('this_week')}: {found.this_week}",
        f"{say('at_risk')}: {found.at_risk}; {say('late')}: {found.late}",
        f"{say('went_wrong')}: {found.went_wrong}",
        f"{say('successful')}: {found.successful + found.with_issues}",
    ]
    totals = {AHEAD: found.ahead, BACK: found.back}
    for view in executive.VIEWS:
        rows = executive.lines(conn, wanted, view, limit=NAMED)
        parts += ["", f"{say(view)} ({totals[view]})", ""]
        parts += _named(setting, rows) or [say("none")]
        if totals[view] > len(rows):
            parts.append(say("more", number=totals[view] - len(rows)))
    return "\n".join((*parts, "", PATH, ""))


def _named(setting: Setting, rows: Sequence[Any]) -> list[str]:
    """Each release in a few lines: everything that the standard asks for."""
    found = []
    for row in rows:
        cells = {name: cell(setting, row) for name, cell in SUMMARY_COLUMNS.items()}
        found.append(f"- {cells.pop('date_time')}  {cells.pop('release')}")
        found += [
            f"  {setting.word(name)}: {text}"
            for name, text in cells.items()
            if text != "–"
        ]
    return found


def _post(context: Context, row: Any, written: dict[str, Written]) -> None:
    for reader in _readers(context, row):
        mail = written[reader.language]
        outbox.put(
            context,
            to=[reader.address],
            subject=mail.subject,
            body=mail.body,
            dedup=f"summary:{row.id}:{row.next_at.isoformat()}:{reader.address}",
            headers={"link": PATH, "language": reader.language},
            attachments=_attached(mail),
        )


def _readers(context: Context, row: Any) -> Iterable[Reader]:
    """People in their own language, addresses in that of the mailing."""
    addresses = {each.casefold() for each in row.recipients}
    for reader in readers_of(context, row.recipients):
        given = reader.address.casefold() in addresses
        language = row.language if given else reader.language
        yield replace(reader, language="fr" if language == "fr" else "en")


def _attached(mail: Written) -> list[dict[str, str]]:
    if mail.paper is None:
        return []
    content = base64.b64encode(mail.paper).decode()
    return [{"name": "executive-summary.pdf", "type": MEDIA_TYPE, "content": content}]
