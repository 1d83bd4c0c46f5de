"""One SQLite file is served by one process: two would fire the same timers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.serving import Site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """An installation that serves."""
    site = Site(tmp_path)
    site.start()
    yield site
    site.stop()


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_second_process_on_one_sqlite_file_is_refused_in_a_sentence(
    site: Site, command: str
) -> None:
    status, said, complained = site.erm(command)

    assert (status, said) == (1, "")
    assert "already serves" in complained
    assert complained.count("\n") == 1
    assert site.is_ready()
