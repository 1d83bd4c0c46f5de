"""Keep the tree of organizations: add, rename, move, retire; nothing is deleted."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, update

from engine.ports import Context
from tasks.people.errors import PersonRefused
from tasks.people.organizations import KINDS, Organization, Tree, organization, tree

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}", re.ASCII)


class OrganizationRefused(PersonRefused):
    """This cannot be recorded about an organization; ``field`` says of what."""

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        super().__init__(problem)


class NoSuchOrganization(OrganizationRefused):
    """The tree has none of this id or name."""

    def __init__(self, text: str, field: str = "organization") -> None:
        says = f"There is no organization “{text[:60]}”. Choose one of the list."
        super().__init__(field, says)


def add(
    context: Context,
    organization_id: str,
    *,
    kind: str,
    name_en: str,
    name_fr: str,
    parent_id: str | None = None,
) -> None:
    """Add an organization below another, or at the top. Raises OrganizationRefused."""
    known = tree(context.conn)
    if not _ID.fullmatch(organization_id):
        says = "Use 1 to 40 letters, digits and . _ - for the short name."
        raise OrganizationRefused("id", says)
    _require_free(known, organization_id, "id")
    values = {
        "id": organization_id,
        "kind": _kind(kind),
        "parent_id": _parent(known, parent_id),
        **_names(known, name_en, name_fr),
    }
    made = {"created_at": context.at, "created_by": context.by}
    context.conn.execute(insert(organization).values(values | made))
    context.audit("organization", organization_id, "", None, values)


def change(
    context: Context,
    organization_id: str,
    *,
    kind: str | None = None,
    name_en: str | None = None,
    name_fr: str | None = None,
) -> None:
    """Rename an organization, or correct its kind. Raises OrganizationRefused."""
    known = tree(context.conn)
    before = _required(known, organization_id)
    values: dict[str, Any] = {} if kind is None else {"kind": _kind(kind)}
    values |= _names(
        known,
        before.name_en if name_en is None else name_en,
        before.name_fr if name_fr is None else name_fr,
        but=before,
    )
    _write(context, before, values)


def move(context: Context, organization_id: str, parent_id: str | None) -> None:
    """Hang it, with all below it, under another one. Raises OrganizationRefused."""
    known = tree(context.conn)
    before = _required(known, organization_id)
    target = _parent(known, parent_id)
    if target in known.within(organization_id):
        says = f"{before.name_en} cannot lie below itself: choose one outside of it."
        raise OrganizationRefused("parent", says)
    _write(context, before, {"parent_id": target})


def retire(context: Context, organization_id: str) -> None:
    """Offer it no more; what names it goes on. Raises OrganizationRefused."""
    known = tree(context.conn)
    before = _required(known, organization_id)
    active = [each for each in known.within(organization_id)[1:] if _is_on(known, each)]
    if active:
        below = ", ".join(active[:5])
        says = f"First move or retire what lies below {before.name_en}: {below}."
        raise OrganizationRefused("id", says)
    _set_retired(context, before, retired=True)


def restore(context: Context, organization_id: str) -> None:
    """Offer a retired one again. Raises OrganizationRefused."""
    known = tree(context.conn)
    before = _required(known, organization_id)
    if before.parent_id is not None and not _is_on(known, before.parent_id):
        says = f"First restore what {before.name_en} lies below, or move it."
        raise OrganizationRefused("id", says)
    _set_retired(context, before, retired=False)


def require_active(known: Tree, text: str) -> Organization:
    """The organization that a text means, if people may be put there.

    Raises NoSuchOrganization.
    """
    found = known.found(text)
    if found is None or not found.active:
        raise NoSuchOrganization(text)
    return found


def begin(context: Context, listed: Sequence[Mapping[str, str]]) -> int:
    """Plant the tree in an empty database; how many organizations it has.

    From then on the database rules, as with diagrams.
    """
    if not listed or len(tree(context.conn)):
        return 0
    made = {"created_at": context.at, "created_by": context.by}
    rows = [
        {
            "id": each["id"],
            "parent_id": each.get("parent") or None,
            "kind": each["kind"],
            "name_en": each["en"],
            "name_fr": each["fr"],
            **made,
        }
        for each in listed
    ]
    context.conn.execute(insert(organization), rows)
    for row in rows:
        kept = {k: v for k, v in row.items() if k not in made}
        context.audit("organization", str(row["id"]), "", None, kept)
    return len(rows)


def _required(known: Tree, organization_id: str) -> Organization:
    found = known.get(organization_id)
    if found is None:
        raise NoSuchOrganization(organization_id, "id")
    return found


def _is_on(known: Tree, organization_id: str) -> bool:
    found = known.get(organization_id)
    return found is not None and found.active


def _parent(known: Tree, parent_id: str | None) -> str | None:
    if not parent_id:
        return None
    found = known.found(parent_id)
    if found is None:
        raise NoSuchOrganization(parent_id, "parent")
    if not found.active:
        says = f"{found.name_en} is retired: nothing new is put below it."
        raise OrganizationRefused("parent", says)
    return found.id


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise OrganizationRefused("kind", f"Choose one of: {', '.join(KINDS)}.")
    return kind


def _names(
    known: Tree, name_en: str, name_fr: str, but: Organization | None = None
) -> dict[str, str]:
    """Both names, each needed and nobody else's."""
    names = {"name_en": name_en, "name_fr": name_fr}
    names = {field: " ".join(name.split())[:200] for field, name in names.items()}
    for field, name in names.items():
        if not name:
            raise OrganizationRefused(field, "Give it a name in both languages.")
        _require_free(known, name, field, but)
    return names


def _require_free(
    known: Tree, text: str, field: str, but: Organization | None = None
) -> None:
    found = known.found(text)
    if found is not None and (but is None or found.id != but.id):
        says = f"“{text[:60]}” names an organization already: {found.name_en}."
        raise OrganizationRefused(field, says)


def _set_retired(context: Context, before: Organization, *, retired: bool) -> None:
    if before.active != retired:
        return
    at = context.at if retired else None
    context.conn.execute(
        update(organization).where(organization.c.id == before.id).values(retired_at=at)
    )
    context.audit("organization", before.id, "retired", not retired, retired)


def _write(context: Context, before: Organization, values: Mapping[str, Any]) -> None:
    changed = {k: v for k, v in values.items() if getattr(before, k) != v}
    if not changed:
        return
    context.conn.execute(
        update(organization).where(organization.c.id == before.id).values(changed)
    )
    for field, value in changed.items():
        old = getattr(before, field)
        context.audit("organization", before.id, field, old, value)
