"""Changing a process: drafts that are checked as they are saved.

The drawing, the outline, the forms, mails and tables of a draft are one state with one
revision; every editor saves it here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine import draft_saves, drafts
from engine.bundles import unpack
from engine.drafts import DRAWING
from engine.errors import EngineError, UnsafeDiagram
from engine.model import Diagram, read
from engine.ports import Context
from tasks import publishing

if TYPE_CHECKING:
    from tasks.bootstrap import Application

#: The files a draft may hold; nothing of them is ever a path on a disk.
FILE = re.compile(
    r"forms/[a-z0-9][a-z0-9._-]{0,80}\.json"
    r"|(?:mail|papers)/[a-z0-9_][a-z0-9._-]{0,80}\.txt"
    r"|(?:catalogue|raci|values|scenarios)\.toml|scenarios/[a-z0-9][a-z0-9_-]{0,80}\.json"
)
#: Bytes of one file, and of all of them.
MOST_OF_ONE, MOST_OF_ALL = 500_000, 8_000_000


class FileRefused(EngineError):
    """A file cannot be part of a draft."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save has led to."""

    revision: int
    findings: list[dict[str, Any]]


def begin(app: Application, context: Context, key: str) -> int:
    """Start a draft from the latest version; its number. Raises NotFound."""
    version = app.engine.catalogue.latest(context.conn, key)
    xml = publishing.bytes_of(context.conn, key, version.number)
    found = publishing.findings(app, xml, version.bundle)
    return drafts.add_draft(
        context,
        key,
        xml,
        version.bundle,
        [each.as_dict() for each in found],
        based_on=version.number,
    )


def save(
    app: Application,
    key: str,
    number: int,
    *,
    by: str,
    revision: int,
    xml: bytes | None = None,
    bundle_changes: Mapping[str, bytes | None] | None = None,
    what: str = DRAWING,
) -> Saved:
    """Save a draft's new state, checked by all rules.

    ``xml`` is the whole diagram, ``bundle_changes`` are files by name (None takes one
    out); what is not given stays.  The check comes before the transaction, so that a
    large diagram keeps nobody waiting.
    Raises: NotFound, UnsafeDiagram, FileRefused, DraftClosed, DraftChanged.
    """
    changes = dict(bundle_changes or {})
    for name, content in changes.items():
        require_file(name, content)
    with app.read() as conn:
        row = drafts.draft(conn, key, number)
        if row.revision != revision:
            raise drafts.DraftChanged(row.revision, row.changed_by, row.changed_at)
        drawn = bytes(row.xml) if xml is None else xml
        diagram = _of_process(key, drawn)
        bundle = {**unpack(row.bundle), **changes}
        changes |= _forms_it_lacks(app, conn, key, diagram, bundle)
    kept = {n: c for n, c in {**bundle, **changes}.items() if c is not None}
    if sum(len(content) for content in kept.values()) > MOST_OF_ALL:
        raise FileRefused("The files of the draft are larger than 8 MB together.")
    found = [each.as_dict() for each in publishing.findings(app, drawn, kept)]
    with app.command(by=by) as context:
        now = drafts.save_draft(
            context,
            key,
            number,
            revision=revision,
            findings=found,
            xml=xml,
            bundle_changes=changes,
            what=what,
        )
    return Saved(now, found)


def copy(app: Application, key: str, number: int, *, by: str, xml: bytes) -> int:
    """Keep a diagram as a draft of its own, with the files of another; its number.

    Raises: NotFound, UnsafeDiagram.
    """
    diagram = _of_process(key, xml)
    with app.read() as conn:
        row = drafts.draft(conn, key, number)
        bundle = unpack(row.bundle)
        changes = _forms_it_lacks(app, conn, key, diagram, bundle)
    kept = {n: c for n, c in {**bundle, **changes}.items() if c is not None}
    found = [each.as_dict() for each in publishing.findings(app, xml, kept)]
    with app.command(by=by) as context:
        return drafts.add_draft(context, key, xml, kept, found, based_on=row.based_on)


def restore(
    app: Application, key: str, number: int, *, by: str, revision: int, to: int
) -> Saved:
    """Make an earlier state of a draft its state again, as a new revision.

    Raises: NotFound, DraftClosed, DraftChanged.
    """
    with app.read() as conn:
        xml, packed = draft_saves.saved(conn, key, number, to)
        row = drafts.draft(conn, key, number)
    bundle = unpack(packed)
    gone = dict.fromkeys(unpack(row.bundle).keys() - bundle.keys())
    # What no editor writes stays: the requirements and who waived them.
    changes = {n: c for n, c in {**gone, **bundle}.items() if FILE.fullmatch(n)}
    return save(
        app,
        key,
        number,
        by=by,
        revision=revision,
        xml=xml,
        bundle_changes=changes,
        what=f"back to revision {to}",
    )


def require_file(name: str, content: bytes | None) -> None:
    """Refuse what is no file of a draft. Raises FileRefused."""
    if not FILE.fullmatch(name):
        raise FileRefused(f"A draft has no file “{name}”.")
    if content is None:
        return
    if len(content) > MOST_OF_ONE:
        raise FileRefused(f"“{name}” is larger than 500 kB.")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise FileRefused(f"“{name}” is not UTF-8 text.") from error
    if name.endswith(".toml"):
        _require_toml(name, text)


def _require_toml(name: str, text: str) -> None:
    """A table is read by every check and page: an unreadable one is no state at all."""
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FileRefused(f"{name} cannot be read: {error}.") from error


def _of_process(key: str, xml: bytes) -> Diagram:
    """The diagram, when it draws this process. Raises UnsafeDiagram."""
    diagram = read(xml)
    if diagram.process_id != key:
        raise UnsafeDiagram(
            f"The file draws the process “{diagram.process_id}”, not “{key}”."
        )
    return diagram


def _forms_it_lacks(
    app: Application,
    conn: Any,
    key: str,
    diagram: Diagram,
    bundle: Mapping[str, bytes | None],
) -> dict[str, bytes | None]:
    """Forms that the diagram names and that exist elsewhere, to go with the draft."""
    wanted = publishing.forms_of(diagram) - {n for n, c in bundle.items() if c}
    if not wanted:
        return {}
    files = publishing.current_files(app, conn, key)
    return {name: files[name] for name in wanted & files.keys()}
