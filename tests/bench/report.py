"""What was measured: a table to read, and a JSON line for each figure."""

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

COLUMNS = ("figure", "value", "spread", "reference", "ratio", "target", "met")


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured, beside what it is measured against.

    ``ratio`` is the reference's value over ours where ours should be smaller by a
    factor, ours over the reference's otherwise; ``target`` says which.
    """

    name: str
    value: float
    unit: str
    target: str
    met: bool | None
    reference: str | None = None
    ratio: float | None = None
    spread: tuple[float, float] | None = None

    def line(self) -> str:
        """For programs."""
        told: dict[str, Any] = {
            "name": self.name,
            "value": _short(self.value),
            "unit": self.unit,
            "reference": self.reference,
            "ratio": None if self.ratio is None else _short(self.ratio),
            "target": self.target,
            "met": self.met,
            "spread": None if self.spread is None else [*map(_short, self.spread)],
        }
        return json.dumps(told, ensure_ascii=False)

    def cells(self) -> tuple[str, ...]:
        """For people."""
        low, high = self.spread or (None, None)
        return (
            self.name,
            f"{_short(self.value):,} {self.unit}",
            "" if low is None or high is None else f"{_short(low)}–{_short(high)}",
            self.reference or "",
            "" if self.ratio is None else f"{_short(self.ratio)}×",
            self.target,
            {True: "yes", False: "NO", None: ""}[self.met],
        )


def _short(number: float) -> float | int:
    """Three digits that say something."""
    if number == int(number) or abs(number) >= 1000:
        return round(number)
    return float(f"{number:.3g}")


def table(figures: Sequence[Figure]) -> str:
    """All figures, one below the other."""
    rows = [COLUMNS, *(figure.cells() for figure in figures)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(COLUMNS))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def told(figures: Iterable[Figure], notes: Iterable[str]) -> None:
    """Say everything."""
    figures = list(figures)
    out = sys.stdout.write
    out(table(figures) + "\n\n")
    for note in notes:
        out(f"{note}\n")
    out("\n")
    for figure in figures:
        out(figure.line() + "\n")
