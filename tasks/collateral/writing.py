"""Writes a paper from the record: its template filled, as text and as blocks.

What is written is structured text, which is kept as it is; a document of any format is
made of it when somebody asks, years later too.
"""

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.dates import format_date

from engine.ports import Context, OperatorRefused
from tasks.collateral import lines
from tasks.collateral.readable import values
from tasks.collateral.template import LANDSCAPE, Template, parts, template_of
from tasks.facts import facts_about
from tasks.mail.language import Dialect, TemplateRefused, analysed, filled
from tasks.paper.blocks import Block, Heading, Paper, Paragraph
from tasks.release.errors import NoSuchRecord
from tasks.release.loaded import rows

PAPER = Dialect("paper", 400_000, value=lines.value, lines=True)
_WORD = re.compile(r"[a-z_]+")
_NOTHING = {"en": "Nothing recorded yet.", "fr": "Rien de consigné pour l’instant."}
_WRITTEN = {"en": "written from the record on", "fr": "rédigé d’après le dossier le"}
_LOCALES = {"en": "en_CA", "fr": "fr_CA"}


class PaperRefused(OperatorRefused):
    """A paper cannot be written from its template."""


@dataclass(frozen=True, slots=True)
class Written:
    """A paper as structured text, the kind of document it is, and its own name."""

    document: str
    text: str
    named: str | None


def written(
    context: Context,
    release_id: str,
    key: str,
    *,
    language: str = "en",
    entry_id: str | None = None,
) -> Written:
    """The paper as the record stands. Raises NoSuchPaper, PaperRefused."""
    template = template_of(context.bundle, key, language)
    texts = (template.title, template.subtitle, template.named, template.body)
    try:
        names = _names(texts)
        fill = _filling(context, release_id, template, names, language, entry_id)
        title, subtitle, named, body = map(fill, texts)
    except TemplateRefused as problem:
        raise PaperRefused(f"Paper “{key}”: {problem}") from problem
    on = format_date(context.at.astimezone(context.zone), "long", _LOCALES[language])
    head = {
        "Title": title,
        "Subtitle": subtitle,
        "Language": language,
        "Foot": f"{release_id} · {_WRITTEN[language]} {on}",
        "Layout": LANDSCAPE if template.landscape else "",
    }
    top = "\n".join(f"{name}: {said}" for name, said in head.items() if said)
    text = f"{top}\n\n{body.strip()}\n"
    return Written(template.document, text, lines.plain(named) or None)


def _names(texts: Sequence[str]) -> frozenset[str]:
    """What the texts read. Raises TemplateRefused."""
    found = [analysed(text, PAPER.noun) for text in texts]
    for problem in (problem for each in found for problem in each.problems):
        raise TemplateRefused(problem)
    return frozenset(name for each in found for name in each.names)


def _filling(
    context: Context,
    release_id: str,
    template: Template,
    names: frozenset[str],
    language: str,
    entry_id: str | None,
) -> Callable[[str], str]:
    entry = _entry(context, release_id, template, entry_id)
    fields = set(_WORD.findall(template.title + template.named + template.body))
    data: Mapping[str, Any] = {
        **facts_about(context, release_id),
        **values(
            context, release_id, names, language=language, entry=entry, fields=fields
        ),
    }
    return functools.partial(
        filled, data=data, dialect=PAPER, language=language, zone=context.zone
    )


def _entry(
    context: Context, release_id: str, template: Template, entry_id: str | None
) -> Mapping[str, Any] | None:
    """The entry that the paper is about: the one asked for, else the newest."""
    if template.about is None:
        return None
    found = rows(context, template.about, release_id)
    if entry_id is None:
        return found[-1] if found else None
    for row in found:
        if row["id"] == entry_id:
            return row
    raise NoSuchRecord(template.about, entry_id)


def paper_text(context: Context, release_id: str, source: str) -> str:
    """The text of a paper as a step attaches it, in English: the record's language.

    Raises: NoSuchPaper, PaperRefused.
    """
    return written(context, release_id, source.replace("_", "-")).text


def entry_name(
    context: Context, template: Template, entry: Mapping[str, Any], language: str
) -> str:
    """How the paper about an entry is told from the others."""
    names = analysed(template.named, PAPER.noun).names
    release_id = entry["release_id"]
    data = values(context, release_id, names, language=language, entry=entry)
    return lines.plain(
        filled(
            template.named, data, dialect=PAPER, language=language, zone=context.zone
        )
    )


def paper_of(text: str, *, title: str, language: str = "en") -> Paper:
    """A kept text as a paper; one that nobody wrote from a template is plain."""
    if not text.startswith("Title: "):
        return Paper(title, language, (Paragraph(text),))
    head, body = parts(text.encode())
    told = {name: lines.plain(said) for name, said in head.items()}
    spoken = told.get("Language", language)
    return Paper(
        title=told["Title"] or title,
        language=spoken,
        blocks=tuple(_filled_in(lines.blocks(body), spoken)),
        subtitle=told.get("Subtitle", ""),
        foot=told.get("Foot", ""),
        landscape=told.get("Layout") == LANDSCAPE,
    )


def _filled_in(blocks: tuple[Block, ...], language: str) -> Iterator[Block]:
    """Under a heading without anything stands that there is nothing."""
    for block, following in zip(blocks, (*blocks[1:], None), strict=True):
        yield block
        if isinstance(block, Heading) and (
            following is None
            or (isinstance(following, Heading) and following.level <= block.level)
        ):
            yield Paragraph(_NOTHING.get(language, _NOTHING["en"]))
