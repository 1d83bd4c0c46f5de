"""No script and no style but ours; no answer without its headers."""

import re

from tests.web.conftest import Site
from web.security import HEADERS

PAGES = (
    "/", "/releases", "/releases/new", "/instances", "/processes", "/calendar",
    "/reports", "/reports/forward-schedule", "/reports/executive-summary", "/mail",
    "/help", "/help/intake", "/admin", "/api/v1/docs", "/nosuch",
    "/processes/smr_release",
)  # fmt: skip


def test_every_answer_carries_the_headers(site: Site) -> None:
    browser = site.browser("admin")

    bare = [
        (path, name)
        for path in (*PAGES, "/healthz", "/api/v1/tasks", "/api/v1/nosuch")
        for name in HEADERS
        if name not in browser.get(path).headers
    ]

    assert bare == []


def test_the_policy_allows_our_own_files_alone(site: Site) -> None:
    policy = site.stranger().get("/login").headers["Content-Security-Policy"]

    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert "frame-ancestors 'none'" in policy


def test_no_page_has_a_script_or_a_style_inside(site: Site) -> None:
    site.file()
    browser = site.browser("admin")
    inside = re.compile(
        r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?! src=)", re.IGNORECASE
    )

    found = [(path, inside.findall(browser.get(path).text)) for path in PAGES]

    assert [(path, parts) for path, parts in found if parts] == []


def test_pages_are_not_kept_by_caches_and_files_of_ours_are(site: Site) -> None:
    page = site.browser("intake").get("/")
    [address] = re.findall(r'href="(/static/erm.css[^"]+)"', page.text)

    with site.stranger().get(address) as file:
        kept = file.headers["Cache-Control"]

    assert page.headers["Cache-Control"] == "no-store"
    assert "immutable" in kept


def test_https_is_asked_for_when_the_product_has_it(make_site) -> None:
    plain = make_site().stranger().get("/login")
    secure = make_site(base_url="https://erm.example").stranger().get("/login")

    assert "Strict-Transport-Security" not in plain.headers
    assert "max-age" in secure.headers["Strict-Transport-Security"]
