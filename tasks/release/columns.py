"""One description of a field: its database column, and which values fit it.

Tables, forms' effects, operators and the API all write through the same coercion, so
that a date is a date whichever way it came.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Boolean, Column, Date, Float, Integer, String, Text

from engine.db import Json, UtcDateTime
from tasks.release.errors import UnknownColumn, ValueRefused

SHORT, LONG, WHOLE = 500, 20_000, 500_000

_TYPES: Mapping[str, Any] = {
    "text": String(SHORT),
    "long": Text,
    "document": Text,
    "date": Date,
    "datetime": UtcDateTime,
    "bool": Boolean,
    "int": Integer,
    "number": Float,
    "list": Json,
    "json": Json,
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the record: ``allowed`` only where rules depend on the value."""

    type: str = "text"
    allowed: tuple[str, ...] = ()
    default: Any = None

    def column(self, name: str) -> Column[Any]:
        """Its database column."""
        return Column(name, _TYPES[self.type])


TEXT, LONGTEXT, DATE, MOMENT = Field(), Field("long"), Field("date"), Field("datetime")
YESNO, INT, NUMBER, LIST = Field("bool"), Field("int"), Field("number"), Field("list")
JSON = Field("json")
#: The text of a whole document, as papers are kept.
DOCUMENT = Field("document")


def one_of(*allowed: str, default: str | None = None) -> Field:
    """A field with fixed values, because rules ask for them."""
    return Field("text", allowed, default)


def fitted(
    entity: str,
    fields: Mapping[str, Field],
    values: Mapping[str, Any],
    zone: ZoneInfo,
) -> dict[str, Any]:
    """The values as their columns take them. Raises UnknownColumn, ValueRefused."""
    result = {}
    for name, value in values.items():
        if name not in fields:
            raise UnknownColumn(entity, name)
        result[name] = fit(name, fields[name], value, zone)
    return result


def fit(name: str, field: Field, value: Any, zone: ZoneInfo) -> Any:
    """One value as its column takes it; an empty text is no value."""
    if value is None or value == "":
        return None
    try:
        fitting = _FITS[field.type](value, zone)
    except (TypeError, ValueError) as error:
        raise ValueRefused(name, f"is not a valid {_SAID[field.type]}") from error
    if field.allowed and fitting not in field.allowed:
        raise ValueRefused(name, f"must be one of: {', '.join(field.allowed)}")
    return fitting


_SAID = {
    "text": f"text of at most {SHORT} characters",
    "long": f"text of at most {LONG:,} characters",
    "document": f"text of at most {WHOLE:,} characters",
    "date": "date",
    "datetime": "date and time",
    "bool": "yes or no",
    "int": "whole number",
    "number": "number",
    "list": "list",
    "json": "value",
}


def _text(limit: int) -> Any:
    def fit_text(value: Any, _zone: ZoneInfo) -> str:
        if isinstance(value, bool | dict | list):
            raise TypeError(value)
        if isinstance(value, date):
            value = value.isoformat()
        text = str(value)
        if len(text) > limit:
            raise ValueError(limit)
        return text

    return fit_text


def moment(value: Any, zone: ZoneInfo) -> datetime:
    """A moment in UTC; one without zone is local, a date is its first moment."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time(), zone)
    if not isinstance(value, datetime):
        raise TypeError(value)
    found: datetime = value if value.tzinfo else value.replace(tzinfo=zone)
    return found.astimezone(UTC)


def day(value: Any, zone: ZoneInfo) -> date:
    """A calendar day; that of a moment is the local one."""
    if isinstance(value, str):
        if len(value) == 10:
            return date.fromisoformat(value)
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return value.date() if value.tzinfo is None else value.astimezone(zone).date()
    if not isinstance(value, date):
        raise TypeError(value)
    return value


def _yes_or_no(value: Any, _zone: ZoneInfo) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _whole(value: Any, _zone: ZoneInfo) -> int:
    if isinstance(value, bool) or int(value) != float(value):
        raise ValueError(value)
    return int(value)


def _number(value: Any, _zone: ZoneInfo) -> float:
    if isinstance(value, bool):
        raise TypeError(value)
    return float(value)


def _list(value: Any, _zone: ZoneInfo) -> list[Any]:
    if isinstance(value, str):
        value = [part.strip() for part in value.splitlines() if part.strip()]
    if not isinstance(value, list | tuple):
        raise TypeError(value)
    return [shown(item) for item in value]


def _plain(value: Any, _zone: ZoneInfo) -> Any:
    return shown(value)


_FITS: Mapping[str, Any] = {
    "text": _text(SHORT),
    "long": _text(LONG),
    "document": _text(WHOLE),
    "date": day,
    "datetime": moment,
    "bool": _yes_or_no,
    "int": _whole,
    "number": _number,
    "list": _list,
    "json": _plain,
}


def shown(value: Any) -> Any:
    """A value as plain data, for the audit trail and for messages."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: shown(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [shown(item) for item in value]
    return value
