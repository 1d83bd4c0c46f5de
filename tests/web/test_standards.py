"""The standards that a process builds on are named where the process is."""

import pytest

from tests.web.conftest import Site


@pytest.mark.parametrize("key", ["smr_release", "dcs_release"])
def test_the_page_of_a_process_names_the_standards_it_builds_on(
    site: Site, key: str
) -> None:
    page = site.browser("stakeholder").get(f"/processes/{key}").text

    for number in ("GO-ITS 35", "GO-ITS 36", "GO-ITS 44"):
        assert number in page
    assert "Terminology Reference Model" in page


def test_a_process_that_builds_on_none_names_none(site: Site) -> None:
    page = site.browser("stakeholder").get("/processes/dcs_weekly_status").text

    assert "Standards it builds on" not in page
