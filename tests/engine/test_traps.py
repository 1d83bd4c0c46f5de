"""Where the library under the engine is silently wrong, ours is right or refuses.

Each test is named after what people would see if it were not so.
"""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from engine import codec
from engine.errors import StepFailed
from engine.ports import Context
from engine.spiff.run import Run
from tests.engine.diagrams import (
    boundary,
    bpmn,
    end,
    many,
    message,
    par,
    service,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.engine.world import TORONTO, World

ROOT = Path(__file__).parents[2]

LOOP = bpmn(
    start("S"),
    xor("M"),
    user("Ask"),
    service("Note", "note", value="round"),
    xor("Again"),
    end("E"),
    "S -> M -> Ask -> Note -> Again",
    "Again -> M if again == True",
    "Again -> E else",
)
#: Everybody answers; as often as the lead wants.
ROUNDS = bpmn(
    start("S"),
    xor("M"),
    user("Lead"),
    many(user("Each")),
    xor("Again"),
    end("E"),
    "S -> M -> Lead -> Each -> Again",
    "Again -> M if again == True",
    "Again -> E else",
)
DEEP = bpmn(
    start("S"),
    sub(
        "Box",
        start("BS"),
        user("First"),
        user("Second"),
        end("BE"),
        "BS -> First -> Second -> BE",
    ),
    xor("Way"),
    user("High"),
    end("E"),
    end("Low"),
    "S -> Box -> Way",
    "Way -> High if zebra > apple and mango == 'ripe'",
    "High -> E",
    "Way -> Low else",
)


def states(world: World) -> bytes:
    return bytes(world.row().state)


def run_of(world: World) -> Run:
    """The saved instance in memory."""
    row = world.row()
    with world.database.read() as conn:
        context = Context(conn=conn, at=world.clock.now(), zone=TORONTO)
        version = world.engine.catalogue.version(conn, row.version_id)
    return Run.loaded(row.state, version.executable, world.engine.scripts(context))


def everything(world: World) -> list[list[tuple[object, ...]]]:
    """All rows of all tables."""
    with world.database.read() as conn:
        names = [
            row[0]
            for row in conn.exec_driver_sql(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            )
        ]
        return [
            [tuple(row) for row in conn.exec_driver_sql(f'SELECT * FROM "{name}"')]
            for name in names
        ]


# 1. A task tree that grows until the engine loses the instance.


@pytest.mark.slow
def test_a_loop_of_1100_rounds_keeps_its_instance_and_its_size(world: World) -> None:
    world.publish(LOOP)
    world.start()
    world.complete("Ask", again=True, round=10)
    early = len(states(world))

    for _ in range(1100):
        world.complete("Ask", again=True, round=10)

    assert abs(len(states(world)) - early) <= 16
    assert (world.row().status, world.open_steps()) == ("running", ["Ask"])
    world.complete("Ask", again=False, round=10)
    assert world.row().status == "completed"
    assert world.path().count("Ask") == 1102
    assert world.problems() == []


def test_a_process_of_600_steps_in_a_row_runs_to_its_end(world: World) -> None:
    steps = [f"N{n}" for n in range(600)]
    world.publish(
        bpmn(
            start("S"),
            *[service(step, "note") for step in steps],
            end("E"),
            " -> ".join(["S", *steps, "E"]),
        )
    )

    world.start()

    assert world.path() == ["S", *steps, "E"]


def test_a_process_that_loops_without_a_wait_is_stopped_and_says_where(
    world: World,
) -> None:
    world.publish(
        bpmn(
            start("S"),
            xor("M"),
            service("Spin", "note"),
            xor("Again"),
            end("E"),
            "S -> M -> Spin -> Again",
            "Again -> M if True",
            "Again -> E else",
        )
    )

    with pytest.raises(StepFailed, match="loops without a wait"):
        world.start()


# 2. and 3. A saved state that comes back as another.


def test_the_token_comes_back_with_everything_it_carried_whatever_its_order(
    world: World,
) -> None:
    world.publish(DEEP)
    world.start(zebra=9, apple=1)
    world.complete("First", mango="ripe", apple=2)
    saved = states(world)

    reloaded = run_of(world)

    (task,) = reloaded.waits().tasks.values()
    assert task.data == {"zebra": 9, "apple": 2, "mango": "ripe"}
    assert reloaded.state() == saved


def test_the_state_is_stored_as_bytes_that_no_database_can_reorder(
    world: World,
) -> None:
    world.publish(DEEP)
    world.start(zebra=9, apple=1)

    with world.database.read() as conn:
        kind = conn.exec_driver_sql("SELECT typeof(state) FROM instance").scalar()

    assert kind == "blob"


def test_an_instance_saved_by_one_process_goes_on_in_the_next(world: World) -> None:
    world.publish(DEEP)
    world.start(zebra=9, apple=1)
    world.complete("First", mango="ripe")

    other = world.again()
    other.complete("Second", apple=3)

    assert other.open_steps() == ["High"]
    other.database.close()


# 4. and 13. Code in a diagram that runs.


@pytest.mark.parametrize(
    "expression",
    [
        "__import__('pathlib').Path('{file}').write_text('x') == 1",
        "open('{file}', 'w') == 1",
        "().__class__.__base__.__subclasses__()[0] == 1",
    ],
)
@pytest.mark.parametrize("reloaded", [False, True])
def test_a_condition_cannot_run_code_neither_live_nor_after_a_reload(
    world: World, tmp_path: Path, expression: str, reloaded: bool
) -> None:
    file = tmp_path / "written"
    world.publish(
        bpmn(
            start("S"),
            user("Ask"),
            xor("G"),
            end("A"),
            end("B"),
            "S -> Ask -> G",
            f"G -> A if {expression.format(file=file)}",
            "G -> B else",
        )
    )
    world.start()
    here = world.again() if reloaded else world

    with pytest.raises(StepFailed, match="“G”"):
        here.complete("Ask")

    assert not file.exists()
    assert here.open_steps() == ["Ask"]
    here.database.close()


def test_a_script_task_never_runs(world: World, tmp_path: Path) -> None:
    file = tmp_path / "written"
    script = f"open({str(file)!r}, 'w')"
    xml = bpmn(start("S"), service("T", "note"), end("E"), "S -> T -> E").decode()
    before, rest = xml.split("<bpmn:serviceTask", 1)
    after = rest.split("</bpmn:serviceTask>", 1)[1]
    world.publish(
        f'{before}<bpmn:scriptTask id="T"><bpmn:script>{script}</bpmn:script>'
        f"</bpmn:scriptTask>{after}".encode()
    )

    with pytest.raises(StepFailed, match="not allowed"):
        world.start()

    assert not file.exists()


def test_the_same_script_engine_serves_a_restored_instance_and_its_subprocesses(
    world: World,
) -> None:
    world.publish(DEEP)
    world.start(zebra=9, apple=1)
    row = world.row()
    with world.database.read() as conn:
        context = Context(conn=conn, at=world.clock.now(), zone=TORONTO)
        version = world.engine.catalogue.version(conn, row.version_id)
    scripts = world.engine.scripts(context)

    workflow = codec.load(row.state, version.executable, scripts)

    assert {w.script_engine for w in workflow.active()} == {scripts}
    assert len(workflow.active()) == 2


# 8. and 9. Cycles.


def cycle(**host: object) -> bytes:
    """A task beside which an hourly timer makes work, by a person or by itself."""
    extra = user("Update") if host.get("people") else service("Update", "note")
    return bpmn(
        start("S"),
        user("Host"),
        boundary("Hourly", "Host", timer("R/PT1H", "timeCycle"), interrupting=False),
        extra,
        end("E"),
        end("U"),
        "S -> Host -> E",
        "Hourly -> Update -> U",
    )


@pytest.mark.parametrize("people", [False, True])
def test_a_worker_down_for_two_days_makes_one_item_and_says_what_it_skipped(
    world: World, people: bool
) -> None:
    world.publish(cycle(people=people))
    world.start()

    world.pass_time(hours=47.5)

    items = world.open_steps().count("Update") if people else len(world.called)
    assert items == 1
    (skipped,) = [r for r in world.history() if r.how == "skipped"]
    assert (skipped.step_id, skipped.by) == ("Hourly", None)
    assert skipped.note.startswith("46 missed slots")
    (waits,) = world.timers()
    assert waits.due_at - world.clock.now() == timedelta(minutes=30)
    assert world.problems() == []


def test_a_cycle_that_is_swept_in_time_skips_nothing(world: World) -> None:
    world.publish(cycle())
    world.start()

    world.pass_time(hours=1)
    world.pass_time(hours=1)
    world.pass_time(hours=1)

    assert len(world.called) == 3
    assert not [r for r in world.history() if r.how == "skipped"]


def test_a_status_update_that_is_open_stays_when_its_host_is_done(
    world: World,
) -> None:
    world.publish(cycle(people=True))
    world.start()
    world.pass_time(hours=1)

    world.complete("Host")

    assert (world.open_steps(), world.row().status) == (["Update"], "running")
    assert world.timers() == []
    world.complete("Update")
    assert world.row().status == "completed"
    assert "U" in world.path()


# 10. A service task that fails without saying what.


def test_a_failing_operator_says_which_step_failed_and_why_and_rolls_all_back(
    world: World,
) -> None:
    world.publish(
        bpmn(
            start("S"),
            user("Ask"),
            service("Before", "note"),
            service("Change", "refuse"),
            end("E"),
            "S -> Ask -> Before -> Change -> E",
        )
    )
    world.start()
    before = everything(world)

    with pytest.raises(StepFailed) as failed:
        world.complete("Ask")

    assert failed.value.step_id == "Change"
    assert failed.value.problem == "refuse: the record does not allow it."
    assert everything(world) == before


def test_an_operator_nobody_knows_is_named(world: World) -> None:
    world.publish(bpmn(start("S"), service("A", "absent"), end("E"), "S -> A -> E"))

    with pytest.raises(StepFailed, match="absent: there is no such operator"):
        world.start()


def test_a_condition_that_names_a_missing_variable_leaves_the_task_open(
    world: World,
) -> None:
    world.publish(LOOP)
    world.start()
    before = everything(world)

    with pytest.raises(StepFailed, match="again"):
        world.complete("Ask", round=1)

    assert everything(world) == before
    world.complete("Ask", again=False, round=1)
    assert world.row().status == "completed"


# Multi-instance.


def test_people_are_asked_a_second_time_in_the_next_round(world: World) -> None:
    world.publish(ROUNDS)
    world.start(again=True)
    world.complete("Lead", people=["ann", "bob"])
    first = {t.round_id for t in world.heard.open.values()}
    world.complete("Each")
    world.complete("Each")

    world.complete("Lead", people=["bob", "cyn", "dee"])

    items = sorted(t.item for t in world.heard.open.values())
    second = {t.round_id for t in world.heard.open.values()}
    assert items == ["bob", "cyn", "dee"]
    assert len(first) == len(second) == 1
    assert first != second


def test_nobody_to_ask_is_nothing_to_wait_for(world: World) -> None:
    world.publish(ROUNDS)
    world.start(again=False)

    world.complete("Lead", people=[])

    assert world.row().status == "completed"


@pytest.mark.parametrize("sequential", [False, True])
def test_the_last_of_many_completes_the_host_in_a_new_operating_system_process(
    world: World, sequential: bool
) -> None:
    world.publish(
        bpmn(
            start("S"),
            many(user("Each"), sequential=sequential),
            user("After"),
            end("E"),
            "S -> Each -> After -> E",
        )
    )
    world.start(people=["ann", "bob"])
    world.complete("Each")
    world.database.close()
    task_id = next(iter(world.heard.open))

    program = f"""
from pathlib import Path
from engine import orchestrator
from tests.engine.world import World
world = World(Path({str(world.folder)!r}))
world.heard.open = dict.fromkeys([{task_id!r}])
with world.unit() as context:
    orchestrator.complete(
        world.engine, context, {world.only_instance()!r}, {task_id!r}, dict
    )
print(world.open_steps(), world.row().status)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "['After'] running", done.stderr


def test_a_person_of_many_finishes_once(world: World) -> None:
    world.publish(ROUNDS)
    world.start(again=False)
    world.complete("Lead", people=["ann", "bob"])

    world.complete("Each")

    assert world.row().status == "running"
    assert len(world.open_steps()) == 1


# Joins and events.


def test_two_branches_that_meet_keep_the_answers_of_both(world: World) -> None:
    world.publish(
        bpmn(
            start("S"),
            par("Fork"),
            user("A"),
            user("B"),
            par("Join"),
            xor("G"),
            end("Both"),
            end("One"),
            "S -> Fork -> A -> Join -> G",
            "Fork -> B -> Join",
            "G -> Both if left == 1 and right == 2",
            "G -> One else",
        )
    )
    world.start(left=0, right=0)

    world.complete("A", left=1)
    world.complete("B", right=2)

    assert "Both" in world.path()


def test_an_interrupting_message_withdraws_the_task_and_what_was_open_beside_it(
    world: World,
) -> None:
    world.publish(
        bpmn(
            start("S"),
            sub(
                "Box",
                start("BS"),
                par("Fork"),
                user("A"),
                user("B"),
                par("Join"),
                end("BE"),
                "BS -> Fork -> A -> Join -> BE",
                "Fork -> B -> Join",
            ),
            boundary("Stop", "Box", message("now")),
            user("Repair"),
            end("E"),
            end("F"),
            "S -> Box -> E",
            "Stop -> Repair -> F",
        )
    )
    world.start()

    world.send("now")

    assert world.open_steps() == ["Repair"]
    assert {(c.step_id, c.how) for c in world.heard.closed} == {
        ("A", "withdrawn"),
        ("B", "withdrawn"),
    }
    assert world.problems() == []
