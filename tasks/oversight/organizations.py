"""The tree of organizations to look at: who belongs where, which releases name it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from tasks.people.organizations import Organization, Tree, tree
from tasks.people.organizing import NoSuchOrganization
from tasks.people.persons import people
from tasks.release.tables import release


@dataclass(frozen=True, slots=True)
class Line:
    """An organization with how many people and releases name it."""

    organization: Organization
    people: int
    releases: int


def listed(conn: Connection) -> Sequence[Line]:
    """All organizations from the top down."""
    members, releases = _members(conn), _releases(conn)
    return [
        Line(each, members.get(each.id, 0), releases.get(each.id, 0))
        for each in tree(conn)
    ]


def unknown_names(conn: Connection) -> Sequence[tuple[str, int]]:
    """Names that releases have and the tree has not, with how many; most first.

    They come from imports and from programs; no pool is theirs until somebody adds
    the organization or corrects the release.
    """
    known = tree(conn)
    counted = [(n, c) for n, c in _releases(conn).items() if known.get(n) is None]
    return sorted(counted, key=lambda each: (-each[1], each[0]))[:100]


def one(
    conn: Connection, organization_id: str
) -> tuple[Organization, Sequence[Organization]]:
    """An organization, and those it may be hung below. Raises NoSuchOrganization."""
    known = tree(conn)
    found = known.get(organization_id)
    if found is None:
        raise NoSuchOrganization(organization_id, "id")
    within = known.within(organization_id)
    return found, [each for each in active(known) if each.id not in within]


def active(known: Tree) -> Sequence[Organization]:
    """Those that may be chosen, from the top down."""
    return [each for each in known if each.active]


def chosen(conn: Connection) -> Sequence[Organization]:
    """Those that may be chosen for a person or a release, from the top down."""
    return active(tree(conn))


def _members(conn: Connection) -> dict[str, int]:
    found = conn.execute(
        select(people.c.organization, func.count())
        .where(people.c.disabled_at.is_(None), people.c.organization.is_not(None))
        .group_by(people.c.organization)
    )
    return {row[0]: row[1] for row in found}


def _releases(conn: Connection) -> dict[str, int]:
    found = conn.execute(
        select(release.c.organization, func.count())
        .where(release.c.organization.is_not(None))
        .group_by(release.c.organization)
    )
    return {row[0]: row[1] for row in found}
