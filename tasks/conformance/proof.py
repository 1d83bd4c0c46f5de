"""The proof of a release: each clause met, not yet, not applicable or waived.

Read once and judged in memory: the number of statements does not depend on the number
of clauses.

Source: GO-ITS 240PRS 3.5 Principle 2: releases are traceable and auditable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from engine.expressions.evaluate import Functions, evaluate
from engine.expressions.syntax import ExpressionError
from engine.messages import awaited_by
from engine.ports import Context
from engine.timers import of_instance as timers_of
from tasks.by_hand import stand_at
from tasks.conformance.ahead import ahead
from tasks.conformance.clauses import Clause, Condition, Said, Shown
from tasks.conformance.evidence import Evidence, Proving, name_of
from tasks.conformance.found import Found, found_of
from tasks.conformance.needs import Need
from tasks.conformance.reading import clauses
from tasks.conformance.serving import Serving
from tasks.conformance.version_waivers import version_waivers
from tasks.conformance.waivers import Waiver, waivers_of
from tasks.inbox.asked import expect
from tasks.inbox.asked import open_steps as open_steps_of
from tasks.release.loaded import release_of
from tasks.release.states import MILESTONES

if TYPE_CHECKING:
    from tasks.bootstrap import Application


class State(StrEnum):
    """How a release stands to a clause."""

    MET = "met"
    NOT_YET = "not_yet"
    NOT_APPLICABLE = "not_applicable"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Judged:
    """One clause: its state with the evidence, the reason or the waiver for it."""

    clause: Clause
    state: State
    evidence: tuple[Evidence, ...] = ()
    why: Said | None = None
    missing: tuple[Said, ...] = ()
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """The proof of one release against the clauses of its version."""

    release: Mapping[str, Any]
    version: int | None
    items: Sequence[Judged]

    @property
    def counts(self) -> Mapping[State, int]:
        """How many clauses are in each state."""
        counted = Counter(item.state for item in self.items)
        return {state: counted[state] for state in State}

    def by_milestone(
        self, items: Sequence[Judged] | None = None
    ) -> Mapping[str | None, Sequence[Judged]]:
        """The clauses by milestone; under None those of the release's whole life."""
        named = MILESTONES.get(self.release["process"], ())
        grouped: dict[str | None, list[Judged]] = {name: [] for name in (*named, None)}
        for item in self.items if items is None else items:
            grouped[_milestone_in(named, item.clause.milestone)].append(item)
        return {name: each for name, each in grouped.items() if each}


def _milestone_in(named: Sequence[str], milestone: str) -> str | None:
    """The milestone as this process calls it: Build and Test are one in some."""
    if milestone in named:
        return milestone
    parts = set(milestone.split("/"))
    return next((name for name in named if parts & set(name.split("/"))), None)


NOTHING_AROSE = Said(
    "The occasion has not arisen.", "L’occasion ne s’est pas présentée."
)


def proof_of(app: Application, context: Context, release_id: str) -> Proof:
    """Prove a release. Raises NoSuchRelease."""
    row = release_of(context, release_id)
    if row["instance_id"] is None:
        return Proof(row, None, ())
    stand_at(app, context, row["instance_id"])
    assert context.instance is not None
    version = app.engine.catalogue.version(context.conn, context.instance.version_id)
    listed = clauses(version.bundle).of_process(version.process_key)
    serving = Serving(version.diagram, version.bundle)
    found = found_of(context.conn, row)
    judging = _Judging(
        process_key=version.process_key,
        proving=Proving(found, serving),
        found=found,
        ahead=ahead(version.diagram, _standing(context, row["instance_id"])),
        functions=app.functions(context),
        waivers={
            **version_waivers(version.bundle),
            **waivers_of(context.conn, release_id),
        },
    )
    expect(context, [s.when.expression for c in listed for s in _of(c) if s.when])
    return Proof(row, version.number, [judging.judge(clause) for clause in listed])


def _of(clause: Clause) -> Sequence[Shown]:
    return list(clause.shown.values())


def _standing(context: Context, instance_id: str) -> set[str]:
    steps = set(open_steps_of(context.conn, instance_id))
    steps |= {timer.step_id for timer in timers_of(context.conn, instance_id)}
    return steps | {m.step_id for m in awaited_by(context.conn, instance_id)}


@dataclass(slots=True)
class _Judging:
    process_key: str
    proving: Proving
    found: Found
    ahead: frozenset[str]
    functions: Functions
    waivers: Mapping[str, Waiver]

    def judge(self, clause: Clause) -> Judged:
        shown = clause.shown[self.process_key]
        found = [self._any(alternatives) for alternatives in shown.needs]
        evidence = tuple(each for each in found if each is not None)
        if len(evidence) == len(found):
            return Judged(clause, State.MET, evidence)
        waiver = self.waivers.get(clause.id)
        if waiver is not None:
            return Judged(clause, State.WAIVED, evidence, waiver=waiver)
        missing = [
            alternatives
            for alternatives, each in zip(shown.needs, found, strict=True)
            if each is None
        ]
        why = self._not_applicable(shown, missing)
        if why is not None:
            return Judged(clause, State.NOT_APPLICABLE, evidence, why=why)
        return Judged(clause, State.NOT_YET, evidence, missing=self._wanted(missing))

    def _any(self, alternatives: Sequence[Need]) -> Evidence | None:
        for need in alternatives:
            evidence = self.proving.evidence(need)
            if evidence is not None:
                return evidence
        return None

    def _not_applicable(
        self, shown: Shown, missing: Sequence[Sequence[Need]]
    ) -> Said | None:
        if shown.when is not None and not self._holds(shown.when):
            return shown.when.otherwise
        if shown.occasional:
            return NOTHING_AROSE
        for alternatives in missing:
            aside = self._left_aside(alternatives)
            if aside is not None:
                return aside
        return None

    def _holds(self, condition: Condition) -> bool:
        try:
            return evaluate(condition.expression, {}, self.functions) is not False
        except ExpressionError:
            return True  # unknown: it may still apply

    def _left_aside(self, alternatives: Sequence[Need]) -> Said | None:
        """Why none of the elements lies on the path: neither behind it nor ahead."""
        nodes = [n for need in alternatives for n in self.proving.serving.nodes(need)]
        if not nodes or any(n in self.ahead or n in self.found.passed for n in nodes):
            return None
        name = name_of(self.proving.serving.diagram.nodes[nodes[0]])
        return Said(
            f"The path of this release leaves “{name.en}” ({nodes[0]}) aside.",
            f"Le parcours de cette version laisse « {name.fr} » ({nodes[0]}) de côté.",
        )

    def _wanted(self, missing: Sequence[Sequence[Need]]) -> tuple[Said, ...]:
        wanted = [[self.proving.wanted(need) for need in each] for each in missing]
        return tuple(
            Said(" / ".join(w.en for w in each), " / ".join(w.fr for w in each))
            for each in wanted
        )
