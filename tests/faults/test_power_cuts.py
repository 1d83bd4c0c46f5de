"""The server may be killed at any moment: what it acknowledged stays, once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.power_cuts import (
    ALONE,
    PatientCrew,
    PowerCuts,
    assert_nothing_lost_or_twice,
    to_closed,
)
from tests.support.serving import Site
from tests.support.smtp import MailServer

CUTS = 4


@pytest.fixture
def site(tmp_path: Path, smtp_server: MailServer) -> Iterator[Site]:
    """An installation that serves, with a mail server."""
    site = Site(tmp_path, more={"ERM_SMTP_URL": smtp_server.url})
    site.start()
    yield site
    site.stop()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_a_release_is_closed_however_often_the_power_fails(
    site: Site, smtp_server: MailServer, seed: int
) -> None:
    crew = PatientCrew.hired(site, ALONE)
    crew.cuts = PowerCuts(site, seed, CUTS)

    smr = to_closed(crew)

    assert crew.cuts.done == CUTS
    assert_nothing_lost_or_twice(crew, smr, smtp_server)
