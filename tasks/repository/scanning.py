"""What comes in as a file is looked at before it is kept.

A command of the office's choosing, such as ``clamdscan --fdpass``, gets the path of
the file and refuses it by its exit status.  A scan that cannot be made refuses too:
what nobody has looked at is not kept.

Source: ours, because files of others go on to many desks.
"""

import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import structlog

from tasks.release.errors import RecordRefused

log = structlog.get_logger()

Scan = Callable[[Path], None]
#: As long as a person may wait for it.
SECONDS = 60


class FileRefused(RecordRefused):
    """A file that is not kept."""


#: How programs begin: Windows, ELF, Mach-O, scripts, Java.
_PROGRAMS = (
    *(b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe"),
    *(b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\xfe\xed\xfa\xce"),
)
#: Endings that an office computer would run.
_RUN = frozenset(
    {
        *("exe", "dll", "com", "scr", "msi", "bat", "cmd", "ps1", "vbs", "vbe", "js"),
        *("jse", "wsf", "wsh", "hta", "jar", "lnk", "pif", "cpl", "reg", "sh", "app"),
        *("apk", "iso", "vhd", "scf", "msc", "chm"),
    }
)


def require_harmless(name: str, content: bytes) -> None:
    """Raises FileRefused for a program, whatever it is called."""
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    if ending in _RUN or content.startswith(_PROGRAMS):
        raise FileRefused(
            f"“{name}” is a program. Documents, pictures and archives may be kept."
        )


def command_scan(command: str) -> Scan:
    """A scan by a command that gets the file's path as its last argument."""
    words = shlex.split(command)

    def scan(path: Path) -> None:
        try:
            done = subprocess.run(  # noqa: S603 - the operator's command, no shell
                [*words, str(path)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            log.exception("virus scan failed", command=words[0])
            raise FileRefused(
                "The file could not be scanned for viruses and was not kept. "
                "Try again later, or tell an administrator."
            ) from problem
        if done.returncode != 0:
            log.warning("file refused by the virus scan", status=done.returncode)
            raise FileRefused("The virus scan refused this file; it was not kept.")

    return scan
