"""Messages: to one instance, taken once, kept or refused."""

from datetime import timedelta

import pytest

from engine import messages, orchestrator
from engine.errors import InstanceNotRunning, NobodyWaits, UnknownMessage
from tests.engine.diagrams import (
    boundary,
    bpmn,
    catch,
    end,
    message,
    par,
    start,
    user,
    xor,
)
from tests.engine.world import World


def waits_for(name: str) -> bytes:
    """Asks, then waits for a message, then asks again."""
    return bpmn(
        start("S"),
        user("First"),
        catch("Wait", message(name)),
        xor("G"),
        user("Second"),
        end("E"),
        end("Urgent"),
        "S -> First -> Wait -> G",
        "G -> Urgent if urgent == True",
        "G -> Second else",
        "Second -> E",
    )


def states(world: World) -> list[str]:
    return [row.state for row in world.message_rows()]


def test_only_the_addressed_instance_takes_a_message(world: World) -> None:
    world.publish(waits_for("now"))
    one = world.start(urgent=False)
    world.complete("First", one)
    two = world.start(urgent=False)
    world.complete("First", two)

    world.send("now", one)

    assert ("Wait" in world.path(one), "Wait" in world.path(two)) == (True, False)
    assert world.row(two).status == "running"
    assert world.problems() == []


def test_of_two_steps_that_wait_one_takes_the_message(world: World) -> None:
    world.publish(
        bpmn(
            start("S"),
            par("Fork"),
            catch("A", message("now")),
            catch("B", message("now")),
            par("Join"),
            end("E"),
            "S -> Fork -> A -> Join -> E",
            "Fork -> B -> Join",
        )
    )
    world.start()

    world.send("now")
    assert len({"A", "B"} & set(world.path())) == 1

    world.send("now")
    assert world.row().status == "completed"


def test_a_kept_message_waits_for_its_receiver_and_is_taken_once(
    world: World,
) -> None:
    world.publish(waits_for("kept"))
    world.start(urgent=False)

    assert world.send("kept", urgent=True) == "kept"
    assert world.jobs.work_due().counts.get("messages") is None
    world.complete("First")
    report = world.jobs.work_due()

    assert report.counts["messages"] == 1
    assert world.heard.messages == [("kept", {"urgent": True})]
    assert "Urgent" in world.path()
    (row,) = world.message_rows()
    assert (row.state, row.taken_by_step) == ("taken", "Wait")
    assert row.taken_at == world.clock.now()


def test_kept_messages_are_taken_in_the_order_they_were_sent(world: World) -> None:
    world.publish(waits_for("kept"))
    world.start(urgent=False)
    world.send("kept", urgent=True, number=1)
    world.clock.advance(timedelta(seconds=1))
    world.send("kept", urgent=False, number=2)

    world.complete("First")
    world.jobs.work_due()

    assert world.heard.messages == [("kept", {"urgent": True, "number": 1})]
    assert states(world) == ["taken", "expired"]


def test_a_message_that_is_not_kept_is_refused_when_nobody_waits(
    world: World,
) -> None:
    world.publish(waits_for("now"))
    world.start(urgent=False)
    before = world.row()

    with pytest.raises(NobodyWaits):
        world.send("now")

    assert (world.row(), world.message_rows()) == (before, [])


def test_a_message_no_diagram_declares_is_refused(world: World) -> None:
    world.publish(waits_for("now"))
    world.start(urgent=False)

    with pytest.raises(UnknownMessage):
        world.send("nonsense")


@pytest.mark.parametrize("name", ["now", "kept"])
def test_an_instance_that_is_over_takes_no_message(world: World, name: str) -> None:
    world.publish(bpmn(start("S"), end("E"), "S -> E"))
    world.start()

    with pytest.raises(InstanceNotRunning):
        world.send(name)

    assert world.message_rows() == []


def test_a_kept_message_goes_when_its_time_is_over(world: World) -> None:
    world.publish(waits_for("short"))
    world.start(urgent=False)
    world.send("short")

    world.pass_time(days=1)
    world.complete("First")
    world.jobs.work_due()

    assert states(world) == ["expired"]
    assert "Wait" not in world.path()


