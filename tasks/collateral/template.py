"""The templates of papers: what one says of itself, and its text.

A template is ``papers/<name>.txt`` of a process's bundle, with the French text beside
it as ``papers/<name>.fr.txt``.  Its head says what it is; a blank line; its lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.ports import OperatorRefused
from tasks.people.persons import LANGUAGES

ENGLISH = "en"
FOLDER, ENDING, FRENCH = "papers/", ".txt", ".fr.txt"
FORMATS = ("pdf", "docx", "pptx")
#: What the head may say; the second row only in the English text.
TEXTS = ("Name", "Title", "Subtitle", "Named")
SETTINGS = ("Document", "Process", "Formats", "Needs", "About", "Layout")
LANDSCAPE = "landscape"


class NoSuchPaper(OperatorRefused):
    """The process has no template of this name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no paper “{name}” to write.")


@dataclass(frozen=True, slots=True)
class Template:
    """One paper: how it is called, what it is kept as, and its texts.

    ``needs`` are names that must have something to show; ``about`` a collection, when
    there is one paper for each entry of it; ``named`` tells such documents apart.
    """

    key: str
    name: str
    title: str
    subtitle: str
    named: str
    document: str
    processes: tuple[str, ...]
    formats: tuple[str, ...]
    needs: tuple[str, ...]
    about: str | None
    landscape: bool
    body: str


def paper_names(bundle: Mapping[str, bytes]) -> list[str]:
    """The papers of a bundle, by the name that diagrams use."""
    return sorted(
        path.removeprefix(FOLDER).removesuffix(ENDING)
        for path in bundle
        if path.startswith(FOLDER) and not path.endswith(FRENCH)
    )


def template_of(bundle: Mapping[str, bytes], key: str, language: str) -> Template:
    """A template in a language, else in English. Raises NoSuchPaper."""
    english = bundle.get(f"{FOLDER}{key}{ENDING}")
    if english is None:
        raise NoSuchPaper(key)
    settings, _ = parts(english)
    own = bundle.get(f"{FOLDER}{key}.{language}{ENDING}") if _other(language) else None
    texts, body = parts(english if own is None else own)
    return Template(
        key=key,
        name=texts.get("Name", key),
        title=texts.get("Title", ""),
        subtitle=texts.get("Subtitle", ""),
        named=texts.get("Named", ""),
        document=settings.get("Document", ""),
        processes=words(settings.get("Process", "")),
        formats=words(settings.get("Formats", "")) or FORMATS,
        needs=words(settings.get("Needs", "")),
        about=settings.get("About") or None,
        landscape=settings.get("Layout") == LANDSCAPE,
        body=body,
    )


def parts(content: bytes) -> tuple[dict[str, str], str]:
    """The head of a template as names and texts, and its body."""
    text = content.decode(errors="replace").replace("\r\n", "\n")
    head, _, body = text.partition("\n\n")
    pairs = (line.partition(":") for line in head.split("\n"))
    return {name.strip(): said.strip() for name, _, said in pairs}, body


def words(text: str) -> tuple[str, ...]:
    """Words separated by commas or spaces."""
    return tuple(text.replace(",", " ").split())


def _other(language: Any) -> bool:
    return language in LANGUAGES and language != ENGLISH
