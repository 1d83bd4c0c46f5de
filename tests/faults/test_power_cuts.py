"""The server may be killed at any moment: what it acknowledged stays, once."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.faults.power_cuts import PatientCrew, PowerCuts
from tests.stories.decisions import ALL_IS_WELL
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
    crew = PatientCrew.hired(site, ALL_IS_WELL)
    crew.cuts = PowerCuts(site, seed, CUTS)
    body = {"process": "smr", "title": "A portal in a thunderstorm"}
    decided = {**ALL_IS_WELL, "S-2.2": {**ALL_IS_WELL["S-2.2"], "dcs_required": False}}
    crew.decisions = decided
    smr = crew["intake"].post("/releases", body).must(201)["id"]

    crew.work(smr, until=lambda: crew.release(smr)["status"] == "Closed")

    assert crew.cuts.done == CUTS
    site.must("work-due")
    assert "All invariants hold." in site.must("verify")
    asked = {"scope": "all", "state": "done", "release": smr, "per_page": 200}
    done = crew["release_manager"].get("/tasks", **asked).must()["items"]
    assert set(crew.acknowledged) <= {task["id"] for task in done}
    assert crew.instance(smr)["state"] == "completed"
    assert all(number == 1 for number in _completions(site).values())
    copies = Counter(str(each["Message-ID"]) for each in smtp_server.messages)
    assert sum(copies.values()) - len(copies) <= CUTS
    assert len(copies) == _mails(site)


def _completions(site: Site) -> Counter[str]:
    """How often each task was completed, by the record of changes."""
    engine = create_engine(site.environment["ERM_DATABASE_URL"])
    with engine.connect() as conn:
        rows = conn.execute(
            text(
                "SELECT entity_id FROM audit_entry WHERE entity = 'task' AND new = :d"
            ),
            {"d": '"done"'},
        )
        found = Counter(row.entity_id for row in rows)
    engine.dispose()
    return found


def _mails(site: Site) -> int:
    engine = create_engine(site.environment["ERM_DATABASE_URL"])
    with engine.connect() as conn:
        number = conn.scalar(text("SELECT count(*) FROM outbox WHERE state = 'sent'"))
    engine.dispose()
    return int(number or 0)
