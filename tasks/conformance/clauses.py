"""The standard's requirements as a version carries them: ``clauses.yaml``.

A release is proven against the clauses of the version it runs on, so that a later
edition of the list changes nothing that was already shown.

Source: GO-ITS 240PRS; 2.5 makes the whole standard binding.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tasks.conformance.needs import Need

FILE = "clauses.yaml"
LEVELS = ("must", "should", "described")
PRIORITIES = ("core", "supporting", "context")
#: The kinds of places where the product shows what no single release can.
PLACES = ("page", "report", "permission", "rule", "notification")


@dataclass(frozen=True, slots=True)
class Said:
    """A text in both languages."""

    en: str
    fr: str

    def in_language(self, language: str) -> str:
        """The text as a reader of this language gets it."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Condition:
    """When a clause applies: an expression over the record, and why not otherwise."""

    name: str
    expression: str
    otherwise: Said


@dataclass(frozen=True, slots=True)
class Shown:
    """What a release of one process needs to show a clause.

    Each of ``needs`` has to be there, by any of its alternatives.  What is
    ``occasional`` is missing only once the occasion has arisen.
    """

    needs: tuple[tuple[Need, ...], ...]
    when: Condition | None = None
    occasional: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """One requirement: where the standard says it, how binding, what shows it."""

    id: str
    section: str
    level: str
    priority: str
    process: str
    milestone: str
    text: Said
    #: By process key.
    shown: Mapping[str, Shown]
    how: tuple[str, str] | None = None
    cannot: Said | None = None


@dataclass(frozen=True, slots=True)
class Clauses:
    """All clauses in the order of the standard, and which levels may not be lost."""

    all: tuple[Clause, ...] = ()
    refuse: frozenset[str] = frozenset()
    processes: Mapping[str, str] | None = None

    def of_process(self, process_key: str) -> Sequence[Clause]:
        """The clauses that a release of this process can show."""
        return [clause for clause in self.all if process_key in clause.shown]

    def named(self, clause_id: str) -> Clause | None:
        """The clause of this id, if there is one."""
        return next((c for c in self.all if c.id == clause_id), None)


class ClausesUnreadable(Exception):
    """The file is no list of clauses: a sentence for each mistake."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{FILE}: " + " ".join(problems))
