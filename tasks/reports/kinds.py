"""Numbers the kinds of releases, so that a period is counted by one small number.

Source: ours, measured: counting 100,000 lines by six texts takes 135 ms, by the number
of their kind 21 ms.
"""

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, insert, select

from tasks.reports.lines import ALIKE, report_kind

Alike = tuple[Any, ...]


@dataclass(slots=True)
class Kinds:
    """The kinds there are, and those that came up since."""

    numbers: dict[Alike, int]
    new: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def known(cls, conn: Connection) -> "Kinds":
        """The kinds that are written."""
        rows = conn.execute(select(report_kind)).all()
        return cls({_alike(row._mapping): row.id for row in rows})

    def give(self, lines: Iterable[MutableMapping[str, Any]]) -> None:
        """Write into each line of which kind it is."""
        last = max(self.numbers.values(), default=0)
        for line in lines:
            alike = _alike(line)
            if alike not in self.numbers:
                last += 1
                self.numbers[alike] = last
                self.new.append({"id": last, **{name: line[name] for name in ALIKE}})
            line["kind"] = self.numbers[alike]

    def write(self, conn: Connection) -> None:
        """Keep the new ones."""
        if self.new:
            conn.execute(insert(report_kind), self.new)


def _alike(line: Any) -> Alike:
    return tuple(
        tuple(value) if isinstance(value, list) else value
        for value in (line[name] for name in ALIKE)
    )
