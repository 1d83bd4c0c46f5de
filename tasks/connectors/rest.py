"""A change tool with a REST interface.

``GET {base}/changes/{number}`` answers ``{number, state, start?, reason?, impact?,
urgency?, priority?}``, or 404; ``PUT {base}/changes/{number}/release`` takes a notice.
Only the configured base is ever asked: numbers are encoded, redirects are not followed
and the surroundings' proxies are not used, so that no record leads the server elsewhere
(CWE-918).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import httpx

from tasks.connectors.change import Change, Notice, ToolUnreachable
from tasks.release.columns import moment

#: Seconds to connect, and between two parts of an answer.
TIMEOUT = httpx.Timeout(10.0, connect=5.0)
MOST_BYTES = 256 * 1024


class RestTool:
    """The interface at one address, with a secret from the settings."""

    def __init__(
        self,
        base_url: str,
        token: str | None,
        zone: ZoneInfo,
        timeout: httpx.Timeout = TIMEOUT,
    ) -> None:
        self.base_url, self.zone = base_url.rstrip("/"), zone
        self._timeout = timeout
        self._headers = {"Accept": "application/json", "User-Agent": "erm"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"

    @property
    def name(self) -> str:
        """As pages call it; the secret is in no address."""
        return f"REST: {httpx.URL(self.base_url).host}"

    def changes(self, numbers: Sequence[str]) -> Iterable[Change]:
        """Each change request in turn, over one connection."""
        with self._client() as client:
            asked = [self._ask(client, number) for number in numbers]
        return [change for change in asked if change is not None]

    def tell(self, notice: Notice) -> None:
        """Put the notice; the same one again changes nothing there."""
        with self._client() as client:
            path = f"{self._path(notice.number)}/release"
            self._answer(client, "PUT", path, json=notice.plain())

    def _client(self) -> httpx.Client:
        return httpx.Client(
            headers=self._headers,
            timeout=self._timeout,
            follow_redirects=False,
            trust_env=False,
        )

    def _path(self, number: str) -> str:
        if number in (".", "..") or not number:
            raise ToolUnreachable(f"“{number}” is no number of a change request.")
        return f"{self.base_url}/changes/{quote(number, safe='')}"

    def _ask(self, client: httpx.Client, number: str) -> Change | None:
        found = self._answer(client, "GET", self._path(number))
        return None if found is None else self._change(number, found)

    def _answer(self, client: httpx.Client, method: str, url: str, **more: Any) -> Any:
        """The JSON of an answer; None for 404 and for one without content."""
        try:
            with client.stream(method, url, **more) as answer:
                if answer.status_code == 404 and method == "GET":
                    return None
                if answer.status_code >= 300:
                    raise ToolUnreachable(f"{self.name}: {answer.status_code}")
                content = _bounded(answer)
            return httpx.Response(200, content=content).json() if content else None
        except (httpx.HTTPError, ValueError) as problem:
            raise ToolUnreachable(f"{self.name}: {type(problem).__name__}") from problem

    def _change(self, number: str, found: Any) -> Change:
        if not isinstance(found, Mapping) or not isinstance(found.get("state"), str):
            raise ToolUnreachable(f"{self.name}: no state of {number}")
        start = found.get("start")
        try:
            begins = moment(start, self.zone) if start else None
        except (TypeError, ValueError):
            raise ToolUnreachable(f"{self.name}: no moment: {start}") from None
        return Change(
            number=number,
            said=found["state"],
            start=begins,
            **{
                name: found[name]
                for name in ("reason", "impact", "urgency", "priority")
                if isinstance(found.get(name), str)
            },
        )


def _bounded(answer: httpx.Response) -> bytes:
    content = b""
    for part in answer.iter_bytes():
        content += part
        if len(content) > MOST_BYTES:
            raise ValueError("The answer is too long.")
    return content
