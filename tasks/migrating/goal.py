"""The version that instances are to move to: a published one, or a draft on trial."""

from collections.abc import Mapping

from sqlalchemy import Connection

from engine import catalogue, drafts
from engine.bundles import unpack
from engine.catalogue import Version
from engine.lint.subject import Sets
from engine.migrating.assess import Target, target_of
from engine.model import Node, read
from engine.orchestrator import Engine
from engine.spiff.specs import executable
from engine.variables import variables_of
from tasks.forms.definition import form, path_of
from tasks.forms.shape import FormError


def published(
    engine: Engine,
    conn: Connection,
    key: str,
    number: int,
    mapping: Mapping[str, str] | None = None,
) -> Target:
    """A published version as a goal. Raises NotFound."""
    row = catalogue.version_row(conn, key, number)
    version = engine.catalogue.version(conn, row.id)
    return target_of(engine, version, bytes(row.xml), mapping, sets_of)


def drafted(
    engine: Engine,
    conn: Connection,
    key: str,
    number: int,
    mapping: Mapping[str, str] | None = None,
) -> Target:
    """A draft as a goal, as if it were published.

    Raises: NotFound, NotExecutable, UnsafeDiagram.
    """
    row = drafts.draft(conn, key, number)
    xml = bytes(row.xml)
    version = as_version(xml, unpack(row.bundle), key, number)
    return target_of(engine, version, xml, mapping, sets_of)


def as_version(
    xml: bytes, bundle: Mapping[str, bytes], key: str, number: int
) -> Version:
    """A diagram with its files, ready to run, but nowhere published."""
    diagram = read(xml)
    return Version(
        id=f"draft-{number}",
        process_key=key,
        number=number,
        diagram=diagram,
        executable=executable(xml, diagram.process_id),
        bundle=bundle,
        variables=variables_of(diagram),
    )


def sets_of(version: Version) -> Sets:
    """Which variables each human task's form sets, in a version."""

    def sets(node: Node) -> frozenset[str]:
        name = node.properties.get("form")
        if name is None or path_of(name) not in version.bundle:
            return frozenset()
        try:
            fields = form(version.bundle, name).fields
        except FormError:
            return frozenset()  # said by the form's own findings
        return frozenset(field.variable for field in fields if field.variable)

    return sets
