"""The rows of an export, each as a release of ours or with the reason why not."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tasks.importing.mapping import LINK, ColumnMapping
from tasks.release.columns import Field, fit
from tasks.release.errors import RecordRefused, ValueRefused
from tasks.release.fields import FIELDS
from tasks.release.priority import priority_of
from tasks.release.states import ENDED, MILESTONES

MOST_ROWS = 20_000
_DATES = (
    *("%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y"),
    *("%Y/%m/%d %H:%M:%S", "%d-%b-%Y %H:%M:%S", "%d-%b-%Y"),
)
#: The types of SMR releases are Remedy's impact menu.
TYPE_OF_IMPACT = {
    "1": "Extensive / Widespread",
    "2": "Significant / Large",
    "3": "Moderate / Limited",
    "4": "Minor / Localized",
}
#: Fields whose values come from our lists; known by value, words or leading digit.
_LISTED = ("impact", "urgency", "priority")
_MOMENT = Field("datetime")


class UnreadableExport(RecordRefused):
    """The file is no table that can be read."""


@dataclass(slots=True)
class Incoming:
    """One row of an export as we would have it."""

    number: int
    external_no: str = ""
    process: str = "smr"
    status: str | None = None
    milestone: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    moments: dict[str, datetime] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    coordinator: str | None = None
    notes: str | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def has_ended(self) -> bool:
        """Whether the release is history: a record, not work to do."""
        return self.status in ENDED


def table_of(content: bytes) -> tuple[list[str], list[dict[str, str]]]:
    """The header and rows of a CSV file. Raises UnreadableExport."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
        header = [name.strip() for name in reader.fieldnames or () if name]
        reader.fieldnames = header
        rows = [
            {k: (v or "").strip() for k, v in row.items() if isinstance(k, str)}
            for row in reader
        ]
    except csv.Error as problem:
        raise UnreadableExport(f"The file is no CSV table: {problem}.") from problem
    if not header or not rows:
        raise UnreadableExport("The file has no rows, or no header.")
    if len(rows) > MOST_ROWS:
        raise UnreadableExport(
            f"The file has {len(rows):,} rows; import at most {MOST_ROWS:,} at once."
        )
    return header, rows


def incoming(
    rows: Sequence[Mapping[str, str]],
    mapping: ColumnMapping,
    lists: Mapping[str, Any],
    zone: ZoneInfo,
) -> Iterator[Incoming]:
    """Every row as we would have it; numbers count as in a spreadsheet, header 1."""
    for number, row in enumerate(rows, 2):
        yield _Reading(mapping, lists, zone, row, Incoming(number)).done()


@dataclass(slots=True)
class _Reading:
    mapping: ColumnMapping
    lists: Mapping[str, Any]
    zone: ZoneInfo
    row: Mapping[str, str]
    found: Incoming

    def done(self) -> Incoming:
        found = self.found
        found.external_no = self.text("external_no")[:100]
        found.process = self.text("process").lower() or self.mapping.process
        found.status = self.text("status") or None
        found.milestone = self.text("milestone") or None
        found.coordinator = self.text("coordinator") or None
        found.notes = self.text("notes") or None
        for name in self.mapping.columns:
            if name in FIELDS:
                self.field(name)
            elif name.startswith(LINK):
                self.link(name.removeprefix(LINK), self.text(name))
        for name in ("created_at", "closed_at"):
            self.moment(name)
        self.derive()
        self.judge()
        return found

    def text(self, name: str) -> str:
        """What the row says for a field of ours, in our words."""
        raw = self.row.get(self.mapping.columns.get(name, ""), "").strip()
        known = self.mapping.values.get(name, {})
        folded = {theirs.casefold(): ours for theirs, ours in known.items()}
        return folded.get(raw.casefold(), raw)

    def field(self, name: str) -> None:
        raw = self.text(name)
        if raw == "":
            return
        try:
            value = fit(name, FIELDS[name], self.shaped(name, raw), self.zone)
        except ValueRefused as refusal:
            self.found.problems.append(str(refusal))
        else:
            self.found.values[name] = value

    def shaped(self, name: str, raw: str) -> Any:
        """What the row says, in the shape of the field."""
        if name in _LISTED:
            return self.listed(name, raw)
        kind = FIELDS[name].type
        if kind in ("date", "datetime"):
            return self.dated(raw)
        if kind == "bool":
            return raw.casefold() in ("yes", "true", "1", "oui", "y")
        if kind == "list":
            return _parts(raw)
        return raw[:500] if kind == "text" else raw

    def listed(self, name: str, raw: str) -> str:
        """Our value for theirs: the same, the same words, or the same digit."""
        options = [option["value"] for option in self.lists.get(name, ())]
        for value in options:
            words = value.partition("-")[2] if value[:1].isdigit() else value
            if raw.casefold() in (value.casefold(), words.casefold()):
                return str(value)
        digit = re.match(r"\d", raw)
        for value in options:
            if digit and value.startswith(digit[0]):
                return str(value)
        self.found.problems.append(f"“{name}” has no value “{raw}”.")
        return raw

    def dated(self, raw: str) -> Any:
        given = self.mapping.date_format
        for shape in (*((given,) if given else ()), *_DATES):
            try:
                return datetime.strptime(raw, shape).replace(tzinfo=self.zone)
            except ValueError:
                continue
        return raw

    def moment(self, name: str) -> None:
        raw = self.text(name)
        if raw:
            try:
                value = fit(name, _MOMENT, self.dated(raw), self.zone)
                self.found.moments[name] = value
            except ValueRefused as refusal:
                self.found.problems.append(str(refusal))

    def link(self, type: str, raw: str) -> None:
        self.found.links += [(type, part[:200]) for part in _parts(raw)]

    def derive(self) -> None:
        """What follows from the rest, when the export does not say it."""
        values = self.found.values
        impact = values.get("impact")
        if "priority" not in values:
            follows = priority_of(self.lists, impact, values.get("urgency"))
            if follows:
                values["priority"] = follows
        if self.found.process == "smr" and impact and "release_type" not in values:
            kind = TYPE_OF_IMPACT.get(impact[:1])
            if kind:
                values["release_type"] = kind
        if values.get("crq_no"):
            self.link("Change Request", values["crq_no"])

    def judge(self) -> None:
        found = self.found
        if not found.external_no:
            found.problems.append("It has no number.")
        if not (found.values.get("title") or "").strip():
            found.problems.append("It has no title.")
        if found.process not in MILESTONES:
            found.problems.append(f"There is no process “{found.process}”.")
        elif found.milestone and found.milestone not in MILESTONES[found.process]:
            found.milestone = None  # a word of theirs; the process finds its own


def _parts(raw: str) -> list[str]:
    found = (part.strip() for part in re.split(r"[;,\n|]", raw))
    return list(dict.fromkeys(filter(None, found)))
