"""Lists of predefined values that the office keeps itself, with every older state.

``values.toml`` says what a list begins with; from the first change on the newest state
of this table holds, for running releases too.  Records keep the values they have.

Source: Release Standard principle 3; AMB-19, AMB-41; processes.md E.2 "Value lists".
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    String,
    Table,
    Text,
    and_,
    func,
    insert,
    select,
)
from sqlalchemy.engine import Row

from engine.db import Json, UtcDateTime, metadata
from engine.ports import Context
from tasks.release.errors import ReasonMissing, RecordRefused, ValueRefused
from tasks.release.loaded import remembered
from tasks.release.predefined import predefined

#: The lists that may be changed, each with the number that its values carry.
EDITABLE: Mapping[str, str | None] = {
    "impact": "weight",
    "urgency": "weight",
    "priority": "from",
    "status_reason": None,
    "cancellation_reason": None,
    "service": None,
    "issue_severity": None,
    "action_origin": None,
    "approval_body": None,
    "note_kind": None,
    "link_relation": None,
    "stakeholder_role": None,
    "deployment_content": None,
}
MOST = 60
_SHORT = 200

value_list = Table(
    "value_list",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("options", Json, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", String(100)),
    Column("why", Text, nullable=False),
)


class NoSuchList(RecordRefused):
    """There is no such list, or it belongs to the process's own files."""

    def __init__(self, name: str) -> None:
        super().__init__(f"“{name}” is no list of values that is kept here.")


def values_now(context: Context) -> Mapping[str, Any]:
    """All lists and rules as they hold now; one statement a step, if asked."""

    def read() -> Mapping[str, Any]:
        return in_force(context.conn, context.bundle)

    found: Mapping[str, Any] = remembered(context, "value lists", read)
    return found


_last = (
    select(value_list.c.name, func.max(value_list.c.number).label("number"))
    .group_by(value_list.c.name)
    .subquery()
)
_newest = select(value_list.c.name, value_list.c.options).join(
    _last,
    and_(
        _last.c.name == value_list.c.name,
        _last.c.number == value_list.c.number,
    ),
)


def in_force(conn: Connection, bundle: Mapping[str, bytes]) -> Mapping[str, Any]:
    """The lists of a bundle with those that were changed since."""
    changed = conn.execute(_newest)
    return {**predefined(bundle), **{row.name: row.options for row in changed}}


def states_of(conn: Connection, name: str) -> Sequence[Row[Any]]:
    """Every state of a list since it was first changed, newest first."""
    return conn.execute(
        select(value_list)
        .where(value_list.c.name == name)
        .order_by(value_list.c.number.desc())
        .limit(100)
    ).all()


def keep(
    context: Context, name: str, options: Sequence[Mapping[str, Any]], *, reason: str
) -> None:
    """Give a list other values.

    Raises: NoSuchList, ReasonMissing, ValueRefused.
    """
    if name not in EDITABLE:
        raise NoSuchList(name)
    if not reason.strip():
        raise ReasonMissing
    checked = _checked(name, options)
    before = values_now(context).get(name, [])
    known = states_of(context.conn, name)
    context.why = reason.strip()
    context.audit("values", name, "options", list(before), checked)
    context.conn.execute(
        insert(value_list).values(
            name=name,
            number=known[0].number + 1 if known else 1,
            options=checked,
            changed_at=context.at,
            changed_by=context.by,
            why=context.why,
        )
    )
    context.cache.pop("value lists", None)


def _checked(name: str, options: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    if not 0 < len(options) <= MOST:
        raise ValueRefused("options", f"must have from 1 to {MOST} values")
    figure = EDITABLE[name]
    found = [_option(option, figure) for option in options]
    values = [option["value"] for option in found]
    twice = next((v for v in values if values.count(v) > 1), None)
    if twice is not None:
        raise ValueRefused("options", f"has “{twice}” twice")
    if figure == "from" and 0 not in {option["from"] for option in found}:
        raise ValueRefused("options", "must have a value that begins at 0")
    return found


def _option(option: Mapping[str, Any], figure: str | None) -> dict[str, Any]:
    value = str(option.get("value") or "").strip()
    if not value or len(value) > _SHORT:
        raise ValueRefused("options", f"needs values of 1 to {_SHORT} characters")
    words = {
        language: str(option.get(language) or value).strip()[:_SHORT]
        for language in ("en", "fr")
    }
    kept: dict[str, Any] = {"value": value, **words}
    if figure is not None:
        kept[figure] = _figure(option.get(figure))
    return kept


def _figure(given: Any) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= 1000:
        raise ValueRefused("options", "needs whole numbers from 0 to 1000")
    return given
