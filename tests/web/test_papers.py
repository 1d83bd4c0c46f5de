"""The papers of a release: read as a page, taken along, kept as versions."""

import io

import pytest
from docx import Document
from pptx import Presentation

from tests.support.pdf import Pdf
from tests.web.conftest import Site

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def release(site: Site) -> str:
    """A release whose title nobody should take for markup."""
    return site.file(title="<b>#Mail</b> & lists")


def keeping(site: Site, release_id: str, name: str, **more: str) -> str:
    """Keep a paper; the address of the version."""
    browser = site.browser("release_manager")
    kept = browser.post(f"/releases/{release_id}/papers/{name}", **more)
    assert kept.status_code == 303, kept.text
    return str(kept.headers["Location"])


def test_the_page_says_what_can_be_written_and_what_the_others_wait_for(
    site: Site, release: str
) -> None:
    text = site.browser("intake").get(f"/releases/{release}/papers").text

    assert "Release announcement" in text
    assert "Can be written" in text
    assert "The record lacks: the scorecard" in " ".join(text.split())
    assert "Method of Procedure" not in text


def test_a_paper_is_read_as_a_page_in_either_language(site: Site, release: str) -> None:
    browser = site.browser("intake")

    english = browser.get(f"/releases/{release}/papers/announcement").text
    french = browser.get(f"/releases/{release}/papers/announcement?language=fr").text

    assert "Release announcement: &lt;b&gt;#Mail&lt;/b&gt; &amp; lists" in english
    assert '<div class="erm-paper" lang="fr">' in french
    assert "<h2>Dates clés</h2>" in french


def test_a_paper_is_taken_along_in_every_format(site: Site, release: str) -> None:
    browser = site.browser("intake")
    path = f"/releases/{release}/papers/announcement"

    word = browser.get(f"{path}.docx")
    show = browser.get(f"{path}.pptx")
    pdf = browser.get(f"{path}.pdf?language=fr")

    title = "Release announcement: <b>#Mail</b> & lists"
    assert word.headers["Content-Type"] == WORD
    assert f"{release}-announcement.docx" in word.headers["Content-Disposition"]
    assert Document(io.BytesIO(word.data)).paragraphs[0].text == title
    first = Presentation(io.BytesIO(show.data)).slides[0]
    assert first.shapes.title is not None
    assert first.shapes.title.text_frame.text == title
    assert b"/Lang(fr-CA)" in pdf.data
    assert "<b>#Mail</b> & lists" in Pdf(pdf.data).text()
    assert browser.get(f"{path}.odt").status_code == 404
    assert browser.get(f"/releases/{release}/papers/air").status_code == 404


def test_a_paper_is_kept_as_a_version_and_stays_as_it_was(
    site: Site, release: str
) -> None:
    address = keeping(site, release, "announcement")
    browser = site.browser("release_manager")
    browser.post(f"/releases/{release}/edit", title="Other", why="typing", version="0")
    again = keeping(site, release, "announcement", language="fr")

    kept = browser.get(address).text
    assert address.endswith("/1/read")
    assert again.endswith("/2/read")
    assert "Kept" in kept
    assert "#Mail" in kept
    pdf = browser.get(address.removesuffix("/read") + ".pdf")
    assert "#Mail" in Pdf(pdf.data).text()
    assert "Annonce de la version" in browser.get(again).text
    documents = browser.get(f"/releases/{release}?part=documents").text
    assert "Release Announcement" in documents


def test_who_only_reads_the_release_keeps_nothing(site: Site, release: str) -> None:
    browser = site.browser("auditor")

    page = browser.get(f"/releases/{release}/papers").text
    refused = browser.post(f"/releases/{release}/papers/announcement")

    assert "Keep as a version" not in page
    assert refused.status_code == 403
    assert "Only the coordinator or the release manager" in refused.text


def test_what_the_record_has_not_yet_is_not_kept(site: Site, release: str) -> None:
    browser = site.browser("release_manager")

    refused = browser.post(f"/releases/{release}/papers/scorecard")

    assert refused.status_code == 422
    assert "“Scorecard” cannot be kept yet" in refused.text


def test_papers_of_a_release_one_may_not_read_do_not_exist(
    site: Site, release: str
) -> None:
    browser = site.browser("stakeholder")

    for path in ("papers", "papers/announcement", "papers/announcement.pdf"):
        assert browser.get(f"/releases/{release}/{path}").status_code == 404


def test_programs_list_take_and_keep_papers(site: Site, release: str) -> None:
    path = f"/releases/{release}/papers"

    listed = site.told("intake", "GET", path)
    found = {each["name"]: each for each in listed["items"]}
    pdf = site.ask("intake", "GET", f"{path}/announcement.pdf")
    kept = site.ask("release_manager", "POST", f"{path}/announcement", {})
    refused = site.ask("intake", "POST", f"{path}/announcement", {})
    wrong = site.ask("release_manager", "POST", f"{path}/plan", {"language": "de"})

    assert found["announcement"]["ready"]
    assert found["minutes"] == {
        "name": "minutes",
        "title": "Meeting minutes",
        "document": "Meeting minutes",
        "formats": ["docx", "pdf"],
        "ready": False,
        "missing": ["meetings"],
        "about": "meetings",
        "entries": [],
    }
    assert pdf.data.startswith(b"%PDF-1.7")
    assert (kept.status_code, kept.json["version"]) == (201, 1)
    assert refused.status_code == 403
    assert wrong.status_code == 422
