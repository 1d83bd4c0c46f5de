"""English and French: a person's choice, or the browser's."""

from tasks.people.persons import person
from tests.web.conftest import Site


def test_the_browser_s_language_is_used_for_strangers(site: Site) -> None:
    text = site.stranger().get("/login", **{"Accept-Language": "fr-CA,fr;q=0.9"}).text

    assert '<html lang="fr">' in text
    assert "Se connecter" in text


def test_the_choice_stays_and_mails_follow(site: Site) -> None:
    browser = site.browser("intake")

    answer = browser.get("/language/fr?next=/releases")

    assert answer.headers["Location"] == "/releases"
    assert '<html lang="fr">' in browser.get("/releases").text
    with site.app.read() as conn:
        assert person(conn, "intake").language == "fr"


def test_an_unknown_language_does_not_exist(site: Site) -> None:
    assert site.stranger().get("/language/de").status_code == 404


def test_a_french_reader_gets_french_forms_and_refusals(site: Site) -> None:
    site.file()
    task = site.task("intake", "S-1.1")
    browser = site.browser("intake")
    browser.get("/language/fr")

    page = browser.get(f"/tasks/{task['id']}").text
    refused = browser.post(f"/tasks/{task['id']}", {"do": "complete"}).text

    assert "Titre" in page
    assert "Erreur" in refused
    assert "Indiquez une date" in refused
