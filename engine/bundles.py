"""Bundles: the files a process runs with, as bytes in one column."""

from collections.abc import Mapping

import orjson
import zstandard


def pack(bundle: Mapping[str, bytes]) -> bytes:
    """A bundle as bytes."""
    texts = {name: content.decode() for name, content in sorted(bundle.items())}
    return zstandard.compress(orjson.dumps(texts))


def unpack(blob: bytes) -> dict[str, bytes]:
    """A bundle from bytes."""
    raw = zstandard.decompress(blob, max_output_size=50_000_000)
    return {name: text.encode() for name, text in orjson.loads(raw).items()}
