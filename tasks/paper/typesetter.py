"""Sets one paper as PDF: JSON on standard input, the PDF on standard output.

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

import typst

HERE = Path(__file__).parent
#: Address space in bytes; 200 pages of table take about half of it.
MEMORY = 3 * 1024**3


def main() -> int:
    """Set the paper that comes in."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    fonts = typst.Fonts(include_system_fonts=False, font_paths=[HERE / "fonts"])
    with tempfile.TemporaryDirectory() as empty:
        try:
            made = typst.compile(
                (HERE / "paper.typ").read_bytes(),
                root=empty,
                package_path=empty,
                package_cache_path=empty,
                font_paths=fonts,
                format="pdf",
                sys_inputs={"paper": sys.stdin.buffer.read().decode()},
                pdf_standards=["ua-1"],
                timestamp=0,
            )
        except typst.TypstError as error:
            json.dump(error.diagnostic, sys.stderr)
            return 1
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
