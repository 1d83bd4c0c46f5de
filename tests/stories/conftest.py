"""Each story gets an office of its own, and is told twice: live and restored."""

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


@pytest.fixture(params=[False, True], ids=["live", "restored"])
def office(
    request: pytest.FixtureRequest, furniture: Path, tmp_path: Path
) -> Iterator[Office]:
    """An office, live or restored between steps."""
    yield from offices(furniture, tmp_path, restored=request.param)
