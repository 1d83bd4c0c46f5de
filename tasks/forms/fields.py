"""One submitted value → a typed plain value, or a sentence that says what to do.

The same reading serves the interface's JSON and a posted page: a page sends texts.
"""

import base64
import binascii
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.expressions.iso import DATE
from tasks.forms.sentences import sentence
from tasks.forms.shape import MAX_TEXT, Field, Option

MAX_NUMBER = 10**15
MAX_FILE_MB = 20
_YEARS = range(1900, 2200)
_NUMBER = re.compile(r"[-+]?\d{1,16}(?:[.,]\d{1,9})?", re.ASCII)
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_YES = frozenset({"true", "yes", "on", "1", "oui"})
_NO = frozenset({"false", "no", "off", "0", "non"})

Offered = Mapping[str, Sequence[Option]]


class Unfit(Exception):
    """The value does not fit the field: ``key`` names the sentence."""

    def __init__(self, key: str, **values: object) -> None:
        self.key, self.values = key, values
        super().__init__(key)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the answers and is not kept yet."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Desk:
    """What a value is read with: the office's zone, the language, what is offered."""

    zone: ZoneInfo
    language: str = "en"
    offered: Offered = with_default(default_factory=dict)

    def say(self, unfit: Unfit) -> str:
        """The sentence for a value that does not fit."""
        return sentence(unfit.key, self.language, **unfit.values)

    def options(self, field: Field, path: str) -> Sequence[Option]:
        """What may be chosen in a field."""
        return field.options or self.offered.get(path, ())


def is_missing(value: Any) -> bool:
    """Whether nothing was answered: nothing, an empty text, an empty list."""
    return value is None or value in ("", [])


def read_value(field: Field, raw: Any, desk: Desk, path: str) -> Any:
    """The typed value of a field that is not rows; None if unanswered. Raises Unfit."""
    if raw is None:
        return None
    return _READERS[field.type](field, raw, desk, path)


def clean_text(raw: Any) -> str:
    """A text as it may be stored, without spaces around. Raises Unfit."""
    if not isinstance(raw, str):
        raise Unfit("no_text")
    text = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
    if _UNSTORABLE.search(text):
        raise Unfit("unstorable")
    return text


def _text(field: Field, raw: Any, desk: Desk, path: str) -> str | None:
    text = clean_text(raw)
    return _bounded(field, re.sub(r"\s*[\n\t\v\f]\s*", " ", text))


def _long(field: Field, raw: Any, desk: Desk, path: str) -> str | None:
    return _bounded(field, clean_text(raw))


def _bounded(field: Field, text: str) -> str | None:
    if not text:
        return None
    if len(text) > field.most:
        raise Unfit("too_long", most=field.most, found=len(text))
    if field.min is not None and len(text) < field.min:
        raise Unfit("too_short", least=_shown(field.min))
    return text


def _date(field: Field, raw: Any, desk: Desk, path: str) -> date | None:
    text = raw.strip() if isinstance(raw, str) else raw
    if text == "":
        return None
    if not isinstance(text, str) or "T" in text or not DATE.fullmatch(text):
        raise Unfit("no_date")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Unfit("no_date") from None
    if day.year not in _YEARS:
        raise Unfit("no_date")
    return day


def _datetime(field: Field, raw: Any, desk: Desk, path: str) -> datetime | None:
    """A moment in UTC; without an offset it is meant in the office's zone."""
    if raw == "":
        return None
    if not isinstance(raw, str):
        raise Unfit("no_datetime")
    text = re.sub(r"^(\d{4}-\d\d-\d\d) ", r"\1T", raw.strip()).upper()
    if "T" not in text or not DATE.fullmatch(text):
        raise Unfit("no_datetime")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Unfit("no_datetime") from None
    if moment.year not in _YEARS:
        raise Unfit("no_datetime")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=desk.zone)
    return moment.astimezone(UTC)


def _bool(field: Field, raw: Any, desk: Desk, path: str) -> bool | None:
    if isinstance(raw, bool):
        return raw
    word = raw.strip().casefold() if isinstance(raw, str) else None
    if word == "":
        return None
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unfit("no_bool")


def _int(field: Field, raw: Any, desk: Desk, path: str) -> int | None:
    number = _parsed_number(raw, "no_int")
    if number is None:
        return None
    if number != int(number):
        raise Unfit("no_int")
    return int(_within(field, int(number)))


