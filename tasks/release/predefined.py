"""The predefined values and type rules of a process: ``values.toml`` of its bundle."""

import functools
import tomllib
from collections.abc import Mapping
from typing import Any


def predefined(bundle: Mapping[str, bytes]) -> Mapping[str, Any]:
    """The lists and rules that the process owner keeps; empty without the file."""
    content = bundle.get("values.toml")
    return {} if content is None else _parsed(content)


@functools.lru_cache(maxsize=32)
def _parsed(content: bytes) -> Mapping[str, Any]:
    return tomllib.loads(content.decode())
