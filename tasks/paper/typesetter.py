"""Sets one paper: data on standard input, a PDF (or PNG) on standard output.

A program of its own, because the typesetter keeps memory that it once took, and a
server must not grow by what it printed.  It reads nothing but its own folder: the
root that a document could read from is an empty folder, and no package is loaded.
Ends with 1 and the reasons as JSON when the paper cannot be set.
"""

import contextlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any, cast

import typst

HERE = Path(__file__).parent
#: Address space in bytes; 200 pages of table take about half of it.
MEMORY = 3 * 1024**3
KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "pdf": ("paper.typ", {"format": "pdf", "pdf_standards": "ua-1"}),
    "png": ("picture.typ", {"format": "png", "ppi": 160}),
}


def main(kind: str) -> int:
    """Set what comes in as ``pdf`` or ``png``."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    template, wanted = KINDS[kind]
    data = sys.stdin.buffer.read().decode()
    try:
        made = _made((HERE / template).read_bytes(), data, wanted)
    except typst.TypstError as error:
        json.dump(error.diagnostic, sys.stderr)
        return 1
    sys.stdout.buffer.write(made)
    return 0


def _made(template: bytes, data: str, wanted: dict[str, Any]) -> bytes:
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[HERE / "fonts"])
    with tempfile.TemporaryDirectory() as empty:
        made = typst.compile(
            template,
            root=empty,
            package_path=empty,
            package_cache_path=empty,
            font_paths=fonts,
            sys_inputs={"paper": data},
            timestamp=0,
            **wanted,
        )
    return cast(bytes, made)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
