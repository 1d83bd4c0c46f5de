"""A demonstration is a believable year: whole, deterministic, and made only once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from engine.clock import FixedClock
from engine.db import metadata
from engine.outbox import counts
from tasks import publishing, verify
from tasks.bootstrap import Application, open_application
from tasks.demo.year import YEAR, HasReleases, make_demo
from tasks.inbox import listing
from tasks.people.demonstration import demonstration_accounts
from tasks.people.persons import roles_of
from tasks.people.roles import WORKING_ROLES
from tasks.release.states import MILESTONES, OPEN
from tasks.release.tables import release
from tasks.reports.lines import report_line
from tasks.reports.snapshot import refresh
from tests.stories.office import ROOT, Wiring

TODAY = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """An office after a year of few releases."""
    clock = FixedClock(TODAY - YEAR)
    app = open_application(Wiring(tmp_path_factory.mktemp("demo")), clock)
    metadata.create_all(app.database.writer)
    publishing.publish_folder(app, ROOT / "bpmn")
    # Somebody looked at the reports of the empty product just before.
    refresh(app.database, app.zone, TODAY)
    make_demo(app, clock, TODAY, size="small")
    yield app
    app.close()


def releases(app: Application) -> list[Any]:
    """All releases of the demonstration."""
    with app.read() as conn:
        return list(conn.execute(select(release)))


def test_every_invariant_holds_after_a_year(demo: Application) -> None:
    assert verify.problems(demo) == []


@pytest.mark.parametrize("process", ["smr", "dcs"])
def test_a_release_stands_in_every_milestone(demo: Application, process: str) -> None:
    ours = [r for r in releases(demo) if r.process == process and r.status in OPEN]

    standing = {r.milestone for r in ours if r.milestone is not None}

    assert standing == set(MILESTONES[process])


@pytest.mark.parametrize("role", WORKING_ROLES)
def test_everybody_who_works_on_releases_has_something_to_do(
    demo: Application, role: str
) -> None:
    with demo.read() as conn:
        found = listing.tasks(conn, role, roles_of(conn, role), listing.Wanted(), TODAY)

    assert found.total > 0


def test_releases_have_ended_in_different_ways(demo: Application) -> None:
    ended = {(r.process, r.status) for r in releases(demo) if r.status not in OPEN}

    assert {("smr", "Closed"), ("smr", "Not required")} <= ended
    assert {("dcs", "Closed"), ("dcs", "Not required")} <= ended


def test_nothing_of_the_past_waits_to_be_sent(demo: Application) -> None:
    with demo.read() as conn:
        found = counts(conn)

    assert found["kept"] > 0
    assert found["queued"] == 0


def test_the_reports_show_it_at_once(demo: Application) -> None:
    with demo.read() as conn:
        lines = conn.scalar(select(func.count()).select_from(report_line))

    assert lines == len(releases(demo))


def test_it_happened_within_the_last_year(demo: Application) -> None:
    filed = [r.created_at for r in releases(demo)]

    assert min(filed) > TODAY - YEAR
    assert max(filed) <= TODAY


def test_a_second_demonstration_is_refused(demo: Application) -> None:
    with pytest.raises(HasReleases):
        make_demo(demo, FixedClock(TODAY), TODAY)


def test_production_would_refuse_the_further_people_too(demo: Application) -> None:
    with demo.read() as conn:
        known = demonstration_accounts(conn)

    assert "nadia.haddad" in known
    assert "intake" in known


def test_production_takes_no_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from web import cli

    monkeypatch.setenv("ERM_DATABASE_URL", f"sqlite:///{tmp_path}/erm.db")
    monkeypatch.setenv("ERM_ENV", "production")
    monkeypatch.setenv("ERM_SECRET_KEY", "a secret that is long enough")

    assert cli.run(["demo"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
