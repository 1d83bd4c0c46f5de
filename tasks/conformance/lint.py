"""Findings on a diagram that leaves requirements of the standard without an element.

What a clause of a level in ``refuse`` needs must stay, or the process owner waives the
clause; the rest is a warning.  Source: GO-ITS 240PRS 2.5.1: changes of the process
follow change control; ours, that a machine asks for it.
"""

from collections.abc import Iterator, Mapping

from engine.expressions.functions import BUILT_IN, Function
from engine.expressions.syntax import check
from engine.lint.finding import Finding
from engine.model import Diagram
from tasks.conformance.clauses import Clause, Clauses, ClausesUnreadable
from tasks.conformance.reading import clauses
from tasks.conformance.serving import Serving
from tasks.conformance.version_waivers import version_waivers
from tasks.conformance.waivers import Waiver

CLAUSE = "clause"
#: As many clauses as one warning names.
NAMED = 8


def findings(
    diagram: Diagram, bundle: Mapping[str, bytes], facts: Mapping[str, Function]
) -> list[Finding]:
    """What is wrong with the clauses of a bundle, and which have lost an element."""
    try:
        listed = clauses(bundle)
    except ClausesUnreadable as unreadable:
        return [_error(problem) for problem in unreadable.problems]
    return [*_conditions(listed, facts), *_orphans(listed, diagram, bundle)]


def orphaned(
    diagram: Diagram, bundle: Mapping[str, bytes]
) -> Mapping[Clause, tuple[str, ...]]:
    """The clauses of the process that nothing serves, with what they lack."""
    serving = Serving(diagram, bundle)
    found = {}
    for clause in clauses(bundle).of_process(diagram.process_id):
        lacking = tuple(
            " / ".join(need.words for need in alternatives)
            for alternatives in clause.shown[diagram.process_id].needs
            if not serving.serves(alternatives)
        )
        if lacking:
            found[clause] = lacking
    return found


def _conditions(listed: Clauses, facts: Mapping[str, Function]) -> Iterator[Finding]:
    used = {s.when for c in listed.all for s in c.shown.values() if s.when is not None}
    for condition in sorted(used, key=lambda each: each.name):
        for problem in check(condition.expression, (), {**BUILT_IN, **facts}):
            yield _error(f"The condition {condition.name}: {problem[1]}.")


def _orphans(
    listed: Clauses, diagram: Diagram, bundle: Mapping[str, bytes]
) -> Iterator[Finding]:
    waived = version_waivers(bundle)
    by_need: dict[str, list[str]] = {}
    for clause, lacking in orphaned(diagram, bundle).items():
        if clause.id in waived:
            yield _waived(clause, waived[clause.id])
        elif clause.level in listed.refuse:
            yield _lost(clause, lacking)
        else:
            for words in lacking:
                by_need.setdefault(words, []).append(clause.id)
    for words, ids in by_need.items():
        yield _warning(
            f"Nothing does “{words}” any more, which {_some(ids)} of the standard "
            f"{'rests' if len(ids) == 1 else 'rest'} on."
        )


def _lost(clause: Clause, lacking: tuple[str, ...]) -> Finding:
    return _error(
        f"{clause.id} ({clause.section}, {clause.level}: {clause.text.en}) has no "
        f"element any more: {', '.join(lacking)}. Put it back, or have the process "
        "owner waive the requirement with a reason."
    )


def _waived(clause: Clause, waiver: Waiver) -> Finding:
    return _warning(
        f"{clause.id} has no element; waived by {waiver.by} on "
        f"{waiver.at.date().isoformat()}: {waiver.reason}"
    )


def _some(ids: list[str]) -> str:
    more = len(ids) - NAMED
    named = ", ".join(ids[:NAMED])
    return f"{named} and {more} more" if more > 0 else named


def _error(message: str) -> Finding:
    return Finding("error", CLAUSE, None, None, message)


def _warning(message: str) -> Finding:
    return Finding("warning", CLAUSE, None, None, message)
