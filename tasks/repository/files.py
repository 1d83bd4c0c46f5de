"""Files on disk, named by the hash of their content.

The same content is stored once and never changes; a file whose transaction was rolled
back is an orphan that nothing refers to.
"""

import hashlib
import mimetypes
import os
import re
import tempfile
import unicodedata
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tasks.repository.scanning import FileRefused, Scan, require_harmless

MAX_BYTES = 20 * 1024 * 1024
MAX_NAME = 150

_SHA256 = re.compile(r"[0-9a-f]{64}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]')


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A kept file: what a record remembers of it."""

    name: str
    sha256: str
    size: int
    media_type: str

    def plain(self) -> dict[str, Any]:
        """As plain data, for a task's answers."""
        return asdict(self)


def safe_name(name: str) -> str:
    """A name that is safe in a header and on any disk; only the last part counts."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    cleaned = _UNSAFE.sub("_", last).strip(" .")
    if not cleaned:
        return "file"
    if len(cleaned) <= MAX_NAME:
        return cleaned
    stem, dot, ending = cleaned.rpartition(".")
    if not dot or len(ending) > 10:
        return cleaned[:MAX_NAME]
    return f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}"


class FileStore:
    """A folder of files, spread by the first two digits of their hashes.

    ``scan`` looks at a file before it is kept and refuses it.
    """

    def __init__(self, root: Path, scan: Scan | None = None) -> None:
        self.root, self.scan = root, scan

    def put(self, name: str, content: bytes) -> StoredFile:
        """Keep a file.

        Raises FileRefused when it is empty, larger than 20 MB, a program, or refused
        by the scan.
        """
        if not content:
            raise FileRefused(f"“{safe_name(name)}” is empty.")
        if len(content) > MAX_BYTES:
            raise FileRefused(f"“{safe_name(name)}” is larger than 20 MB.")
        kept = safe_name(name)
        require_harmless(kept, content)
        sha256 = hashlib.sha256(content).hexdigest()
        _write(self._path(sha256), content, self.scan)
        media_type = mimetypes.guess_type(kept)[0] or "application/octet-stream"
        return StoredFile(kept, sha256, len(content), media_type)

    def get(self, sha256: str) -> bytes:
        """The content of a file. Raises FileRefused when it is not there or damaged."""
        path = self._path(sha256)
        if not path.is_file():
            raise FileRefused("This file is not in the store.")
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise FileRefused("This file was damaged on disk.")
        return content

    def _path(self, sha256: str) -> Path:
        if not _SHA256.fullmatch(sha256):
            raise FileRefused("This is no file of the store.")
        return self.root / sha256[:2] / sha256


def _write(path: Path, content: bytes, scan: Scan | None) -> None:
    """Write beside, look at it, flush to disk, then rename: never half a file."""
    if scan is None and path.exists():
        return  # the very content lies there, flushed
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as beside:
        beside.write(content)
        beside.flush()
        os.fsync(beside.fileno())
    written = Path(beside.name)
    try:
        if scan is not None:
            scan(written)
        if path.exists():
            return
        written.replace(path)
    finally:
        written.unlink(missing_ok=True)
