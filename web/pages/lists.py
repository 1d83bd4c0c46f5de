"""What lists read off the address: forgiving, because people edit addresses."""

from flask import request


def page_number() -> int:
    """The page that is asked for; nonsense is the first."""
    text = request.args.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else 1


def word(name: str, allowed: tuple[str, ...], default: str) -> str:
    """A word of the address out of a few; nonsense is the default."""
    text = request.args.get(name, default)
    return text if text in allowed else default
