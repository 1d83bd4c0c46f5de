"""The command line: exit 0 done, 1 refused with one sentence, 2 usage."""

import io
from pathlib import Path

import pytest

from tasks.people.persons import check_password, person_named
from tests.stories.redrawn import drawn, publish, with_review
from tests.web.conftest import Site
from web.cli import run
from web.opening import only_one
from web.settings import settings_from

ROOT = Path(__file__).parents[2]


@pytest.fixture
def erm(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    """Runs a command on the site's database: status, output, complaint."""
    monkeypatch.setenv("ERM_DATABASE_URL", site.settings.database_url)
    monkeypatch.setenv("ERM_FILES", str(site.settings.files))

    def command(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        capsys.readouterr()
        status = run(arguments)
        said = capsys.readouterr()
        return status, said.out, said.err

    return command


def test_help_and_usage(erm) -> None:
    assert erm("--help")[0] == 0
    assert erm("serve", "--help")[0] == 0
    status, _out, complaint = erm("nonsense")
    assert status == 2
    assert "Traceback" not in complaint


def test_a_person_is_let_in_with_a_password(site: Site, erm) -> None:
    status, _out, complaint = erm(
        *("user", "add", "cora", "--name", "Cora Lin", "--email", "cora@example.org"),
        *("--role", "intake", "--role", "auditor", "--password-stdin"),
        stdin="correct horse battery staple\n",
    )

    assert (status, complaint) == (0, "")
    with site.app.read() as conn:
        person = check_password(conn, "cora", "correct horse battery staple")
    assert person is not None
    assert person.roles == {"intake", "auditor"}


def test_a_refusal_is_one_sentence(erm) -> None:
    status, out, complaint = erm(
        *("user", "add", "cora", "--name", "Cora", "--email", "cora@example.org"),
        *("--role", "queen"),
    )

    assert status == 1
    assert out == ""
    assert complaint.startswith("There is no role “queen”.")
    assert complaint.count("\n") == 1


def test_roles_are_set_and_access_is_ended(site: Site, erm) -> None:
    assert erm("user", "role", "intake", "auditor", "intake")[0] == 0
    assert erm("user", "disable", "stakeholder")[0] == 0
    assert erm("user", "role", "intake")[0] == 2

    with site.app.read() as conn:
        assert person_named(conn, "intake").roles == {"intake", "auditor"}
        assert person_named(conn, "stakeholder") is None


def test_the_token_stands_alone_on_the_last_line(site: Site, erm) -> None:
    status, out, _complaint = erm("token", "create", "intake")

    assert status == 0
    token = out.splitlines()[-1]
    answer = site.flask.test_client().get(
        "/api/v1/tasks", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 200


def test_diagrams_are_linted_with_exit_status(erm, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.bpmn"
    text = (ROOT / "bpmn" / "smr_release.bpmn").read_text()
    wrong.write_text(text.replace('isExecutable="true"', 'isExecutable="false"'))

    good, bad = (
        erm("process", "lint", str(ROOT / "bpmn" / "smr_release.bpmn")),
        erm("process", "lint", str(wrong)),
    )

    assert good[0] == 0, good
    assert bad[0] == 1
    assert "error" in bad[1]
    assert "Traceback" not in bad[2]


def test_processes_are_listed_imported_published_and_exported(
    erm, tmp_path: Path
) -> None:
    file = tmp_path / "changed.bpmn"
    xml = (ROOT / "bpmn" / "smr_release.bpmn").read_bytes()
    file.write_bytes(
        xml.replace(b"</bpmn:definitions>", b"<!-- n --></bpmn:definitions>")
    )

    assert "smr_release\t1\t" in erm("process", "list")[1]
    assert "Draft 1 of smr_release is kept." in erm("process", "import", str(file))[1]
    assert "version 2 is published" in erm("process", "publish", "smr_release")[1]
    output = tmp_path / "exported.bpmn"
    assert erm("process", "export", "smr_release", "2", "--output", str(output))[0] == 0
    assert output.read_bytes() == file.read_bytes()
    assert erm("process", "export", "nonsense")[0] == 1


def test_the_clock_moves_only_with_simulated_time(
    erm, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = erm("clock", "advance", "P30D")
    monkeypatch.setenv("ERM_SIMULATED_TIME", "1")
    before, moved = erm("clock", "show")[1], erm("clock", "advance", "P30D")[1]

    assert refused[0] == 1
    assert "ERM_SIMULATED_TIME=1" in refused[2]
    assert moved > before
    assert erm("clock", "advance", "soon")[0] == 1
    assert "ahead of the machine" in erm("clock", "show")[1]
    assert erm("clock", "reset")[0] == 0


def test_due_work_is_done_and_told(site: Site, erm) -> None:
    site.file()

    status, out, _complaint = erm("work-due")

    assert status == 0
    assert "mails" in out


def test_a_sound_database_passes_and_a_broken_one_does_not(site: Site, erm) -> None:
    site.file()
    assert erm("verify") == (0, "All invariants hold.\n", "")
    with site.app.database.transaction() as conn:
        conn.exec_driver_sql("UPDATE human_task SET state = 'done'")

    status, out, complaint = erm("verify")

    assert status == 1
    assert len(out.splitlines()) >= 1
    assert "broken" in complaint


def test_the_head_of_the_audit_chain_is_told_and_compared_with_an_anchor(
    site: Site, erm, tmp_path: Path
) -> None:
    site.file()
    erm("work-due")
    anchor, nothing = tmp_path / "anchor.txt", tmp_path / "nothing.txt"
    nothing.write_text("All invariants hold.\n")
    anchor.write_text(erm("verify")[1])
    site.file()
    erm("work-due")

    holds, empty = (
        erm("verify", "--anchor", str(anchor)),
        erm("verify", "--anchor", str(nothing)),
    )
    with site.app.database.transaction() as conn:
        conn.exec_driver_sql("DELETE FROM audit_entry WHERE sealed_as > 2")
        conn.exec_driver_sql("DELETE FROM audit_head")
    broken = erm("verify", "--anchor", str(anchor))

    assert (holds[0], empty[0], broken[0]) == (0, 1, 1)
    assert "Compared with 1 of its anchors." in holds[1]
    assert "no line “Audit chain: …”" in empty[2]
    assert "which is anchored, is missing." in broken[1]


def test_a_backup_puts_everything_back(site: Site, erm, tmp_path: Path) -> None:
    first = site.file()
    site.do("intake", "S-1.1", needs_smr=True)
    kept = tmp_path / "kept.zip"
    assert erm("backup", str(kept))[0] == 0
    second = site.file()

    status, out, complaint = erm("restore", str(kept))

    assert (status, complaint) == (0, "")
    assert "What was there is kept in" in out
    listed = {r["id"] for r in site.told("auditor", "GET", "/releases")["items"]}
    assert listed == {first} != {second}
    assert erm("verify")[0] == 0


def test_what_is_no_backup_is_refused(erm, tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear all")

    for path in (file, tmp_path / "missing.zip"):
        status, _out, complaint = erm("restore", str(path))
        assert status == 1
        assert complaint.count("\n") == 1


def test_a_database_without_migrations_is_named(
    erm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ERM_DATABASE_URL", f"sqlite:///{tmp_path}/new.db")

    refused, upgraded, checked = erm("verify"), erm("db", "upgrade"), erm("db", "check")

    assert (refused[0], upgraded[0], checked[0]) == (1, 0, 0)
    assert "erm db upgrade" in refused[2]


def test_one_process_alone_serves_a_sqlite_database(erm) -> None:
    import os

    with only_one(settings_from(os.environ)):
        status, _out, complaint = erm("serve")

    assert status == 1
    assert "Another process already serves" in complaint


def test_production_refuses_demonstration_accounts(
    erm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ERM_ENV", "production")
    monkeypatch.setenv("ERM_SECRET_KEY", "k" * 32)

    status, _out, complaint = erm("serve")

    assert status == 1
    assert "demonstration accounts" in complaint
    assert "intake" in complaint


def test_running_instances_are_tried_and_moved_to_a_version(site: Site, erm) -> None:
    site.file()
    publish(site, with_review(drawn()))

    tried = erm("process", "migrate", "smr_release", "2", "--dry-run")
    silent = erm("process", "migrate", "smr_release", "2")
    done = erm("process", "migrate", "smr_release", "2", "--reason", "plain language")

    assert tried[0] == 0
    assert "1 instances: 1 can move, 0 cannot, 0 are there." in tried[1]
    assert "It will come to “Review for plain language” (S-3.3r)" in tried[1]
    assert silent[0] == 2
    assert done[0] == 0
    assert "1 moved" in done[1]


def test_the_scenarios_of_a_diagram_are_run(erm, tmp_path: Path) -> None:
    file = tmp_path / "smr_release.bpmn"
    file.write_bytes((ROOT / "bpmn" / "smr_release.bpmn").read_bytes())
    none = erm("process", "test", str(file))
    beside = tmp_path / "scenarios"
    beside.mkdir()
    deeds = '{"deeds": [{"do": "S-1.1", "answers": {"needs_smr": true}}]'
    (beside / "asks.json").write_text(deeds + ', "expect": {"open": ["S-1.2"]}}')
    passed = erm("process", "test", str(file))
    (beside / "asks.json").write_text(deeds + ', "expect": {"open": ["S-9"]}}')
    failed = erm("process", "test", str(file))

    assert (none[0], passed[0], failed[0]) == (0, 0, 1)
    assert "no scenarios" in none[1]
    assert "asks: passed" in passed[1]
    assert "asks: Open at the end: S-1.2." in failed[1]
    assert "1 of 1 scenarios failed" in failed[2]
