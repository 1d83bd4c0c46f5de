"""A served installation, and people at browsers of their own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.pages import People
from tests.support.serving import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An installation of the module's own, which serves."""
    site = Site(tmp_path_factory.mktemp("site"))
    site.start()
    yield site
    site.stop()
    assert "Traceback" not in site.log.read_text()


@pytest.fixture
def people(site: Site, browser: Browser) -> Iterator[People]:
    """Everybody; at the end nothing may have been wrong in anybody's console."""
    people = People(site, browser)
    yield people
    assert people.go_home() == []