def _number(field: Field, raw: Any, desk: Desk, path: str) -> float | None:
    number = _parsed_number(raw, "no_number")
    return None if number is None else _within(field, number)


def _parsed_number(raw: Any, otherwise: str) -> float | None:
    if isinstance(raw, str):
        text = re.sub(r"[\s\u202f]", "", raw)
        if not text:
            return None
        if not _NUMBER.fullmatch(text):
            raise Unfit(otherwise)
        decimal = "." in text or "," in text
        raw = float(text.replace(",", ".")) if decimal else int(text)
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise Unfit(otherwise)
    if not -MAX_NUMBER <= raw <= MAX_NUMBER:  # refuses NaN and infinity as well
        raise Unfit(otherwise)
    return raw


def _within(field: Field, number: float) -> float:
    if field.min is not None and number < field.min:
        raise Unfit("too_small", least=_shown(field.min))
    if field.max is not None and number > field.max:
        raise Unfit("too_large", most=_shown(field.max))
    return number


def _choice(field: Field, raw: Any, desk: Desk, path: str) -> str | None:
    offered = desk.options(field, path)
    if raw == "":
        return None
    return _among(clean_text(raw) if isinstance(raw, str) else raw, offered)


def _choices(field: Field, raw: Any, desk: Desk, path: str) -> list[str]:
    """Several values; without options any texts, which a page sends line by line."""
    if isinstance(raw, str):
        raw = raw.splitlines() if field.is_open else [raw]
    if not isinstance(raw, list | tuple):
        raise Unfit("no_list")
    texts = list(dict.fromkeys(filter(None, (clean_text(each) for each in raw))))
    if len(texts) > field.most:
        raise Unfit("too_many_choices", most=field.most)
    if texts and field.min is not None and len(texts) < field.min:
        raise Unfit("too_few_choices", least=_shown(field.min))
    for text in texts:
        if len(text) > MAX_TEXT:
            raise Unfit("too_long", most=MAX_TEXT, found=len(text))
        if not field.is_open:
            _among(text, desk.options(field, path))
    return texts


def _user(field: Field, raw: Any, desk: Desk, path: str) -> str | None:
    offered = desk.options(field, path)
    if raw == "":
        return None
    if not offered:
        raise Unfit("nobody_offered")
    if not isinstance(raw, str) or raw not in {option.value for option in offered}:
        raise Unfit("no_person")
    return raw


def _ref(field: Field, raw: Any, desk: Desk, path: str) -> str | None:
    """The name or id of something; what is offered helps and does not bind."""
    return _bounded(field, clean_text(raw))


def _among(text: Any, offered: Collection[Option]) -> str:
    values = [option.value for option in offered]
    if not values:
        raise Unfit("nothing_offered")
    if not isinstance(text, str) or text not in values:
        some = ", ".join(values[:12]) + (", …" if len(values) > 12 else "")
        raise Unfit("not_offered", offered=some)
    return text


def _file(field: Field, raw: Any, desk: Desk, path: str) -> Upload | str | None:
    """A file, or the id of a document that the release has already."""
    if raw == "":
        return None
    if isinstance(raw, str) and len(raw) <= 100:
        return clean_text(raw)
    if not isinstance(raw, Mapping):
        raise Unfit("no_file")
    name, content = raw.get("name"), raw.get("content")
    if not isinstance(name, str) or not isinstance(content, str | bytes):
        raise Unfit("no_file")
    if len(content) > 2 * MAX_FILE_MB * 1024 * 1024:
        raise Unfit("large_file", most=MAX_FILE_MB)
    found = _decoded(content) if isinstance(content, str) else content
    if not found:
        raise Unfit("empty_file")
    if len(found) > MAX_FILE_MB * 1024 * 1024:
        raise Unfit("large_file", most=MAX_FILE_MB)
    return Upload(clean_text(name)[:MAX_TEXT] or "file", found)


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        raise Unfit("no_file") from None


def _shown(number: float) -> str:
    return str(int(number)) if number == int(number) else str(number)


_READERS: Mapping[str, Callable[[Field, Any, Desk, str], Any]] = {
    "text": _text,
    "long": _long,
    "date": _date,
    "datetime": _datetime,
    "bool": _bool,
    "int": _int,
    "number": _number,
    "choice": _choice,
    "choices": _choices,
    "user": _user,
    "ref": _ref,
    "file": _file,
}
