"""A draft is rehearsed on a stage of its own; what is real does not notice."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.errors import StepFailed
from tasks.rehearsal.kept import IDLE, MOST_OF_ONE, Rehearsals
from tasks.rehearsal.playing import answer, play
from tasks.rehearsal.sandbox import RehearsalRefused, Sandbox
from tasks.rehearsal.scenarios import Scenario, ScenarioUnreadable, read, recorded, run
from tasks.rehearsal.stage import Piece, Stages
from tests.engine.diagrams import (
    boundary,
    bpmn,
    catch,
    end,
    message,
    service,
    start,
    timer,
    user,
    xor,
)
from tests.faults.fingerprint import fingerprint
from tests.stories.office import MONDAY, Office, furnish

FORM = {
    "fields": [
        {
            "name": "result",
            "type": "choice",
            "variable": "result",
            "label": {"en": "Result", "fr": "Résultat"},
            "required": True,
            "options": ["Approve", "Change"],
        }
    ]
}
DRAWN = bpmn(
    start("S"),
    user("Ask", role="intake", form="trial"),
    xor("G"),
    user("Again", role="release_manager"),
    catch("Wait", timer("days(3)")),
    user("Last", role="auditor"),
    end("E"),
    "S -> M -> Ask -> G",
    "G -> Again if result == 'Change'",
    "G -> Wait else",
    "Wait -> Last -> E",
    xor("M"),
    "Again -> M",
    key="trial",
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    furnish(folder)
    office = Office(folder)
    yield office
    office.close()


@pytest.fixture(scope="module")
def stages(office: Office) -> Stages:
    return Stages(office.app)


def piece(xml: bytes = DRAWN) -> Piece:
    folder = Path(__file__).parents[3] / "bpmn"
    tables = ("catalogue.toml", "raci.toml", "values.toml")
    files = {name: (folder / name).read_bytes() for name in tables}
    return "trial", xml, {**files, "forms/trial.json": json.dumps(FORM).encode()}


@pytest.fixture
def sandbox(stages: Stages) -> Iterator[Sandbox]:
    found = Sandbox.begun(stages, piece(), MONDAY)
    yield found
    found.close()


def do(sandbox: Sandbox, step: str, **given: object) -> None:
    row = next(r for r in sandbox.open_tasks() if r.step_id == step)
    answer(sandbox, row, by=sandbox.worker_of(row), given=given)


def test_it_is_clicked_through_as_any_role(sandbox: Sandbox) -> None:
    do(sandbox, "Ask", result="Change")
    do(sandbox, "Again")
    do(sandbox, "Ask", result="Approve")
    assert sandbox.wait_for_timer()
    do(sandbox, "Last")

    assert sandbox.status() == "completed"
    assert [d.get("as", "clock") for d in sandbox.deeds] == [
        *("intake", "release_manager", "intake", "clock", "auditor")
    ]
    assert sandbox.clock.now() - MONDAY >= timedelta(days=3)


def test_it_plays_by_itself_to_the_end(sandbox: Sandbox) -> None:
    assert play(sandbox).why == "ended"
    assert sandbox.path() == ["S", "M", "Ask", "G", "Wait", "Last", "E"]


def test_nothing_real_changes_and_nothing_is_left(
    office: Office, stages: Stages
) -> None:
    before = fingerprint(office)

    sandbox = Sandbox.begun(stages, piece(), MONDAY)
    folder = sandbox.folder.path
    play(sandbox)
    assert sandbox.app.jobs.also == {}
    sandbox.close()

    assert fingerprint(office) == before
    assert not folder.exists()


def test_a_whole_release_is_played_with_its_mails_kept_on_the_stage(
    office: Office, stages: Stages
) -> None:
    with office.app.read() as conn:
        version = office.app.engine.catalogue.latest(conn, "smr_release")
    xml = (Path(__file__).parents[3] / "bpmn" / "smr_release.bpmn").read_bytes()
    sandbox = Sandbox.begun(stages, ("smr_release", xml, version.bundle), MONDAY)

    played = play(sandbox, 25)

    assert played.deeds == 25
    assert {"S-1.1", "S-3.1"} <= set(sandbox.path())
    assert sandbox.mails()
    assert {mail.state for mail in sandbox.mails()} == {"queued"}
    sandbox.close()


def test_a_hostile_diagram_comes_to_an_end_all_the_same(stages: Stages) -> None:
    ways = ("S -> M -> G", "G -> M else", "G -> E if 1 == 2")
    around = bpmn(start("S"), xor("M"), xor("G"), end("E"), *ways, key="trial")
    script = bpmn(
        start("S"), service("X", "os.system"), end("E"), "S -> X -> E", key="trial"
    )

    with pytest.raises(StepFailed, match="loops without a wait"):
        Sandbox.begun(stages, piece(around), MONDAY)
    with pytest.raises(StepFailed, match="no such operator"):
        Sandbox.begun(stages, piece(script), MONDAY)


def test_a_timer_that_never_ends_does_not_play_for_ever(stages: Stages) -> None:
    ticking = bpmn(
        start("S"),
        user("Ask", role="intake"),
        boundary("Tick", "Ask", timer("'R/PT1S'", "timeCycle"), interrupting=False),
        end("T"),
        catch("C", message("cancel_release")),
        end("E"),
        "S -> Ask -> C -> E",
        "Tick -> T",
        key="trial",
    )
    sandbox = Sandbox.begun(stages, piece(ticking), MONDAY)

    played = play(sandbox)
    assert (played.why, sandbox.path()[-1]) == ("waits", "Ask")
    sandbox.send("cancel_release")
    assert sandbox.status() == "completed"
    sandbox.close()


def test_the_clock_goes_on_by_no_more_than_ten_years(sandbox: Sandbox) -> None:
    with pytest.raises(RehearsalRefused):
        sandbox.wait(timedelta(days=36500))


def test_a_rehearsal_becomes_a_scenario_that_passes(
    stages: Stages, sandbox: Sandbox
) -> None:
    do(sandbox, "Ask", result="Change")

    kept = recorded(sandbox, "change", "A change is asked for")
    again = read("change", kept.as_bytes())

    assert again == kept
    assert again.expect["path"] == ["S", "M", "Ask", "G"]
    assert again.expect["open"] == ["Again"]
    assert run(stages, piece(), again).passed


def test_a_scenario_says_where_another_draft_leaves_its_path(
    stages: Stages, sandbox: Sandbox
) -> None:
    do(sandbox, "Ask", result="Change")
    kept = recorded(sandbox, "change", "")
    other = DRAWN.replace(b"result == 'Change'", b"result == 'Never'")

    outcome = run(stages, piece(other), kept)

    assert not outcome.passed
    assert outcome.problem == "Open at the end: nothing."


@pytest.mark.parametrize(
    ("deed", "problem"),
    [
        ({"do": "Nowhere"}, "Deed 1 cannot be done: Nowhere is not open, but Ask is."),
        ({"do": "Ask", "as": "nobody"}, "Deed 1 cannot be done"),
        ({"send": "cancel_release"}, "Deed 1 cannot be done: No step waits"),
        ({"wait": "soon"}, "Deed 1 cannot be done"),
    ],
)
def test_a_deed_that_cannot_be_done_is_told(
    stages: Stages, deed: dict[str, object], problem: str
) -> None:
    outcome = run(stages, piece(), Scenario("x", "", MONDAY, [deed], {}))

    assert outcome.problem.startswith(problem)


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b'{"deeds": 1}', b'{"deeds": [], "expect": {"x": 1}}']
)
def test_a_file_that_is_no_scenario_is_refused(content: bytes) -> None:
    with pytest.raises(ScenarioUnreadable):
        read("broken", content)


def test_rehearsals_are_few_and_go_when_nobody_uses_them(stages: Stages) -> None:
    kept, folders = Rehearsals(), []
    for number in range(MOST_OF_ONE + 1):
        sandbox = Sandbox.begun(stages, piece(), MONDAY)
        folders.append(sandbox.folder.path)
        at = MONDAY + timedelta(minutes=number)
        kept.keep(("owner", "trial", number), sandbox, at)

    assert [f.exists() for f in folders] == [False, *([True] * MOST_OF_ONE)]
    later = MONDAY + IDLE + timedelta(hours=1)
    assert kept.find(("owner", "trial", MOST_OF_ONE), later) is None
    assert not any(folder.exists() for folder in folders)
