"""What a new version's files change for an open task: its questions, its duties."""

from collections.abc import Iterator, Sequence

from engine.catalogue import Version
from engine.migrating.assess import Assessment
from engine.migrating.reasons import Change, Element
from engine.model import Node
from tasks.conformance.clauses import ClausesUnreadable
from tasks.conformance.lint import orphaned
from tasks.forms.definition import path_of
from tasks.people.raci import duties_of


def all_changes(found: Assessment) -> Sequence[Change]:
    """The engine's changes, and those of the forms and matrices beside them."""
    if found.run is None:
        return found.changes
    after = found.run.waits().tasks
    old, new = found.source.diagram.nodes, found.target.diagram.nodes
    more = [
        change
        for task_id, task in found.before.tasks.items()
        if task_id in after
        for change in _of_step(found, old[task.step_id], new[after[task_id].step_id])
    ]
    return list(dict.fromkeys([*found.changes, *more]))


def _of_step(found: Assessment, old: Node, new: Node) -> Iterator[Change]:
    here = Element(new.id, new.name)
    name = new.properties.get("form")
    if name is not None and name == old.properties.get("form"):
        path = path_of(name)
        if found.source.bundle.get(path) != found.target.bundle.get(path):
            yield Change("questions", here)
    key = found.source.process_key
    before = duties_of(found.source.bundle, key, old)
    if before != duties_of(found.target.bundle, key, new):
        yield Change("duties", here)


def lost_clauses(source: Version, target: Version) -> list[str]:
    """Requirements of the standard that the one serves and the other does not."""
    try:
        before = orphaned(source.diagram, source.bundle)
        after = orphaned(target.diagram, target.bundle)
    except ClausesUnreadable:
        return []  # lint has said so
    known = {clause.id for clause in before}
    return [clause.id for clause in after if clause.id not in known]
