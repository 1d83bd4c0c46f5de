"""Documents as files that a browser saves and never shows."""

from flask import Response, make_response

from tasks.oversight import dossier
from tasks.oversight.access import require_release
from web.current import application, reading, visitor


def sent_version(release_id: str, document_id: str, number: int) -> Response:
    """A version for who may open it, as a file. Raises NotFound, Restricted."""
    with reading() as conn:
        _row, standing = require_release(conn, visitor(), release_id)
        document, version = dossier.document(conn, release_id, document_id, number)
    dossier.require_open_to(visitor(), standing, document)
    if version.file_sha256:
        content = application().store.get(version.file_sha256)
        name = version.file_name
    else:
        content = (version.content or "").encode()
        name = f"{document.title or document.type}-{number}.txt"
    response = make_response(content)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
