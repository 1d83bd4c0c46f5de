"""A draft as the pages of its files see it, and saving one file of it.

Who edits a file names the state of that file they saw: the drawing beside it may have
been saved many times meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection
from sqlalchemy.engine import Row

from engine import drafts
from engine.bundles import unpack
from engine.errors import Conflict
from engine.model import Diagram, read
from tasks import drafting

if TYPE_CHECKING:
    from tasks.bootstrap import Application


class FileChanged(Conflict):
    """Somebody saved this file after it was read; nothing was written."""

    def __init__(self, name: str, by: str | None) -> None:
        super().__init__(
            f"{by or 'The system'} changed “{name}” after you opened it. Nothing was"
            " overwritten: look at the newest state, then save again."
        )


@dataclass(frozen=True)
class Draft:
    """One draft with its files, read at once."""

    row: Row[Any]
    bundle: Mapping[str, bytes]

    @property
    def key(self) -> str:
        """The key of its process."""
        return str(self.row.process_key)

    @property
    def number(self) -> int:
        """Its number."""
        return int(self.row.number)

    @cached_property
    def diagram(self) -> Diagram:
        """Its diagram."""
        return read(self.row.xml)

    def seen(self, name: str) -> str:
        """What tells one state of a file from another."""
        content = self.bundle.get(name)
        return "" if content is None else hashlib.sha256(content).hexdigest()[:16]


def opened(conn: Connection, key: str, number: int) -> Draft:
    """A draft to look at. Raises NotFound."""
    row = drafts.draft(conn, key, number)
    return Draft(row, unpack(row.bundle))


def save_file(
    app: Application,
    draft: Draft,
    name: str,
    content: bytes | None,
    *,
    by: str,
    seen: str,
) -> drafting.Saved:
    """Write one file of a draft; None takes it out.

    Raises: FileChanged when the file is not as it was ``seen``; DraftChanged,
    DraftClosed, FileRefused.
    """
    if draft.seen(name) != seen:
        raise FileChanged(name, draft.row.changed_by)
    return drafting.save(
        app,
        draft.key,
        draft.number,
        by=by,
        revision=draft.row.revision,
        bundle_changes={name: content},
        what=name,
    )
