"""Clauses that the process owner set aside for a whole version, in its bundle.

A draft's waivers become part of the version it is published as, as unchangeable as
its diagram; what is drawn on from that version inherits them.
"""

import functools
from collections.abc import Mapping
from datetime import datetime

import orjson

from tasks.conformance.waivers import Waiver

FILE = "waivers.json"


def version_waivers(bundle: Mapping[str, bytes]) -> Mapping[str, Waiver]:
    """The waivers of a bundle by clause."""
    content = bundle.get(FILE)
    return {} if content is None else _read(content)


@functools.lru_cache(maxsize=64)
def _read(content: bytes) -> Mapping[str, Waiver]:
    return {
        clause_id: Waiver(
            clause_id,
            each["reason"],
            each["by"],
            datetime.fromisoformat(each["at"]),
            version=True,
        )
        for clause_id, each in orjson.loads(content).items()
    }


def written(waivers: Mapping[str, Waiver]) -> bytes:
    """Waivers as the file of a bundle."""
    data = {
        each.clause_id: {"reason": each.reason, "by": each.by, "at": each.at}
        for each in waivers.values()
    }
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
