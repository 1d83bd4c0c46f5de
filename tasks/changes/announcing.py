"""Who is told of a change of a process, and what they read."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Row

from engine import catalogue, drafts
from engine.errors import NotFound
from engine.model import Diagram, read
from engine.ports import Context
from tasks.mail.compose import mail
from tasks.people.known import pools
from tasks.people.raci import named_roles
from tasks.people.roles import ROLES

AUTHOR, REVIEWERS, EVERYBODY = "author", "reviewers", "everybody"
#: Who reviews a change.  Source: GO-ITS 240PRS 3.5; a release manager or another owner.
REVIEWING = ("release_manager", "process_owner")


def announce(context: Context, template: str, change: Row[Any]) -> int:
    """Tell all people of the process's roles; how many they are."""
    diagram = _diagram(context, change)
    roles = roles_of(diagram) | {"process_owner"}
    return _write(context, template, change, diagram, _people(context, roles))


def tell(context: Context, template: str, change: Row[Any], to: str) -> int:
    """Tell the author, who may review, or everybody of the process's roles."""
    if to == EVERYBODY:
        return announce(context, template, change)
    if to == AUTHOR:
        people = {change.submitted_by} - {None}
    else:
        people = _people(context, REVIEWING) - {change.submitted_by}
    return _write(context, template, change, _diagram(context, change), people)


def roles_of(diagram: Diagram) -> set[str]:
    """The roles that work in a process: its lanes, and what its steps name."""
    found = {lane.name for lane in diagram.lanes}
    for node in diagram.nodes.values():
        found.update(named_roles(node))
    return found & set(ROLES)


def _people(context: Context, roles: Any) -> set[Any]:
    among = pools(context, sorted(roles))
    return {person.user_name for role in roles for person in among.get(role, ())}


def _write(
    context: Context,
    template: str,
    change: Row[Any],
    diagram: Diagram,
    people: set[Any],
) -> int:
    link = f"/processes/{change.process_key}/changes/{change.id}"
    return mail(
        context,
        template,
        recipients=sorted(people),
        values={"change": _told(change, diagram)},
        link=link,
        dedup=f"{template}:{change.id}:{context.at.isoformat()}",
    )


def _told(change: Row[Any], diagram: Diagram) -> Mapping[str, Any]:
    return {
        **change._mapping,
        "title": diagram.name,
        "title_fr": diagram.properties.get("name_fr") or diagram.name,
    }


def _diagram(context: Context, change: Row[Any]) -> Diagram:
    conn, key = context.conn, change.process_key
    if change.version is not None:
        return read(catalogue.version_row(conn, key, change.version).xml)
    if change.draft is None:
        raise NotFound("The change names no draft and no version.")
    return read(drafts.draft(conn, key, change.draft).xml)
