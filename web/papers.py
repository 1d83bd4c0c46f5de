"""Papers as files: one way out for whatever is printed."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, abort, make_response

from tasks.paper import docx, pdf, pptx
from tasks.paper.blocks import Paper
from tasks.repository.files import safe_name

#: Ending → how a paper is set, and what it then is.
KINDS: Mapping[str, tuple[Callable[[Paper], bytes], str]] = {
    "pdf": (pdf.pdf, pdf.MEDIA_TYPE),
    "docx": (docx.docx, docx.MEDIA_TYPE),
    "pptx": (pptx.pptx, pptx.MEDIA_TYPE),
}
#: What people call the formats.
FORMATS = {"pdf": "PDF", "docx": "Word (DOCX)", "pptx": "PowerPoint (PPTX)"}


def paper_file(paper: Paper, kind: str, name: str) -> Response:
    """The paper as a download. Answers 404 for a format that is none."""
    if kind not in KINDS:
        abort(404)
    setting, media_type = KINDS[kind]
    response: Any = make_response(setting(paper))
    response.headers["Content-Type"] = media_type
    response.headers.set(
        "Content-Disposition", "attachment", filename=f"{safe_name(name)}.{kind}"
    )
    return response  # type: ignore[no-any-return]
