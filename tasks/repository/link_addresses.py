"""Where the records of other tools open: an address for each type of link.

An address is a template with ``{number}`` in its path or query.  The number is encoded,
so that no number leads to another server or page.

Source: Release Standard principle 2; requirement PRN-2.09.
"""

from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from sqlalchemy import Column, Connection, String, Table, delete, insert, select

from engine.db import UtcDateTime, metadata
from engine.errors import EngineError
from engine.ports import Context
from tasks.people.persons import Person
from tasks.release.errors import ValueRefused

NUMBER = "{number}"
MOST = 500
KEEPERS = ("admin", "process_owner", "release_manager")

link_address = Table(
    "link_address",
    metadata,
    Column("type", String(100), primary_key=True),
    Column("template", String(MOST), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(100)),
)


class MayNotSetAddress(EngineError):
    """Addresses of other tools are set by administrators."""

    def __init__(self) -> None:
        super().__init__("Administrators and release managers set these addresses.")


def addresses(conn: Connection) -> dict[str, str]:
    """The template of each type of link that has one."""
    found = conn.execute(select(link_address.c.type, link_address.c.template))
    return {row.type: row.template for row in found}


def address_of(templates: Mapping[str, str], type: str, number: str) -> str | None:
    """Where a record of this number opens; None when its tool has no address."""
    template = templates.get(type)
    if template is None or not number:
        return None
    return template.replace(NUMBER, quote(number, safe=""))


def set_address(context: Context, person: Person, type: str, template: str) -> None:
    """Give a type of link an address; an empty one takes it away.

    Raises: MayNotSetAddress, ValueRefused.
    """
    if not person.has(*KEEPERS):
        raise MayNotSetAddress
    if not 0 < len(type) <= 100:
        raise ValueRefused("type", "must have from 1 to 100 characters")
    template = template.strip()
    if template:
        _require_safe(template)
    before = addresses(context.conn).get(type)
    if before == (template or None):
        return
    context.conn.execute(delete(link_address).where(link_address.c.type == type))
    if template:
        context.conn.execute(
            insert(link_address).values(
                type=type,
                template=template,
                changed_at=context.at,
                changed_by=context.by,
            )
        )
    context.audit("link address", type, "template", before, template or None)


def _require_safe(template: str) -> None:
    """Raises ValueRefused for what is no web address with a number in it."""
    if len(template) > MOST:
        raise ValueRefused("template", f"may have at most {MOST} characters")
    try:
        parts = urlsplit(template)
    except ValueError:
        raise ValueRefused("template", "is no address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueRefused("template", "must begin with https:// or http://")
    if NUMBER in parts.netloc or "@" in parts.netloc:
        raise ValueRefused("template", "must name its server, without a sign-in")
    if NUMBER not in template:
        raise ValueRefused("template", f"must have {NUMBER} where the number goes")
