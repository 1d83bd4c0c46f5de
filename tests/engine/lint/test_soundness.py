"""Soundness: sound diagrams are left alone, and every way of being unsound is seen."""

from hypothesis import assume, given
from hypothesis import strategies as st

from engine.lint import lint
from engine.lint.net import END, KILL, START, Net
from engine.lint.play import Doubled, Player, Stuck, Tangled
from engine.messages import Declaration
from engine.model import Node, read
from engine.ports import Parameter, ServiceOperator
from tests.engine.diagrams import (
    bpmn,
    catch,
    end,
    inclusive,
    message,
    par,
    start,
    sub,
    task,
    terminate,
    user,
    xor,
)
from tests.engine.lint.linting import errors, linted, told
from tests.engine.oracle.blocks import Block, numbered, programs
from tests.engine.oracle.drawing import xml_of

S, E = start("S"), end("E")


def variable(node: Node) -> frozenset[str]:
    return frozenset({f"v_{node.id}"})


@given(programs())
def test_what_is_built_of_closed_blocks_is_sound(program: Block) -> None:
    xml = xml_of(numbered(program))
    value = {"value": Parameter("anything")}
    give = ServiceOperator("give", lambda context: None, value, returns="anything")
    messages = {name: Declaration(name) for name in read(xml).messages}

    found = lint(
        xml, operators={"give": give}, facts={}, messages=messages, sets=variable
    )

    # Its inclusive gateways have no default, because one condition is always true.
    assert {f.rule for f in found if f.severity == "error"} <= {"gateway-default"}


kinds = st.sampled_from(["xor", "and"])


@st.composite
def nets(draw: st.DrawFn) -> list[tuple[str, str]]:
    """Flows between a start, up to six gateways and two ends."""
    gateways = [f"g{i}" for i in range(draw(st.integers(1, 6)))]
    targets = st.sampled_from([*gateways, END, KILL])
    flows = [("s", "g0")]
    for gateway in gateways:
        flows += [(gateway, draw(targets)) for _ in range(draw(st.integers(1, 3)))]
    return flows


@given(nets(), st.lists(kinds, min_size=6, max_size=6))
def test_a_reduced_net_has_the_faults_of_the_whole_one(
    flows: list[tuple[str, str]], kinds_of: list[str]
) -> None:
    with_work = [step for flow in flows for step in with_work_before_an_end(flow)]
    whole, reduced = net(with_work, kinds_of), net(with_work, kinds_of)

    reduced.reduce()

    assert is_faulty(reduced) == is_faulty(whole)


@given(nets(), st.lists(kinds, min_size=6, max_size=6))
def test_a_reduced_net_has_no_faults_of_its_own(
    flows: list[tuple[str, str]], kinds_of: list[str]
) -> None:
    whole, reduced = net(flows, kinds_of), net(flows, kinds_of)

    reduced.reduce()

    assert is_faulty(whole) or not is_faulty(reduced)


def with_work_before_an_end(flow: tuple[str, str]) -> list[tuple[str, str]]:
    source, target = flow
    if target != END:
        return [flow]
    return [(source, f"work after {source}"), (f"work after {source}", END)]


def net(flows: list[tuple[str, str]], kinds_of: list[str]) -> Net:
    """A net of these flows; only what can be reached is in it."""
    reached = {"s"}
    for _ in flows:
        reached |= {target for source, target in flows if source in reached}
    built = Net()
    for sink in (END, KILL):
        built.add(sink, sink)
    for node in sorted({source for source, _ in flows}):
        kind = kinds_of[int(node[1])] if node.startswith("g") else "xor"
        built.add(node, START if node == "s" else kind)
    for number, (source, target) in enumerate(dict.fromkeys(flows)):
        if source in reached:
            built.connect(source, target, f"f{number}")
    return built


def is_faulty(built: Net) -> bool:
    problems = list(Player(built).problems())
    assume(not any(isinstance(p, Tangled) for p in problems))
    return any(isinstance(p, Stuck | Doubled) for p in problems)


def test_a_decision_joined_in_parallel_is_told_with_the_decision_that_blocks_it() -> (
    None
):
    xml = bpmn(
        S, xor("G"), user("A", "Ask"), user("B"), par("J"), E,
        "S -> G -> A else", "G -> B if flag('x')", "A -> J", "B -> J -> E",
    )  # fmt: skip

    blamed = {f.message.split(" At")[0] for f in errors(xml) if f.rule == "join-waits"}

    assert any("“J” can wait for ever" in m and "“G” goes to" in m for m in blamed)