def test_a_message_whose_time_is_over_is_not_taken_by_who_waits_just_then(
    world: World,
) -> None:
    world.publish(waits_for("short"))
    world.start(urgent=False)
    world.send("short")
    world.clock.advance(timedelta(days=1))

    world.complete("First")
    world.jobs.work_due()

    assert (states(world), world.heard.messages) == (["expired"], [])


def test_a_kept_message_does_not_outlive_its_instance(world: World) -> None:
    world.publish(waits_for("kept"))
    instance_id = world.start(urgent=False)
    world.send("kept")
    with world.unit() as context:
        orchestrator.cancel(world.engine, context, instance_id)

    assert states(world) == ["expired"]


def test_a_message_sent_twice_under_one_key_is_one_message(world: World) -> None:
    world.publish(waits_for("kept"))
    instance_id = world.start(urgent=False)

    def send() -> str:
        with world.unit() as context:
            return orchestrator.send(
                world.engine,
                context,
                "kept",
                {},
                instance_id=instance_id,
                idempotency_key="mail-7",
            )

    assert send() == "kept"
    assert send() == "kept"
    world.complete("First")
    world.jobs.work_due()
    assert send() == "taken"
    assert len(world.message_rows()) == len(world.heard.messages) == 1


def test_a_message_of_a_held_instance_is_kept_until_it_goes_on(world: World) -> None:
    world.publish(waits_for("kept"))
    instance_id = world.start(urgent=False)
    world.complete("First")
    with world.unit() as context:
        orchestrator.suspend(world.engine, context, instance_id)

    assert world.send("kept") == "kept"
    world.jobs.work_due()
    assert world.heard.messages == []

    with world.unit() as context:
        orchestrator.resume(world.engine, context, instance_id)
    world.jobs.work_due()
    assert states(world) == ["taken"]


def test_a_message_starts_a_process_once(world: World) -> None:
    world.publish(waits_for("now"))
    payload = {"business_key": "ORDER-1", "urgent": False, "other": 1}
    for _ in range(2):
        with world.unit() as context:
            messages.send(
                context,
                "begin",
                payload=payload,
                process_key="P",
                idempotency_key="begin-ORDER-1",
            )

    world.jobs.work_due()
    world.jobs.work_due()

    assert world.open_steps() == ["First"]
    assert world.row().business_key == "ORDER-1"
    assert states(world) == ["taken"]


def test_a_second_message_does_not_start_what_already_runs(world: World) -> None:
    world.publish(waits_for("now"))
    for _ in range(2):
        with world.unit() as context:
            messages.send(
                context,
                "begin",
                payload={"business_key": "ORDER-1", "urgent": False},
                process_key="P",
            )

    world.jobs.work_due()

    assert world.open_steps() == ["First"]
    assert states(world) == ["taken", "taken"]


def test_a_message_to_a_business_key_that_has_ended_is_not_put_down(
    world: World,
) -> None:
    with world.unit() as context:
        sent = messages.send(context, "kept", payload={}, business_key="NONE")

    assert (sent, world.message_rows()) == (None, [])


def test_a_message_carries_into_the_token_only_what_the_diagram_names(
    world: World,
) -> None:
    world.publish(
        bpmn(
            start("S"),
            user("A"),
            boundary("Change", "A", message("now"), interrupting=False),
            xor("G"),
            user("B"),
            end("E"),
            end("F"),
            end("X"),
            "S -> A -> E",
            "Change -> G -> B -> F",
            "G -> X if urgent == True",
        ).replace(b'id="G"', b'id="G" default="F-G-B"')
    )
    world.start()

    world.send("now", urgent=False, secret="s")

    (task,) = [t for t in world.heard.open.values() if t.node.id == "B"]
    assert task.data == {"urgent": False}
    assert world.heard.messages == [("now", {"urgent": False, "secret": "s"})]
