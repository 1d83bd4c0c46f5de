"""One edit of a file: bytes in, bytes out, drawn again where its shape has changed."""

from collections.abc import Callable
from typing import TypeVar

from engine.editing.document import Document
from engine.layout import layout

Made = TypeVar("Made")

#: A drawing after an edit is wanted at once: one way to place the steps is tried.
TRIES = 1


def edited(xml: bytes, edit: Callable[[Document], Made]) -> tuple[bytes, Made]:
    """The file after an edit, and what the edit has made.

    The drawing stays as it is when only words changed.  Raises EditRefused,
    UnsafeDiagram.
    """
    document = Document(xml)
    made = edit(document)
    changed = document.to_bytes()
    return (layout(changed, tries=TRIES) if document.redraw else changed), made
