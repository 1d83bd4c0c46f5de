"""Offices and installations to break."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stories.office import Office, furnish, offices


@pytest.fixture(scope="session")
def furniture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A furnished office to copy."""
    folder = tmp_path_factory.mktemp("furniture")
    furnish(folder)
    return folder


@pytest.fixture
def office(furniture: Path, tmp_path: Path) -> Iterator[Office]:
    """An office; at the end every invariant must hold."""
    yield from offices(furniture, tmp_path, restored=False)
