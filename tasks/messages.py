"""What the catalogue says of messages: kept or not, and what they write."""

import re
import tomllib
from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

from engine.messages import Declaration

CATALOGUE = "catalogue.toml"


@lru_cache(maxsize=32)
def _read(content: bytes) -> Mapping[str, Any]:
    return tomllib.loads(content.decode())


def catalogue(bundle: Mapping[str, bytes]) -> Mapping[str, Any]:
    """The catalogue as data; empty when the bundle has none."""
    content = bundle.get(CATALOGUE)
    return {} if content is None else _read(content)


def declared(bundle: Mapping[str, bytes]) -> dict[str, Declaration]:
    """The messages that diagrams may send and await."""
    found = catalogue(bundle).get("messages", {})
    return {name: _declaration(name, says) for name, says in found.items()}


def effects_of(bundle: Mapping[str, bytes], name: str) -> list[Mapping[str, Any]]:
    """What a message writes into the record of the release that receives it."""
    return list(catalogue(bundle).get("messages", {}).get(name, {}).get("effects", []))


def fields_of(bundle: Mapping[str, bytes], name: str) -> list[Mapping[str, Any]]:
    """The fields of a message that a person may send from a page."""
    return list(catalogue(bundle).get("messages", {}).get(name, {}).get("fields", []))


def _declaration(name: str, says: Mapping[str, Any]) -> Declaration:
    return Declaration(
        name=name,
        keep=bool(says.get("keep", False)),
        expires_in=_days(says.get("expires_in")),
    )


def _days(text: str | None) -> timedelta | None:
    """A plain number of days, as ``P90D``."""
    found = re.fullmatch(r"P(\d{1,5})D", text or "")
    return None if found is None else timedelta(days=int(found[1]))
