"""Bring the catalogue up to date: ``python -m web.translations``.

Collects the texts of sources and templates, keeps the translations there are, leaves
new ones empty, and compiles.  A test fails while one is missing.
"""

import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).parent
FRENCH = HERE / "fr" / "LC_MESSAGES" / "messages.po"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
#: The catalogue's head names a day; any, as long as it stays the same.
DAY = datetime(2026, 1, 1, tzinfo=UTC)
#: Lines of the head that would change without any text changing.
RESTLESS = re.compile(
    r'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|'
    r"Generated-By|Report-Msgid|Project-Id)"
)


def texts() -> Catalog:
    """Every text for people that sources and templates mark."""
    found = Catalog()
    for _file, _line, message, comments, context in extract_from_dir(
        HERE.parent, METHODS, keywords=KEYWORDS
    ):
        found.add(message, auto_comments=comments, context=context)
    return found


def french() -> Catalog:
    """The translations there are."""
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr")


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as programs read it."""
    catalogue.creation_date = catalogue.revision_date = DAY
    content = io.BytesIO()
    write_mo(content, catalogue)
    return content.getvalue()


def merged() -> Catalog:
    """All texts with the translations there are."""
    known, found = french(), Catalog(locale="fr", fuzzy=False)
    found.header_comment = known.header_comment
    for message in texts():
        if message.id:
            before = known.get(message.id)
            flags = message.flags - {"fuzzy"}
            found.add(message.id, before.string if before else "", flags=flags)
    return found


def main() -> None:
    """Write the catalogue and compile it; says what is missing."""
    content = io.BytesIO()
    write_po(content, merged(), sort_output=True, width=88)
    lines = content.getvalue().decode().splitlines()
    kept = [line for line in lines if not RESTLESS.match(line)]
    FRENCH.write_text("\n".join(kept) + "\n")
    FRENCH.with_suffix(".mo").write_bytes(compiled(french()))
    empty = [m.id for m in french() if m.id and not is_translated(m.string)]
    sys.stdout.write(f"{len(french())} texts, {len(empty)} without French.\n")


def is_translated(string: Any) -> bool:
    """Whether every form of a text has a translation."""
    return bool(string) and (isinstance(string, str) or all(string))


if __name__ == "__main__":
    main()
