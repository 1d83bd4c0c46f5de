"""Every route of a site, with an address to try it at."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
FILLED = {"number": "1", "kind": "csv", "to": "fr", "topic": "first-steps"}


@dataclass(frozen=True)
class Route:
    """A route and one address of it."""

    endpoint: str
    method: str
    address: str

    @property
    def is_api(self) -> bool:
        """Whether programs ask it."""
        return self.address.startswith("/api/")


def routes(app: Flask) -> Iterator[Route]:
    """All routes but the static files; unknown parts are filled with ``none``."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        values = {name: FILLED.get(name, "none") for name in rule.arguments}
        with app.test_request_context():
            built = rule.build(values)
        assert built is not None
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Route(rule.endpoint, method, built[1])
