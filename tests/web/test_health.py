"""For those who run the product."""

from tests.web.conftest import Site


def test_it_is_alive_and_ready_and_says_what_time_it_takes_it_to_be(site: Site) -> None:
    alive, ready = (site.stranger().client.get(p) for p in ("/healthz", "/readyz"))

    assert alive.json == {"status": "ok"}
    assert ready.status_code == 200
    assert ready.json["now"] == "2026-01-05T14:00:00Z"


def test_figures_are_prometheus_text_without_names(site: Site) -> None:
    site.file()

    text = site.stranger().client.get("/metrics").text

    assert 'erm_releases{process="smr",status="Submitted"} 1.0' in text
    assert "erm_tasks_open 1.0" in text
    assert "SMR-2026" not in text
    assert "gateway" not in text
