"""Which papers a release can have now, and keeping one as a version of a document.

Source: requirements of kind ``document``: announcement, plan, presentations, MoP,
minutes, scorecard and closure validation are documents of the release, in versions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine import instances
from engine.errors import EngineError
from engine.ports import Context
from tasks.collateral.readable import NAMES
from tasks.collateral.template import Template, paper_names, template_of
from tasks.collateral.writing import Written, entry_name, paper_of, written
from tasks.paper.blocks import Paper
from tasks.people.persons import Person
from tasks.people.rights import Deed, Standing, Thing, may
from tasks.release.loaded import release_of, rows
from tasks.repository.documents import DRAFT, attach, document_of

if TYPE_CHECKING:
    from tasks.bootstrap import Application

#: Entries of a release that a paper can be written about, newest first.
MOST_ENTRIES = 50


class MayNotKeep(EngineError):
    """Documents are added by who may change those of the release."""

    def __init__(self) -> None:
        super().__init__(
            "Only the coordinator or the release manager keeps papers of this release, "
            "and nobody once it is closed."
        )


class NotYetWritable(EngineError):
    """The record has nothing yet that the paper is about."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"“{name}” cannot be kept yet: the record lacks what it is about."
        )


@dataclass(frozen=True, slots=True)
class Offer:
    """One paper: what it is, what it lacks, the entries there is one of it for."""

    key: str
    name: str
    document: str
    formats: tuple[str, ...]
    missing: tuple[str, ...]
    about: str | None
    entries: tuple[tuple[str, str], ...]

    @property
    def is_ready(self) -> bool:
        """Whether the record has what the paper is about."""
        return not self.missing


@contextmanager
def standing_at(app: Application, context: Context, release_id: str) -> Iterator[None]:
    """Let a context read the templates that this release runs with."""
    row, before = release_of(context, release_id), context.bundle
    context.bundle = _bundle(app, context, row)
    try:
        yield
    finally:
        context.bundle = before


def _bundle(app: Application, context: Context, row: Mapping[str, Any]) -> Any:
    catalogue = app.engine.catalogue
    if row["instance_id"] is None:  # recorded afterwards, without its process
        return catalogue.latest(context.conn, f"{row['process']}_release").bundle
    runs = instances.with_id(context.conn, row["instance_id"])
    return catalogue.version(context.conn, runs.version_id).bundle


def offers(context: Context, release_id: str, language: str) -> list[Offer]:
    """The papers of the release's process, in the order of their names."""
    process = release_of(context, release_id)["process"]
    templates = [
        template_of(context.bundle, key, language)
        for key in paper_names(context.bundle)
    ]
    found = [
        offer(context, release_id, template, language)
        for template in templates
        if process in template.processes
    ]
    return sorted(found, key=lambda each: each.name.casefold())


def offer(
    context: Context, release_id: str, template: Template, language: str
) -> Offer:
    """One paper, as far as the record has what it needs."""
    needed = {name: NAMES[name] for name in template.needs if name in NAMES}
    missing = [name for name, find in needed.items() if not find(context, release_id)]
    entries: list[tuple[str, str]] = []
    if template.about is not None:
        about = rows(context, template.about, release_id)[-MOST_ENTRIES:]
        entries = [
            (row["id"], entry_name(context, template, row, language))
            for row in reversed(about)
        ]
        if not entries and template.about not in missing:
            missing.append(template.about)
    return Offer(
        template.key,
        template.name,
        template.document,
        template.formats,
        tuple(missing),
        template.about,
        tuple(entries),
    )


def preview(
    context: Context, release_id: str, key: str, language: str, entry_id: str | None
) -> Paper:
    """The paper as the record stands. Raises NoSuchPaper, PaperRefused."""
    made = written(context, release_id, key, language=language, entry_id=entry_id)
    return paper_of(made.text, title=made.document, language=language)


def may_keep(person: Person, standing: Standing) -> bool:
    """Whether a person may add this release's papers to its documents."""
    return may(person, Deed.UPDATE, Thing.DOCUMENTS, standing)


def keep(
    context: Context,
    person: Person,
    standing: Standing,
    release_id: str,
    key: str,
    language: str,
    entry_id: str | None = None,
) -> tuple[str, int]:
    """Keep the paper as a new version of its document: the document, the number.

    A document that is there keeps its state. Raises MayNotKeep, NotYetWritable.
    """
    if not may_keep(person, standing):
        raise MayNotKeep
    template = template_of(context.bundle, key, language)
    if not offer(context, release_id, template, language).is_ready:
        raise NotYetWritable(template.name)
    made = written(context, release_id, key, language=language, entry_id=entry_id)
    return _kept(context, release_id, made, key)


def _kept(
    context: Context, release_id: str, made: Written, key: str
) -> tuple[str, int]:
    known = document_of(context, release_id, made.document, made.named)
    begun = known is not None and known["state"] in ("Draft", "Final")
    document_id = attach(
        context,
        release_id,
        made.document,
        known["state"] if known is not None and begun else DRAFT,
        title=made.named,
        text=made.text,
        source=key,
    )
    kept = document_of(context, release_id, made.document, made.named)
    assert kept is not None
    return document_id, int(kept["version"])
