"""Files that come with a request: which routes take them, and how they are read."""

from collections.abc import Mapping

from flask import Flask, request
from werkzeug.datastructures import FileStorage

#: A form may bring several files of up to 20 MB; in the API they come as base64.
MOST_BYTES = 64 * 1024 * 1024
#: Routes whose requests may be that large.
LARGE = frozenset(
    {
        "task.work",
        "rehearsal_tasks.work",
        "imports.read_file",
        "api_imports.add",
        "release_documents.add",
        "release_documents.add_version",
        "api_documents.add",
        "api_documents.add_version",
        "task.draft",
        "api_tasks.complete",
        "api_tasks.draft",
        "api_processes.add_draft",
        "api_drafts.save",
        "api_drafts.copy",
        "api_drafts.difference",
        "processes.import_file",
    }
)


def install(app: Flask) -> None:
    """Let some routes take more than the others."""

    @app.before_request
    def larger() -> None:
        if request.endpoint in LARGE:
            request.max_content_length = MOST_BYTES
            request.max_form_memory_size = 8 * 1024 * 1024


def files_sent() -> Mapping[str, FileStorage]:
    """The files of a posted page, by the names of their fields."""
    return request.files.to_dict()