def test_a_loop_out_of_a_branch_to_before_the_split_runs_twice() -> None:
    xml = bpmn(
        S, xor("M"), par("P"), user("A"), xor("X"), user("B"), par("J"), E,
        "S -> M -> P -> A -> X -> J else", "X -> M if flag('x')", "P -> B -> J -> E",
    )  # fmt: skip

    assert "runs-twice" in {rule for rule, _ in told(xml)}


def test_a_loop_from_behind_the_join_into_a_branch_waits_for_ever() -> None:
    xml = bpmn(
        S, par("P"), user("A"), xor("M"), user("B"), par("J"), user("Z"), xor("Y"), E,
        "S -> P -> A -> J", "P -> M -> B -> J -> Z -> Y -> E else",
        "Y -> M if flag('x')",
    )  # fmt: skip

    assert ("join-waits", "J") in told(xml)


def test_a_loop_around_a_block_is_sound() -> None:
    xml = bpmn(
        S, xor("M"), par("P"), user("A"), user("B"), par("J"), xor("Y"), E,
        "S -> M -> P -> A -> J", "P -> B -> J -> Y -> E else", "Y -> M if flag('x')",
    )  # fmt: skip

    assert linted(xml) == []


def test_a_branch_that_ends_everything_needs_no_join() -> None:
    xml = bpmn(
        S, par("P"), user("A"), xor("X"), terminate("T"), user("B"), par("J"), E,
        "S -> P -> A -> X -> J else", "X -> T if flag('x')", "P -> B -> J -> E",
    )  # fmt: skip

    assert linted(xml) == []


def test_a_branch_that_just_ends_lets_the_join_wait() -> None:
    xml = bpmn(
        S, par("P"), user("A"), xor("X"), end("T"), user("B"), par("J"), E,
        "S -> P -> A -> X -> J else", "X -> T if flag('x')", "P -> B -> J -> E",
    )  # fmt: skip

    assert ("join-waits", "J") in told(xml)


def test_an_inclusive_split_needs_an_inclusive_join() -> None:
    def forked(join: str) -> bytes:
        gateways = {"or": inclusive, "and": par, "xor": xor}
        return bpmn(
            S, inclusive("P"), user("A"), user("B"), gateways[join]("J"), user("Z"), E,
            "S -> P -> A else", "P -> B if flag('x')", "A -> J", "B -> J -> Z -> E",
        )  # fmt: skip

    assert linted(forked("or")) == []
    assert ("join-waits", "J") in told(forked("and"))
    assert ("runs-twice", "J") in told(forked("xor"))


def test_the_cancel_watch_beside_the_process_is_sound() -> None:
    xml = bpmn(
        S, par("P"), catch("C", message("stop")), terminate("T1"), user("A"),
        sub("X", start("s"), par("q"), user("a"), user("b"), par("j"), end("e"),
            "s -> q -> a -> j", "q -> b -> j -> e"),
        terminate("T2"), "S -> P -> C -> T1", "P -> A -> X -> T2",
    )  # fmt: skip

    assert linted(xml) == []


def test_a_fault_inside_a_subprocess_is_seen() -> None:
    xml = bpmn(
        S, E, "S -> X -> E",
        sub("X", start("s"), par("q"), user("a"), user("b"), xor("j"), task("z"),
            end("e"), "s -> q -> a -> j", "q -> b -> j -> z -> e"),
    )  # fmt: skip

    assert ("runs-twice", "j") in told(xml)


def test_a_loop_ended_from_beside_need_not_end_itself() -> None:
    xml = bpmn(
        S, par("P"), user("A"), terminate("T"), xor("M"), user("B"),
        "S -> P -> A -> T", "P -> M -> B -> M",
    )  # fmt: skip

    assert errors(xml) == []


def test_what_crosses_too_often_is_not_played_to_the_end() -> None:
    branches = [
        part
        for i in range(13)
        for part in (
            xor(f"G{i}"),
            f"P -> G{i} -> J1 else",
            f"G{i} -> J2 if flag('x')",
        )
    ]

    xml = bpmn(
        S, par("P"), par("J1"), par("J2"), xor("M"), E, *branches,
        "S -> P", "J1 -> M", "J2 -> M -> E",
    )  # fmt: skip

    assert ("too-tangled", "p") in told(xml)
