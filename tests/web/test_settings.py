"""What the surroundings may ask for."""

import pytest

from web.settings import BadSettings, settings_from

PRODUCTION = {"ERM_ENV": "production", "ERM_SECRET_KEY": "x" * 32}


def test_without_anything_it_runs_on_sqlite_at_home() -> None:
    found = settings_from({})

    assert found.database_url == "sqlite:///var/erm.db"
    assert found.base_url == "http://127.0.0.1:8000"
    assert found.smtp_url is None
    assert not found.production


def test_the_port_moves_the_address() -> None:
    assert settings_from({"PORT": "8123"}).base_url == "http://127.0.0.1:8123"


@pytest.mark.parametrize(
    "environment",
    [
        {"PORT": "http"},
        {"PORT": "99999"},
        {"ERM_TIME_ZONE": "Mars/Olympus"},
        {"ERM_BASE_URL": "ftp://erm"},
        {"ERM_CHANGES_URL": "ftp://itsm"},
        {"ERM_CHANGES_URL": "https://me:secret@itsm.example/api"},
        {"ERM_CHANGES_EVERY": "often"},
        {"ERM_ENV": "production"},
        {"ERM_ENV": "production", "ERM_SECRET_KEY": "short"},
        {**PRODUCTION, "ERM_SIMULATED_TIME": "1"},
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(environment: dict[str, str]) -> None:
    with pytest.raises(BadSettings, match=r"\w+ .+"):
        settings_from(environment)


def test_production_with_a_secret_starts() -> None:
    assert settings_from(PRODUCTION).production


def test_a_change_tool_and_a_virus_scan_are_named_by_the_surroundings() -> None:
    found = settings_from(
        {
            "ERM_CHANGES_URL": "https://itsm.example/api",
            "ERM_CHANGES_TOKEN": "secret",
            "ERM_CHANGES_FOLDER": "/srv/changes",
            "ERM_CHANGES_EVERY": "10",
            "ERM_VIRUS_SCAN": "clamdscan --fdpass",
        }
    )

    names = [tool.name for tool in found.change_tools.tools(found.zone)]
    assert names == ["REST: itsm.example", "CSV: changes"]
    assert found.change_tools.every.total_seconds() == 600
    assert found.virus_scan == "clamdscan --fdpass"
