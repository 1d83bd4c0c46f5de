"""Reads back a PDF that we set: its words, its tags and what it says of itself.

Only what Typst writes is understood; it is no reader for any PDF.
"""

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"\n(\d+) 0 obj(.*?)endobj", re.DOTALL)
_SHOWN = re.compile(
    rb"/(f\d+) [\d.]+ Tf|\(((?:\\.|[^\\()])*)\)|<([0-9A-Fa-f]+)>|(\bET\b)"
)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)


class Pdf:
    """A PDF, taken apart."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.objects = {int(n): part for n, part in _OBJECT.findall(content)}
        self.pages = [
            part for part in self.objects.values() if b"/Type/Page/" in part[:40]
        ]

    def tags(self) -> set[str]:
        """The structure elements that it uses."""
        return {tag.decode() for tag in re.findall(rb"/S/(\w+)", self.content)}

    def text(self) -> str:
        """All that is printed, as its letters say; a space between two runs."""
        return " ".join(" ".join(self._words(page)) for page in self.pages)

    def _words(self, page: bytes) -> Iterator[str]:
        fonts = self._fonts(_reference(page, b"Resources"))
        font: dict[int, str] = {}
        run: list[str] = []
        for name, text, hexed, end in _SHOWN.findall(self._stream(page, b"Contents")):
            if name:
                font = fonts[name]
            elif end:
                yield "".join(run)
                run = []
            elif font:
                codes = bytes.fromhex(hexed.decode()) if hexed else _plain(text)
                run += [
                    font.get(int.from_bytes(codes[n : n + 2]), "")
                    for n in range(0, len(codes) - 1, 2)
                ]

    def _fonts(self, resources: int) -> dict[bytes, dict[int, str]]:
        named = re.findall(rb"/(f\d+) (\d+) 0 R", self.objects[resources])
        return {name: self._letters(self.objects[int(n)]) for name, n in named}

    def _letters(self, font: bytes) -> dict[int, str]:
        table = self._stream(font, b"ToUnicode")
        pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", table)
        return {
            int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
            for code, text in pairs
        }

    def _stream(self, part: bytes, name: bytes) -> bytes:
        head, _, rest = self.objects[_reference(part, name)].partition(b"stream\n")
        packed = b"FlateDecode" in head
        return zlib.decompressobj().decompress(rest) if packed else rest


def _reference(part: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", part)
    assert found, name
    return int(found[1])


def _plain(text: bytes) -> bytes:
    def meant(found: "re.Match[bytes]") -> bytes:
        code = found[1]
        return bytes([int(code, 8)]) if code[:1].isdigit() else _ESCAPES.get(code, code)

    return _ESCAPED.sub(meant, text)
