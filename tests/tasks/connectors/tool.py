"""A change tool on a real port: what it keeps, what it was told, how it misbehaves."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

TOKEN = "secret-of-the-tool"


@dataclass
class Tool:
    """The tool's records, and what was asked of it."""

    changes: dict[str, dict[str, Any]] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    #: Answered instead of anything else while set: a status, or a place to go.
    status: int | None = None
    location: str | None = None
    url: str = ""


class _Handler(BaseHTTPRequestHandler):
    tool: Tool

    def do_GET(self) -> None:
        self._answered(self.tool.changes.get(unquote(self.path.split("/")[-1])))

    def do_PUT(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        sent = json.loads(self.rfile.read(length))
        if self._answered({}):
            self.tool.told.append(sent)

    def _answered(self, found: dict[str, Any] | None) -> bool:
        self.tool.asked.append(f"{self.command} {self.path}")
        status = 200 if found is not None else 404
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            status = 401
        status = self.tool.status or status
        body = json.dumps(found).encode()
        self.send_response(status)
        if self.tool.location:
            self.send_header("Location", self.tool.location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return status < 300

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def serving() -> Iterator[Tool]:
    """A tool that listens on this machine."""
    tool = Tool()
    handler = type("Handler", (_Handler,), {"tool": tool})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    tool.url = f"http://127.0.0.1:{server.server_address[1]}/api"
    try:
        yield tool
    finally:
        server.shutdown()
        server.server_close()
