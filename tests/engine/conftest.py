"""An engine in a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The engine in a SQLite file."""
    found = World(tmp_path)
    yield found
    found.database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The same on both databases."""
    url = None
    if request.param == "postgres":
        url = request.getfixturevalue("postgres_database")
    found = World(tmp_path, url=url)
    yield found
    found.database.close()
