"""The documents of a release: download a version."""

from flask import Blueprint, Response, make_response

from tasks.oversight import dossier
from tasks.oversight.access import require_release
from tasks.repository.files import FileStore
from web.current import reading, settings, visitor
from web.policy import SIGNED_IN, allow

bp = Blueprint(
    "release_documents", __name__, url_prefix="/releases/<release_id>/documents"
)


@bp.get("/<document_id>/<int:number>")
@allow(SIGNED_IN)
def download(release_id: str, document_id: str, number: int) -> Response:
    """One version of a document, as a file that is never shown inline."""
    with reading() as conn:
        _row, standing = require_release(conn, visitor(), release_id)
        document, version = dossier.document(conn, release_id, document_id, number)
    dossier.require_open_to(visitor(), standing, document)
    if version.file_sha256:
        content = FileStore(settings().files).get(version.file_sha256)
        name = version.file_name
    else:
        content = (version.content or "").encode()
        name = f"{document.title or document.type}-{number}.txt"
    response = make_response(content)
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
