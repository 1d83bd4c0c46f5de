"""What a program sends, read with care: JSON bodies, pages, ETags."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import Response, jsonify, request
from werkzeug.exceptions import BadRequest, UnsupportedMediaType

MOST_PER_PAGE = 200
DEEPEST = 20


class Unprocessable(Exception):
    """What was sent does not fit; ``messages`` has a sentence for each field."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        self.messages = dict(messages)
        super().__init__(" ".join(self.messages.values()))


class Stale(Exception):
    """The record changed since the asker read it."""


class IfMatchMissing(Exception):
    """A change must say which state it changes."""


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list."""

    page: int
    per_page: int

    @property
    def offset(self) -> int:
        """How many items lie before the page."""
        return (self.page - 1) * self.per_page


def paging(per_page: int = 50) -> Paging:
    """The page that is asked for. Raises Unprocessable."""
    return Paging(
        whole_number("page", 1, 1_000_000),
        whole_number("per_page", per_page, MOST_PER_PAGE),
    )


def whole_number(name: str, default: int, most: int) -> int:
    """A positive number of the address. Raises Unprocessable."""
    text = request.args.get(name)
    if text is None or text == "":
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= most:
        raise Unprocessable({name: f"“{name}” must be a number from 1 to {most}."})
    return int(text)


def one_of(name: str, allowed: tuple[str, ...], default: str) -> str:
    """A word of the address out of a few. Raises Unprocessable."""
    text = request.args.get(name) or default
    if text not in allowed:
        said = ", ".join(allowed)
        raise Unprocessable({name: f"“{name}” must be one of: {said}."})
    return text


def yes_or_no(name: str) -> bool:
    """A yes or no of the address; absent is no."""
    return request.args.get(name, "").lower() in ("1", "true", "yes", "on")


def json_body() -> dict[str, Any]:
    """The JSON object that was sent; without a body, an empty one.

    Raises: BadRequest, UnsupportedMediaType.
    """
    if not request.get_data(cache=True):
        return {}
    if not request.is_json:
        raise UnsupportedMediaType("Send JSON: Content-Type application/json.")
    try:
        found = request.get_json()
    except RecursionError:
        raise BadRequest("The JSON is nested too deeply.") from None
    if not isinstance(found, dict):
        raise BadRequest("The body must be a JSON object.")
    if _too_deep(found):
        raise BadRequest("The JSON is nested too deeply.")
    return found


def _too_deep(found: Any) -> bool:
    stack = [(found, 1)]
    while stack:
        value, depth = stack.pop()
        if depth > DEEPEST:
            return True
        if isinstance(value, dict):
            stack.extend((v, depth + 1) for v in value.values())
        elif isinstance(value, list):
            stack.extend((v, depth + 1) for v in value)
    return False


def text_of(body: Mapping[str, Any], name: str, *, most: int = 20_000) -> str:
    """A text that must be there. Raises Unprocessable."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Unprocessable({name: f"“{name}” is needed."})
    if len(value) > most:
        raise Unprocessable({name: f"“{name}” may have at most {most} characters."})
    return value.strip()


def optional_text(body: Mapping[str, Any], name: str) -> str | None:
    """A text that may be left out. Raises Unprocessable."""
    return text_of(body, name) if body.get(name) not in (None, "") else None


def object_of(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object; left out it is empty. Raises Unprocessable."""
    value = body.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Unprocessable({name: f"“{name}” must be an object."})
    return value


def expected_version() -> int:
    """The version an ``If-Match`` names. Raises IfMatchMissing, Stale."""
    header = request.headers.get("If-Match")
    if header is None:
        raise IfMatchMissing("Send If-Match with the ETag that you read.")
    tag = header.strip().removeprefix("W/").strip('"')
    if not tag.isascii() or not tag.isdigit():
        raise Stale("This is not the newest state. Read it again and repeat.")
    return int(tag)


def with_etag(body: Any, version: int, status: int = 200) -> Response:
    """An answer that says which state it shows."""
    response = jsonify(body)
    response.status_code = status
    response.set_etag(str(version))
    return response


def plain(value: Any) -> Any:
    """A value of a row as JSON: moments in UTC as RFC 3339, days as ISO dates."""
    if isinstance(value, datetime):
        text = value.astimezone(UTC).isoformat()
        return text.replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    return value
