"""Can an instance move to another version, and what would change?

It is tried on a copy of its state: carried over, saved, loaded, and every way its
tokens could then take is played.  Nothing is written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.catalogue import Version
from engine.expressions.functions import BUILT_IN
from engine.instances import ALIVE
from engine.lint.subject import Sets, Subject
from engine.migrating import compare, proof
from engine.migrating.reasons import Change, Element, Obstacle
from engine.model import parse, read_root
from engine.orchestrator import Engine
from engine.ports import Context, InstanceRef
from engine.shorthand.writing import write_out
from engine.spiff.carry import Carried, carried
from engine.spiff.run import Run
from engine.spiff.waits import Waits

#: Which variables the form of a human task sets, in a version.
SetsOf = Callable[[Version], Sets]


@dataclass(frozen=True, slots=True)
class Target:
    """Where to: a version (or a draft made ready), and the new ids of elements.

    ``subject`` is the diagram as it is drawn, ``played`` as the engine runs it.
    """

    version: Version
    subject: Subject
    played: Subject
    mapping: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Assessment:
    """What trying the move has shown; ``run`` is the moved copy, if it can move."""

    source: Version
    target: Version
    obstacles: Sequence[Obstacle]
    changes: Sequence[Change]
    before: Waits
    run: Run | None = None

    @property
    def can_move(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.obstacles


def target_of(
    engine: Engine,
    version: Version,
    xml: bytes,
    mapping: Mapping[str, str] | None = None,
    sets: SetsOf | None = None,
) -> Target:
    """A version as the goal of moves: made ready once for many instances."""
    drawn = subject_of(engine, version, sets)
    root, stands_for = write_out(parse(xml))
    played = drawn
    if stands_for:
        diagram = read_root(root)
        played = replace(drawn, diagram=diagram, stands_for=stands_for, played={})
    return Target(version, drawn, played, dict(mapping or {}))


def subject_of(engine: Engine, version: Version, sets: SetsOf | None) -> Subject:
    """A version as lint looks at it."""
    return Subject(
        xml=b"",
        root=None,
        process=None,
        diagram=version.diagram,
        operators=engine.operators,
        functions={**BUILT_IN, **engine.facts.signatures},
        messages=engine.declarations,
        sets=None if sets is None else sets(version),
    )


def assess(engine: Engine, context: Context, row: Any, target: Target) -> Assessment:
    """Try the move of an instance on a copy of its state. Raises StateUnreadable."""
    source = engine.catalogue.version(context.conn, row.version_id)
    context.instance = InstanceRef(
        row.id, row.process_key, target.version.id, row.business_key
    )
    context.diagram, context.bundle = target.version.diagram, target.version.bundle
    context.changed()
    refused = _at_once(row, source, target)
    if refused:
        return Assessment(source, target.version, refused, (), Waits())
    scripts = engine.scripts(context)
    before = Run.loaded(row.state, source.executable, scripts).waits()
    tried = carried(
        row.state,
        source.executable,
        target.version.executable,
        target.mapping,
        scripts,
    )
    if not isinstance(tried, Carried):
        return Assessment(source, target.version, _named(source, tried), (), before)
    found = proof.obstacles(target.played, tried.positions)
    after = tried.run.waits()
    if before.tasks.keys() != after.tasks.keys():
        found.append(Obstacle("unreadable", detail="a task would be lost."))
    told = compare.changes(
        subject_of(engine, source, None), target.subject, before, after, target.mapping
    )
    return Assessment(source, target.version, found, told, before, tried.run)


def _at_once(row: Any, source: Version, target: Target) -> list[Obstacle]:
    """What speaks against it before anything is tried."""
    version = target.version
    if row.process_key != version.process_key:
        return [Obstacle("other-process")]
    if row.status not in ALIVE:
        return [Obstacle("not-running")]
    if row.version_id == version.id:
        return [Obstacle("same-version")]
    return [
        Obstacle("unknown-element", Element(step), detail=f"version {version.number}")
        for step in target.mapping.values()
        if step not in version.diagram.nodes
    ]


def _named(source: Version, found: Sequence[Obstacle]) -> list[Obstacle]:
    """The same with the names people know from the version it runs on."""

    def named(element: Element | None) -> Element | None:
        node = source.diagram.nodes.get(element.id) if element else None
        return Element(node.id, node.name) if node else element

    return [Obstacle(o.kind, named(o.step), named(o.other), o.detail) for o in found]
