"""From the folder of diagrams to published versions, and drafts on the way there.

What lies in the folder is published on start only when these very bytes were never
seen; from then on the database's versions rule.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from engine import catalogue, drafts
from engine.bundles import unpack
from engine.errors import NotFound, NotPublishable
from engine.lint.finding import Finding
from engine.lint.run import lint
from engine.model import Diagram, Node, read
from engine.ports import Context
from tasks.conformance.clauses import FILE as CLAUSES
from tasks.conformance.reading import concerns
from tasks.forms.definition import form, path_of
from tasks.forms.shape import FormError
from tasks.inbox.items import FORM_PROPERTY
from tasks.people import organizing
from tasks.people.organizations import seeds
from tasks.release.predefined import predefined

if TYPE_CHECKING:
    from tasks.bootstrap import Application

SHARED = ("catalogue.toml", "raci.toml", "values.toml")
_KINDS = (("forms", "*.json"), ("mail", "*.txt"), ("papers", "*.txt"))


def folder_bundle(folder: Path) -> dict[str, bytes]:
    """All files of a diagrams folder that versions run with."""
    bundle = {name: (folder / name).read_bytes() for name in SHARED}
    if (folder / CLAUSES).exists():
        bundle[CLAUSES] = (folder / CLAUSES).read_bytes()
    for kind, pattern in _KINDS:
        for path in sorted((folder / kind).glob(pattern)):
            bundle[f"{kind}/{path.name}"] = path.read_bytes()
    return bundle


def bundle_for(diagram: Diagram, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files this diagram runs with: its forms, all mail and papers, the tables.

    The clauses are only for the processes that they are about.
    """
    wanted = forms_of(diagram)
    left_out = set() if concerns(files, diagram.process_id) else {CLAUSES}
    return {
        name: content
        for name, content in files.items()
        if name in wanted or not (name.startswith("forms/") or name in left_out)
    }


def forms_of(diagram: Diagram) -> set[str]:
    """The files of the forms that a diagram names."""
    forms = {n.properties.get("form") for n in diagram.nodes.values()}
    forms.add(diagram.properties.get(FORM_PROPERTY))
    return {f"forms/{form}.json" for form in forms if form}


def publish_folder(app: Application, folder: Path) -> list[str]:
    """Publish what was never seen; returns a sentence for each new version.

    An empty database begins with the folder's tree of organizations.
    """
    files = folder_bundle(folder)
    with app.command(why="from values.toml") as context:
        organizing.begin(context, seeds(predefined(files)))
    published = []
    for path in sorted(folder.glob("*.bpmn")):
        xml = path.read_bytes()
        diagram = read(xml)
        bundle = bundle_for(diagram, files)
        sha256 = catalogue.fingerprint(xml, bundle)
        with app.command(why=f"from {path.name}") as context:
            key = diagram.process_id
            if catalogue.with_fingerprint(context.conn, key, sha256) is not None:
                continue
            require_sound(app, xml, bundle)
            row = catalogue.publish(context, key, xml, bundle)
            published.append(
                f"{row.name} ({key}) is published as version {row.number}."
            )
    return published


def findings(
    app: Application, xml: bytes, bundle: Mapping[str, bytes]
) -> Sequence[Finding]:
    """What lint says of a diagram with its bundle, engine's and domain's rules."""
    return lint(
        xml,
        operators=app.engine.operators,
        facts=app.engine.facts.signatures,
        messages=app.engine.declarations,
        extra=lambda diagram: app.engine.listener.check_bundle(diagram, bundle),
        sets=lambda node: _set_by(bundle, node),
    )


def _set_by(bundle: Mapping[str, bytes], node: Node) -> frozenset[str]:
    """The token's variables that the form of a node sets."""
    name = node.properties.get("form")
    if name is None or path_of(name) not in bundle:
        return frozenset()
    try:
        fields = form(bundle, name).fields
    except FormError:
        return frozenset()  # said by the form's own findings
    return frozenset(field.variable for field in fields if field.variable)


def require_sound(
    app: Application, xml: bytes, bundle: Mapping[str, bytes]
) -> Sequence[Finding]:
    """The warnings of a publishable diagram. Raises NotPublishable."""
    found = findings(app, xml, bundle)
    errors = [f for f in found if f.severity == "error"]
    if errors:
        raise NotPublishable(read(xml).process_id, len(errors), found)
    return found


def keep_draft(app: Application, context: Context, key: str, xml: bytes) -> Any:
    """Keep a readable BPMN file as a draft, with what lint finds; its number."""
    diagram = read(xml)
    bundle = bundle_for(diagram, current_files(app, context.conn, key))
    found = [f.as_dict() for f in findings(app, xml, bundle)]
    newest = next(iter(catalogue.versions(context.conn, key)), None)
    number = drafts.add_draft(
        context, key, xml, bundle, found, based_on=newest and newest.number
    )
    return number, found


def current_files(app: Application, conn: Connection, key: str) -> dict[str, bytes]:
    """The forms, mails and tables of the folder, overlaid with the latest version's."""
    files = folder_bundle(app.diagrams)
    with suppress(NotFound):  # a process of which nothing is published yet
        files |= app.engine.catalogue.latest(conn, key).bundle
    return files


def publish_draft(app: Application, context: Context, key: str, number: int) -> Any:
    """Publish a draft. Raises NotFound, NotPublishable."""
    row = drafts.draft(context.conn, key, number)
    bundle = bundle_for(read(row.xml), unpack(row.bundle))
    if read(row.xml).process_id != key:
        raise NotFound(f"The draft is of another process than “{key}”.")
    require_sound(app, row.xml, bundle)
    version = catalogue.publish_anew(context, key, row.xml, bundle)
    drafts.mark_published(context.conn, key, number, version.number)
    return version


def processes(conn: Any) -> Sequence[Any]:
    """The latest version of every process."""
    rows = catalogue.versions(conn)
    newest: dict[str, Any] = {}
    for row in rows:
        newest.setdefault(row.process_key, row)
    return list(newest.values())


def bytes_of(conn: Any, key: str, number: int) -> bytes:
    """The very bytes that were imported. Raises NotFound."""
    return bytes(catalogue.version_row(conn, key, number).xml)


def known_keys(conn: Any) -> set[str]:
    """The keys of all published processes."""
    c = catalogue.process_version.c
    return set(conn.scalars(select(c.process_key).distinct()))
