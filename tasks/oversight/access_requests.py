"""Requests for access to look at: everybody's, for those who decide on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Row

from tasks.people.access_requests import (
    APPROVED,
    CANCELLED,
    REJECTED,
    REQUESTED,
    WITHDRAWN,
    listed,
)

STATES = (REQUESTED, APPROVED, REJECTED, WITHDRAWN, CANCELLED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which requests to list."""

    state: str | None = None
    page: int = 1
    per_page: int = 20


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list and the size of the whole."""

    items: Sequence[Row[Any]]
    total: int


def requests(conn: Connection, wanted: Wanted) -> Page:
    """The requests asked for, newest first, one page."""
    return Page(*listed(conn, wanted.state, wanted.page, wanted.per_page))
