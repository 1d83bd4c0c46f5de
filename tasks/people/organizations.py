"""The organizations that people belong to and releases are for: a tree.

A ministry, a cluster that serves ministries, a branch of either.  One is retired, never
deleted, for releases of the past go on naming it.

Scope: people of an organization serve the releases of their own *line*: the
organization itself, all above it and all below it.  Whoever belongs to none serves
all, and a release without one is everybody's.

Source: processes.md E.1, "organization scope"; that a line runs both ways is ours,
because a cluster works for its ministries and a branch on what its cluster releases.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, Connection, ForeignKey, Index, String, Table, select

from engine.db import UtcDateTime, metadata
from engine.ports import Context

KINDS = ("ministry", "cluster", "branch")
#: As many as are ever read; an office has some hundreds.
MOST = 5000

organization = Table(
    "organization",
    metadata,
    #: Short and never changed: releases and people name it.
    Column("id", String(40), primary_key=True),
    Column("parent_id", ForeignKey("organization.id")),
    Column("kind", String(20), nullable=False),
    Column("name_en", String(200), nullable=False),
    Column("name_fr", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", String(100)),
    Column("retired_at", UtcDateTime),
    Index("ix_organization_parent_id", "parent_id"),
)


@dataclass(frozen=True, slots=True)
class Organization:
    """One organization; ``depth`` is 0 at the top of the tree."""

    id: str
    parent_id: str | None
    kind: str
    name_en: str
    name_fr: str
    active: bool
    depth: int = 0

    def name(self, language: str) -> str:
        """What people read for it."""
        return self.name_fr if language == "fr" else self.name_en


class Tree:
    """All organizations, as they hang together."""

    def __init__(self, found: Iterable[Organization]) -> None:
        self._by_id = {each.id: each for each in found}
        self._below: dict[str | None, list[Organization]] = {}
        for each in sorted(self._by_id.values(), key=lambda o: (o.name_en, o.id)):
            self._below.setdefault(each.parent_id, []).append(each)

    def __iter__(self) -> Iterator[Organization]:
        """Each one before those below it, with its depth."""
        return self._walk(None, 0)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._by_id)

    def _walk(self, parent: str | None, depth: int) -> Iterator[Organization]:
        for each in self._below.get(parent, ()):
            kept = (each.id, each.parent_id, each.kind, each.name_en, each.name_fr)
            yield Organization(*kept, active=each.active, depth=depth)
            yield from self._walk(each.id, depth + 1)

    def get(self, organization_id: str) -> Organization | None:
        """The organization with this id."""
        return self._by_id.get(organization_id)

    def found(self, text: str) -> Organization | None:
        """The organization that a text means: by its id, or by a name of it."""
        wanted = " ".join(text.split()).casefold()
        for each in self._by_id.values():
            names = (each.id, each.name_en, each.name_fr)
            if wanted in (name.casefold() for name in names):
                return each
        return None

    def above(self, organization_id: str) -> list[str]:
        """Those above, the nearest first."""
        found: list[str] = []
        each = self._by_id.get(organization_id)
        while each is not None and each.parent_id is not None:
            found.append(each.parent_id)
            each = self._by_id.get(each.parent_id)
        return found

    def within(self, organization_id: str) -> list[str]:
        """It and all below it; one that the tree does not have is alone."""
        below = [each.id for each in self._walk(organization_id, 0)]
        return [organization_id, *below]

    def line(self, organization_id: str) -> frozenset[str]:
        """It, all above and all below: who works together."""
        above, within = self.above(organization_id), self.within(organization_id)
        return frozenset([*above, *within])


_all = select(organization).limit(MOST)


def tree(conn: Connection) -> Tree:
    """All organizations, in one statement."""
    rows = conn.execute(_all)
    return Tree(
        Organization(
            row.id,
            row.parent_id,
            row.kind,
            row.name_en,
            row.name_fr,
            active=row.retired_at is None,
        )
        for row in rows
    )


def known_tree(context: Context) -> Tree:
    """All organizations, read once a step."""
    if "organizations" not in context.cache:
        context.cache["organizations"] = tree(context.conn)
    found: Tree = context.cache["organizations"]
    return found


def canonical(context: Context, text: str | None) -> str | None:
    """The id of the organization that a text means; a text that means none stays.

    So the organization of an old release, which the tree may not have, is kept as it
    was written.
    """
    if text is None or not text.strip():
        return None
    found = known_tree(context).found(text)
    return text if found is None else found.id


def serves(own: str | None, line: Collection[str], wanted: str | None) -> bool:
    """Whether somebody of an organization with this line works for another."""
    return own is None or wanted is None or wanted == own or wanted in line


def serving(context: Context, people: Iterable[Any], wanted: str | None) -> list[Any]:
    """Those among people who serve an organization; the tree is read if it matters."""
    among = list(people)
    if wanted is None or all(p.organization in (None, wanted) for p in among):
        return among
    line = line_of(context, wanted)
    return [p for p in among if serves(wanted, line, p.organization)]


def line_of(context: Context, organization_id: str) -> frozenset[str]:
    """The line of an organization, read once a step."""
    lines: dict[str, frozenset[str]] = context.cache.setdefault("lines", {})
    if organization_id not in lines:
        lines[organization_id] = known_tree(context).line(organization_id)
    return lines[organization_id]


def seeds(values: Mapping[str, Any]) -> list[Mapping[str, str]]:
    """The tree that an empty database begins with, as ``values.toml`` lists it."""
    listed = values.get("organization_tree")
    return listed if isinstance(listed, list) else []
