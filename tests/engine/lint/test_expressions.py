"""What expressions read, and where it was set."""

import pytest

from tests.engine.diagrams import (
    boundary,
    bpmn,
    catch,
    end,
    many,
    message,
    node,
    par,
    service,
    start,
    sub,
    timer,
    user,
    xor,
)
from tests.engine.lint.linting import errors, linted, told

S, E = start("S"), end("E")
CHOOSE = service("C", "choose", "people")


def decided(*parts: object, condition: str = "x == 1") -> bytes:
    """These parts, then a gateway G that asks a condition."""
    return bpmn(
        S, *parts, xor("G"), user("Z"), E, "G -> E else", f"G -> Z if {condition}",
        "Z -> E",
    )  # type: ignore[arg-type] # fmt: skip


def test_what_a_form_before_sets_may_be_read() -> None:
    assert linted(decided(user("A", form="x"), "S -> A -> G")) == []


def test_what_a_form_in_a_subprocess_sets_may_be_read_behind_it() -> None:
    inside = sub("X", start("s"), user("A", form="x"), end("e"), "s -> A -> e")

    assert linted(decided(inside, "S -> X -> G")) == []


def test_what_a_branch_sets_may_be_read_behind_the_join() -> None:
    xml = decided(
        par("P"), user("A", form="x"), user("B"), par("J"),
        "S -> P -> A -> J", "P -> B -> J -> G",
    )  # fmt: skip

    assert linted(xml) == []


def test_what_another_branch_sets_may_not_be_read_before_the_join() -> None:
    xml = bpmn(
        S, par("P"), user("A", form="x"), user("B"), xor("G"), user("C"), xor("M"),
        par("J"), E, "S -> P -> A -> J", "P -> B -> G -> M else",
        "G -> C if x == 1", "C -> M -> J -> E",
    )  # fmt: skip

    assert ("variable-unset", "F-G-C") in told(xml)


def test_what_is_set_in_a_loop_is_set_in_every_round() -> None:
    xml = bpmn(
        S, xor("M"), par("P"), user("A", form="x"), user("B"), par("J"), xor("G"), E,
        "S -> M -> P -> A -> J", "P -> B -> J -> G -> E else", "G -> M if x == 1",
    )  # fmt: skip

    assert linted(xml) == []


def test_what_the_interrupted_step_would_have_set_may_not_be_read() -> None:
    xml = decided(
        user("A", form="x"), boundary("B", "A", message("stop")), end("E2"),
        "S -> A -> E2", "B -> G",
    )  # fmt: skip

    assert ("variable-unset", "F-G-Z") in told(xml)


def test_what_the_rounds_of_a_list_answer_may_not_be_read_behind_them() -> None:
    xml = decided(CHOOSE, many(user("A", form="x")), "S -> C -> A -> G")

    assert ("variable-unset", "F-G-Z") in told(xml)


def test_the_item_of_a_round_may_be_read_in_it() -> None:
    one = many(user("A", assignee="person", due_in="days(person)"))

    assert errors(bpmn(S, CHOOSE, one, E, "S -> C -> A -> E")) == []


def test_the_item_of_a_round_may_not_be_read_outside() -> None:
    xml = decided(
        CHOOSE, many(user("A")), "S -> C -> A -> G", condition="person == 'x'"
    )

    assert ("variable-unset", "F-G-Z") in told(xml)


def test_a_list_must_be_there_before_its_rounds() -> None:
    xml = bpmn(S, many(user("A")), E, "S -> A -> E")

    assert ("variable-unknown", "A") in told(xml)


def test_what_only_a_message_can_bring_is_a_warning() -> None:
    xml = decided(catch("C", message("go")), "S -> C -> G")

    found = [f for f in linted(xml) if f.rule == "variable-unknown"]

    assert [f.severity for f in found] == ["warning"]


def test_without_forms_anything_may_be_set() -> None:
    assert linted(decided(user("A"), "S -> A -> G"), sets=None) == []


def test_an_unknown_name_is_told_with_what_it_may_have_meant() -> None:
    xml = decided(user("A", form="approved"), "S -> A -> G", condition="aproved")

    found = next(f for f in linted(xml) if f.rule == "variable-unknown")

    assert "did you mean “approved”?" in found.message


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("flag('x'", "syntax"),
        ("falg('x')", "unknown function 'falg': did you mean 'flag'?"),
        ("flag()", "flag() takes 1 argument, not 0"),
        ("flag('x') + 1 == 2", "+ cannot take"),
        ("__import__('os')", "not part of the expression language"),
        ("(lambda: 1)()", "not part of the expression language"),
        ("x" * 600, "1 to 500 characters"),
    ],
)
def test_a_condition_that_cannot_be_read_is_told_why(text: str, problem: str) -> None:
    xml = decided(user("A", form="x"), "S -> A -> G", condition=text)

    said = [f.message for f in linted(xml) if f.rule == "expression"]

    assert any(problem in message for message in said)


@pytest.mark.parametrize("due_in", ["days(5)", "add_business_days(today(), 5)", "x"])
def test_a_due_date_may_be_a_duration_a_day_or_unknown(due_in: str) -> None:
    xml = bpmn(S, user("A", form="x"), user("B", due_in=due_in), E, "S -> A -> B -> E")

    assert linted(xml) == []


@pytest.mark.parametrize(
    ("text", "form", "rules"),
    [
        ("PT5H", "timeDuration", set()),
        ("hours(5)", "timeDuration", set()),
        ("now() + days(5)", "timeDate", set()),
        ("P5D", "timeDuration", {"timer-days"}),
        ("'P5D'", "timeDuration", {"timer-days"}),
        ("days(5)", "timeDuration", {"timer-days"}),
        ("next_due('x')", "timeDate", set()),
        ("P5D", "timeDate", {"timer-form"}),
        ("2026-12-24T09:00Z", "timeDuration", {"timer-form", "timer-zone"}),
        ("next_due('x')", "timeDuration", {"timer-form"}),
        ("30 days", "timeDuration", {"timer"}),
        ("'30 days'", "timeDuration", {"timer"}),
        ("P1.5D", "timeDuration", {"timer"}),
        ("0 0 9 * * 1", "timeDuration", {"timer"}),
        ("days(0)", "timeDuration", {"timer-zero"}),
        ("R3/PT0S", "timeCycle", {"timer-zero", "cycle-place"}),
        ("2026-12-24", "timeDate", {"timer-zone"}),
        ("", "timeDate", {"timer"}),
        ("nobody(1)", "timeDate", {"timer"}),
    ],
)
def test_a_timer_is_told_what_is_wrong_with_it(
    text: str, form: str, rules: set[str]
) -> None:
    xml = bpmn(S, catch("C", timer(text, form)), E, "S -> C -> E")

    assert {rule for rule, _ in told(xml)} == rules


def test_a_receive_task_waits_for_a_declared_message() -> None:
    def receiving(name: str) -> bytes:
        return bpmn(
            S, node("receiveTask", "R").with_(messageRef="m"), E, "S -> R -> E",
            beside=f'<bpmn:message id="m" name="{name}"/>',
        )  # fmt: skip

    assert linted(receiving("go")) == []
    assert ("message-undeclared", "R") in told(receiving("gone"))
