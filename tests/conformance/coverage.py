"""Which test shows each requirement, or why software cannot: docs/coverage.md.

What a release can show is shown by the tests of this folder, by id; what else shows a
requirement is named in ``shown_by.yaml``.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from tasks.conformance.clauses import PRIORITIES, Clause
from tasks.conformance.reading import clauses
from tests.conformance import observed_dcs, observed_smr

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "docs" / "coverage.md"
SHOWN_BY = Path(__file__).parent / "shown_by.yaml"
HERE = "tests/conformance"
MET = f"{HERE}/test_shown.py::test_a_requirement_is_met_with_evidence"
SEEN = {
    f"{HERE}/test_observed.py::test_a_requirement_of_readiness_is_seen": (
        observed_smr.OBSERVED
    ),
    f"{HERE}/test_observed.py::test_a_requirement_of_deployment_is_seen": (
        observed_dcs.OBSERVED
    ),
}
#: Words of a processes' column.
PROCESSES = ("SMR", "DCS", "both", "repository")


@dataclass(frozen=True, slots=True)
class Covered:
    """A requirement with the tests that show it, or the reason why none can."""

    clause: Clause
    tests: tuple[str, ...]
    #: Why software cannot show it.
    cannot: str | None
    #: What is still missing to show it.
    missing: str | None

    @property
    def state(self) -> str:
        """Under which heading of the counts it goes."""
        if self.tests:
            return "shown"
        return "cannot" if self.cannot else "missing"


def listed() -> Sequence[Clause]:
    """All requirements, in the order of the standard."""
    content = (ROOT / "bpmn" / "clauses.yaml").read_bytes()
    return clauses({"clauses.yaml": content}).all


@cache
def named() -> Mapping[str, object]:
    """What ``shown_by.yaml`` says: id → tests, or what is missing."""
    found: Mapping[str, object] = yaml.safe_load(SHOWN_BY.read_bytes()) or {}
    return found


def covered() -> Sequence[Covered]:
    """Every requirement with what shows it."""
    return [_covered(clause) for clause in listed()]


def _covered(clause: Clause) -> Covered:
    said = named().get(clause.id, [])
    tests = [*_of_this_folder(clause), *(said if isinstance(said, list) else [])]
    missing = said.get("missing") if isinstance(said, dict) else None
    cannot = None if clause.cannot is None else clause.cannot.en
    return Covered(clause, tuple(tests), cannot, missing)


def _of_this_folder(clause: Clause) -> Iterator[str]:
    for test, observed in SEEN.items():
        if clause.id in observed:
            yield f"{test}[{clause.id}]"
    for key in clause.shown:
        yield f"{MET}[{key.split('_')[0]}-{clause.id}]"


def unknown_tests() -> list[str]:
    """The tests that are named and do not exist."""
    names = {test for each in covered() for test in each.tests}
    return sorted(name for name in names if not _exists(name))


def _exists(name: str) -> bool:
    path, _, function = name.partition("::")
    return re.sub(r"\[.*\]$", "", function) in _functions(ROOT / path)


@cache
def _functions(path: Path) -> frozenset[str]:
    if not path.exists():
        return frozenset()
    found = ast.walk(ast.parse(path.read_text()))
    return frozenset(each.name for each in found if isinstance(each, ast.FunctionDef))


def report() -> str:
    """The report as Markdown."""
    every = covered()
    return "\n".join([*_head(every), *_counts(every), *_lines(every)]) + "\n"


MADE = (
    "Made by `python -m tests.conformance` from `bpmn/clauses.yaml`, "
    "`tests/conformance/shown_by.yaml` and the tests; a test keeps it current."
)
READ = (
    "Each line names the tests that fail without the requirement, or says why "
    "software cannot show it, or what is still missing."
)


def _head(every: Sequence[Covered]) -> list[str]:
    number = f"{len(every)} requirements of GO-ITS 240PRS."
    return ["# Coverage of the standard", "", MADE, "", f"{number} {READ}", ""]


def _counts(every: Sequence[Covered]) -> list[str]:
    counted = Counter((each.clause.priority, each.state) for each in every)
    lines = [
        "| Priority | Requirements | Shown by a test | Software cannot | Missing |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for priority in PRIORITIES:
        found = [counted[priority, s] for s in ("shown", "cannot", "missing")]
        cells = [priority, str(sum(found)), *map(str, found)]
        lines.append(f"| {' | '.join(cells)} |")
    return [*lines, ""]


def _lines(every: Sequence[Covered]) -> Iterator[str]:
    for process in PROCESSES:
        yield from (f"## {process[0].upper()}{process[1:]}", "")
        yield "| Id | Section | Level | Requirement | Shown by |"
        yield "| --- | --- | --- | --- | --- |"
        for each in every:
            if each.clause.process == process:
                yield _line(each)
        yield ""


def _line(each: Covered) -> str:
    clause = each.clause
    shown = "<br>".join(f"`{test}`" for test in each.tests)
    if not each.tests:
        shown = (
            f"*Software cannot:* {each.cannot}"
            if each.cannot
            else f"*Missing:* {each.missing}"
        )
    level = f"{clause.level}, {clause.priority}"
    cells = [clause.id, clause.section, level, clause.text.en, shown]
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
