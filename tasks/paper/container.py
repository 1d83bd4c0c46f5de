"""Office files are zip files: the same bytes for the same content."""

import io
import zipfile

_NEVER = (1980, 1, 1, 0, 0, 0)


def settled(content: bytes) -> bytes:
    """The office file without the moments at which its parts were written."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            part = zipfile.ZipInfo(entry.filename, _NEVER)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(entry))
    return made.getvalue()
