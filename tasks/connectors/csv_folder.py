"""A change tool that exchanges files: it drops CSV in ``in`` and takes from ``out``.

A file of ``in`` has the columns number, state, and if it likes start, reason, impact,
urgency, priority.  What was read moves to ``done``; what cannot be read moves to
``refused`` with the reason beside it, so that one bad file stops no other.
"""

import csv
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from tasks.connectors.change import Change, Notice, ToolUnreachable
from tasks.release.columns import moment

MOST_BYTES = 5 * 1024 * 1024
#: As many files as one look takes; the rest waits for the next.
MOST_FILES = 200


class CsvFolder:
    """The folder that both tools share."""

    def __init__(self, folder: Path, zone: ZoneInfo) -> None:
        self.folder, self.zone = folder, zone

    @property
    def name(self) -> str:
        """As pages call it."""
        return f"CSV: {self.folder.name}"

    def changes(self, numbers: Sequence[str]) -> Iterator[Change]:
        """What the new files say, oldest first; other numbers are passed over.

        A file is done once all that it says is taken.
        """
        wanted = set(numbers)
        try:
            files = sorted(self._sub("in").glob("*.csv"), key=_written_at)
            for path in files[:MOST_FILES]:
                for change in self._told_by(path):
                    if change.number in wanted:
                        yield change
                if path.exists():
                    path.replace(self._sub("done") / path.name)
        except OSError as problem:
            raise ToolUnreachable(f"{self.name}: {problem.strerror}") from problem

    def tell(self, notice: Notice) -> None:
        """A file for each notice, under a name that the same notice has again."""
        row = notice.plain()
        digest = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()
        text = io.StringIO()
        writer = csv.DictWriter(text, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerow({name: _harmless(value) for name, value in row.items()})
        try:
            target = self._sub("out") / f"{notice.release_id}-{digest[:12]}.csv"
            _write(target, text.getvalue())
        except OSError as problem:
            raise ToolUnreachable(f"{self.name}: {problem.strerror}") from problem

    def _told_by(self, path: Path) -> list[Change]:
        """What a file says; one that cannot be read is put aside with the reason."""
        try:
            return list(self._read(path))
        except (ValueError, csv.Error) as problem:
            refused = self._sub("refused") / path.name
            path.replace(refused)
            refused.with_suffix(".txt").write_text(f"{problem}\n", encoding="utf-8")
            return []

    def _read(self, path: Path) -> Iterator[Change]:
        if path.stat().st_size > MOST_BYTES:
            raise ValueError("The file is larger than 5 MB.")
        rows = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig")))
        for name in ("number", "state"):
            if name not in (rows.fieldnames or ()):
                raise ValueError(f"The file has no column “{name}”.")
        for row in rows:
            if (row["number"] or "").strip():
                yield self._change(row)

    def _change(self, row: Mapping[str, str | None]) -> Change:
        def said(name: str) -> str | None:
            return (row.get(name) or "").strip() or None

        start = said("start")
        return Change(
            number=said("number") or "",
            said=said("state") or "",
            start=self._moment(start) if start else None,
            reason=said("reason"),
            impact=said("impact"),
            urgency=said("urgency"),
            priority=said("priority"),
        )

    def _moment(self, text: str) -> datetime:
        try:
            return moment(text, self.zone)
        except ValueError:
            raise ValueError(f"“{text}” is no moment.") from None

    def _sub(self, name: str) -> Path:
        found = self.folder / name
        found.mkdir(parents=True, exist_ok=True)
        return found


def _written_at(path: Path) -> int:
    return path.stat().st_mtime_ns


def _harmless(value: object) -> object:
    """A text that a spreadsheet does not run (CWE-1236)."""
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return f"'{value}"
    return value


def _write(path: Path, text: str) -> None:
    """Write beside, then rename: the other tool never takes half a file."""
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, suffix=".part", delete=False, encoding="utf-8"
    ) as beside:
        beside.write(text)
        beside.flush()
        os.fsync(beside.fileno())
    Path(beside.name).replace(path)
