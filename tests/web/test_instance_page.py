"""An instance's page: the live picture, the same as text, what operators may do."""

import re

from tests.web.conftest import Site


def page_of(site: Site) -> str:
    """The page of a new release's instance."""
    release_id = site.file()
    told = site.told("auditor", "GET", f"/releases/{release_id}")
    return f"/instances/{told['instance_id']}"


def test_the_page_has_the_picture_and_the_outline(site: Site) -> None:
    text = site.browser("auditor").get(page_of(site)).text

    assert "<svg" in text
    assert "The process as text" in text
    assert "Engagement request received" in text
    assert text.count("<h1>") == 1


def test_a_poll_brings_nothing_until_something_has_changed(site: Site) -> None:
    path = page_of(site)
    browser = site.browser("intake")
    [address] = re.findall(r'hx-get="([^"]+)"', browser.get(path).text)
    address = address.replace("&amp;", "&")

    quiet = browser.get(address)
    site.do("intake", "S-1.1", needs_smr=True)
    moved = browser.get(address)

    assert (quiet.status_code, quiet.text) == (204, "")
    assert moved.status_code == 200
    assert "<html" not in moved.text


def test_the_picture_is_made_larger_without_javascript(site: Site) -> None:
    path = page_of(site)
    browser = site.browser("auditor")

    widths = [
        float(
            re.findall(
                r'<svg[^>]* width="([\d.]+)"', browser.get(f"{path}?zoom={z}").text
            )[0]
        )
        for z in ("50", "100")
    ]

    assert widths[1] / widths[0] == 2 or abs(widths[1] / widths[0] - 2) < 0.01


def test_operators_suspend_with_a_reason(site: Site) -> None:
    path = page_of(site)
    browser = site.browser("admin")

    browser.post(f"{path}/operate", deed="suspend", reason="Freeze")

    assert "suspended" in browser.get(path).text
    assert "Operate" not in site.browser("intake").get(path).text
