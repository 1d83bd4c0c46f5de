"""For each rule a small diagram that breaks it, where, and one that keeps it."""

from tests.engine.diagrams import (
    Event,
    Part,
    boundary,
    bpmn,
    catch,
    end,
    event,
    many,
    message,
    node,
    par,
    race,
    service,
    signal,
    start,
    sub,
    terminate,
    throw,
    timer,
    user,
    xor,
)

S, E = start("S"), end("E")
ROW = bpmn(S, user("A"), E, "S -> A -> E")
CHOOSE = service("C", "choose", "people")


def within(*parts: Part | str, more: tuple[Part | str, ...] = ()) -> bytes:
    """A subprocess X of these parts between start and end."""
    return bpmn(S, sub("X", *parts), E, "S -> X -> E", *more)


def caught(one: Event, *, interrupting: bool = True, host: str = "") -> bytes:
    """A user task A with a boundary event B that leads to a user task R."""
    return bpmn(
        S,
        user("A"),
        E,
        boundary("B", host or "A", one, interrupting=interrupting),
        user("R"),
        end("E2"),
        "S -> A -> E",
        "B -> R -> E2",
    )


def thrown(inner: Event, outer: Event | None) -> bytes:
    """A subprocess X that ends with an event, and what catches it, if anything."""
    beside: tuple[Part | str, ...] = ()
    if outer is not None:
        beside = (boundary("B", "X", outer), user("R"), "B -> R -> E")
    inside = sub("X", start("s"), user("A"), end("e", inner), "s -> A -> e")
    return bpmn(S, inside, E, "S -> X -> E", *beside)


def asked(condition: str, *before: Part | str) -> bytes:
    """A gateway G with one condition, after a user task A whose form sets x."""
    return bpmn(
        S, user("A", form="x"), xor("G"), user("B"), E, *before,
        "S -> A -> G -> E else", f"G -> B if {condition}", "B -> E",
    )  # fmt: skip


def forked(split: Part, join: Part) -> bytes:
    """Two user tasks between a split P and a join J."""
    way = "" if split.tag == "parallelGateway" else " if flag('x')"
    other = "" if split.tag == "parallelGateway" else " else"
    return bpmn(
        S, split, user("A"), user("B"), join, user("Z"), E,
        "S -> P", f"P -> A{way}", f"P -> B{other}", "A -> J", "B -> J -> Z -> E",
    )  # fmt: skip


def waits(one: Event) -> bytes:
    """A catch event C between start and end."""
    return bpmn(S, catch("C", one), E, "S -> C -> E")


def repeats(cycle: str, *behind: Part) -> bytes:
    """A user task with a cycle timer B beside it, and what it begins."""
    last = " -> ".join(["B", *(p.attributes["id"] for p in behind), "E2"])
    beside = boundary("B", "A", timer(cycle, "timeCycle"), interrupting=False)
    return bpmn(S, user("A"), E, beside, *behind, end("E2"), "S -> A -> E", last)


def raced(*events: Part, gateway: Part | None = None, more: str = "") -> bytes:
    """Events behind an event-based gateway G."""
    flows = [f"G -> {e.attributes['id']} -> E" for e in events]
    extra = [more] if more else []
    return bpmn(S, gateway or race("G"), *events, E, "S -> G", *flows, *extra)


def handled(begin: Part) -> Part:
    """An event subprocess X with a user task, begun by ``begin``."""
    begins = begin.attributes["id"]
    inside = (begin, user("H"), end("e"), f"{begins} -> H -> e")
    return sub("X", *inside).with_(triggeredByEvent="true")


LINK = event("link", more=' name="next page"')
BESIDE = handled(start("s", message("stop")).with_(isInterrupting="false"))


def held(part: Part) -> bytes:
    """One part A, after an operator that chooses people."""
    return bpmn(S, CHOOSE, part, E, "S -> C -> A -> E")


def called(part: Part) -> bytes:
    """One service task T between start and end."""
    return bpmn(S, part, E, "S -> T -> E")


def looped(*parts: Part, before: Part | None = None) -> bytes:
    """These parts in a loop, that ends when a flag is set."""
    way = " -> ".join(p.attributes["id"] for p in parts)
    first = f"S -> {before.attributes['id']} -> M" if before else "S -> M"
    more = (before,) if before else ()
    return bpmn(
        S, *more, xor("M"), *parts, xor("G"), E,
        first, f"M -> {way} -> G -> E else", "G -> M if flag('again')",
    )  # fmt: skip


def typed(tag: str) -> bytes:
    """A node A of a kind between start and end."""
    return bpmn(S, node(tag, "A"), E, "S -> A -> E")


def drawn(place: str) -> bytes:
    """A user task A with a shape somewhere."""
    di = "http://www.omg.org/spec/BPMN/20100524/DI"
    dc = "http://www.omg.org/spec/DD/20100524/DC"
    shape = (
        f'<di:BPMNDiagram xmlns:di="{di}"><di:BPMNPlane><di:BPMNShape bpmnElement="A">'
        f'<dc:Bounds xmlns:dc="{dc}" {place} width="9" height="9"/></di:BPMNShape>'
        "</di:BPMNPlane></di:BPMNDiagram></bpmn:definitions>"
    )
    return ROW.replace(b"</bpmn:definitions>", shape.encode())


def ended_beside(last: Part) -> bytes:
    """A branch that waits to be stopped, beside one that ends with ``last``."""
    return bpmn(
        S, par("P"), catch("C", message("stop")), terminate("T"), user("A"), last,
        "S -> P -> C -> T", f"P -> A -> {last.attributes['id']}",
    )  # fmt: skip


ASKED_TWICE = (
    boundary("B1", "A", message("stop")),
    boundary("B2", "A", message("go")),
)
ONE_BRANCH = (
    S, user("A", form="x"), xor("G"), user("B", form="y"), xor("M"), xor("H"),
    user("Z"), E, "S -> A -> G -> M else", "G -> B if x == 1", "B -> M -> H",
    "H -> E else", "Z -> E",
)  # fmt: skip
SHARED = boundary("B", "A", timer("P1D"), interrupting=False)
COUNTED = "<bpmn:standardLoopCharacteristics loopMaximum="

#: Rule: a diagram that breaks it, the element blamed, a diagram that keeps it.
EXAMPLES: dict[str, tuple[bytes, str | None, bytes]] = {
    # identity
    "process-one": (
        ROW.replace(
            b"</bpmn:definitions>",
            b'<bpmn:process id="q" isExecutable="true"/></bpmn:definitions>',
        ),
        "q",
        ROW,
    ),
    "id-missing": (ROW.replace(b'id="F-S-A" ', b""), None, ROW),
    "id-twice": (
        bpmn(S, user("A"), user("A"), E, "S -> A -> E"),
        "A",
        ROW,
    ),
    "id-unusable": (bpmn(S, end("End"), "S -> End"), "End", ROW),
    "reference-ghost": (
        ROW.replace(b'targetRef="E"', b'targetRef="gone"'),
        "F-A-E",
        ROW,
    ),
    "flow-crosses-border": (
        within(start("s"), end("e"), user("A"), "s -> A -> e", more=("A -> E",)),
        "F-A-E",
        within(start("s"), end("e"), user("A"), "s -> A -> e"),
    ),
    "foreign-element": (
        bpmn(S, E, "S -> E", head='<x:userTask xmlns:x="urn:x" id="A"/>'),
        "A",
        bpmn(S, E, "S -> E", head='<x:note xmlns:x="urn:x" id="A"/>'),
    ),
    # structure
    "start-one": (
        bpmn(S, start("S2"), user("A"), E, "S -> A -> E", "S2 -> A"),
        "S2",
        ROW,
    ),
    "end-missing": (
        within(start("s"), user("A"), xor("g"), "s -> A -> g -> A"),
        "X",
        within(start("s"), user("A"), end("e"), "s -> A -> e"),
    ),
    "unreachable": (bpmn(S, user("A"), E, "S -> E", "A -> E"), "A", ROW),
    "dead-end": (
        bpmn(S, par("P"), user("A"), E, "S -> P -> A", "P -> E"),
        "A",
        ROW,
    ),
    "flow-out-of-end": (
        bpmn(S, end("E1"), user("A"), E, "S -> E1 -> A -> E"),
        "E1",
        ROW,
    ),
    "flows-in": (
        bpmn(S, xor("G"), user("A"), user("B"), E,
             "S -> G -> A else", "G -> B if flag('x')", "B -> A -> E"),
        "A",
        ROW,
    ),
    "flow-twice": (
        bpmn(S, par("P"), par("J"), E, "S -> P -> J -> E").replace(
            b"</bpmn:process>",
            b'<bpmn:sequenceFlow id="F2" sourceRef="P" targetRef="J"/></bpmn:process>'),
        "J",
        forked(par("P"), par("J")),
    ),
    "quantity": (
        bpmn(S, user("A").with_(startQuantity="2"), E, "S -> A -> E"),
        "A",
        bpmn(S, user("A").with_(startQuantity="1"), E, "S -> A -> E"),
    ),
    "lane": (
        bpmn(S, user("A"), E, "S -> A -> E", lanes={"intake": "S E"}),
        "A",
        bpmn(S, user("A"), E, "S -> A -> E", lanes={"intake": "S E A"}),
    ),
    # constructs
    "complex-gateway": (typed("complexGateway"), "A", ROW),
    "script": (typed("scriptTask"), "A", ROW),
    "business-rule": (typed("businessRuleTask"), "A", ROW),
    "call-activity": (typed("callActivity"), "A", ROW),
    "ad-hoc": (
        bpmn(S, sub("X", user("A"), tag="adHocSubProcess"), E, "S -> X -> E"),
        "X",
        within(start("s"), end("e"), "s -> e"),
    ),
    "event-subprocess": (
        bpmn(S, user("A"), E, "S -> A -> E", handled(start("s"))),
        "X",
        bpmn(S, user("A"), E, "S -> A -> E", handled(start("s", message("stop")))),
    ),
    "event-subprocess-end": (
        bpmn(S, user("A"), terminate("E"), "S -> A -> E", BESIDE),
        "E",
        bpmn(S, user("A"), E, "S -> A -> E", BESIDE),
    ),
    "compensation": (bpmn(S, throw("A", event("compensate")), E, "S -> A -> E"), "A",
                     ROW),
    "data-store": (
        bpmn(S, E, "S -> E", head='<bpmn:dataStoreReference id="D"/>'),
        "D",
        bpmn(S, E, "S -> E", head='<bpmn:dataObject id="D"/>'),
    ),
    "data-association": (
        held(user("A").holding("<bpmn:ioSpecification/>")),
        "A",
        held(user("A")),
    ),
    "global-task": (
        bpmn(S, E, "S -> E", beside='<bpmn:globalUserTask id="D"/>'),
        "D",
        ROW,
    ),
    "drawing": (drawn('y="1"'), "A", drawn('x="1" y="1"')),
    "standard-loop": (
        held(user("A").holding(f'{COUNTED}"-1"/>')),
        "A",
        held(user("A").holding(f'{COUNTED}"3"/>')),
    ),
    "multi-instance": (
        held(many(user("A"), more=' behavior="One"')),
        "A",
        held(many(user("A"))),
    ),
    "extension": (
        bpmn(S, user("A", role="x"), E, "S -> A -> E").replace(b' value="x"', b""),
        "A",
        bpmn(S, user("A", role="x"), E, "S -> A -> E"),
    ),
    # events
    "link-event": (
        bpmn(S, throw("A", LINK), E, "S -> A", "S -> E"),
        "A",
        bpmn(S, throw("A", LINK), catch("B", LINK), E, "S -> A", "B -> E"),
    ),
    "conditional-event": (waits(event("conditional")), "C", waits(message("go"))),
    "start-plain": (bpmn(start("S", timer("P1D")), E, "S -> E"), "S", ROW),
    "message-throw": (typed("sendTask"), "A", ROW),
    "event-kind": (bpmn(S, catch("C"), E, "S -> C -> E"), "C", waits(timer("P1D"))),
    "several-events": (
        bpmn(S, catch("C", timer("P1D"), message("go")), E, "S -> C -> E"),
        "C",
        waits(timer("P1D")),
    ),
    "reference-missing": (waits(event("message")), "C", waits(message("go"))),
    # catching
    "error-uncaught": (
        thrown(event("error"), None),
        "e",
        thrown(event("error"), event("error")),
    ),
    "error-never": (
        caught(event("error")),
        "B",
        thrown(event("error"), event("error")),
    ),
    "boundary-twice": (
        bpmn(S, user("A"), boundary("B1", "A", message("stop")),
             boundary("B2", "A", message("stop")), E, "S -> A -> E", "B1 -> E",
             "B2 -> E"),
        "B1",
        bpmn(S, user("A"), *ASKED_TWICE, E, "S -> A -> E", "B1 -> E", "B2 -> E"),
    ),
    # races
    "race-of": (
        raced(catch("C1", timer("P1D")), user("A")),
        "A",
        raced(catch("C1", timer("P1D")), catch("C2", message("go"))),
    ),
    "race-timers": (
        raced(catch("C1", timer("P1D")), catch("C2", timer("P2D"))),
        "G",
        raced(catch("C1", timer("P1D")), catch("C2", message("go"))),
    ),
    "race-kind": (
        raced(catch("C1", timer("P1D")), catch("C2", message("go")),
              gateway=race("G").with_(eventGatewayType="Parallel")),
        "G",
        raced(catch("C1", timer("P1D")), catch("C2", message("go")),
              gateway=race("G").with_(eventGatewayType="Exclusive")),
    ),
    # gateways
    "gateway-default": (
        bpmn(S, user("A", form="x"), xor("G"), E, end("E2"), "S -> A -> G",
             "G -> E if x == 1", "G -> E2 if x == 2"),
        "G",
        asked("x == 1"),
    ),
    "condition-missing": (
        bpmn(S, xor("G"), user("A"), user("B"), E, "S -> G -> E else", "G -> A -> E",
             "G -> B if flag('x')", "B -> E"),
        "F-G-A",
        asked("x == 1"),
    ),
    "condition-on-default": (
        bpmn(S, xor("G").with_(default="F-G-A"), user("A"), E, "S -> G",
             "G -> A if flag('x')", "G -> E if flag('y')", "A -> E"),
        "F-G-A",
        asked("x == 1"),
    ),
    "condition-misplaced": (
        bpmn(S, user("A", form="x"), E, "S -> A", "A -> E if x == 1"),
        "F-A-E",
        asked("x == 1"),
    ),
    # soundness
    "join-waits": (forked(xor("P"), par("J")), "J", forked(par("P"), par("J"))),
    "runs-twice": (forked(par("P"), xor("J")), "J", forked(par("P"), par("J"))),
    "cannot-end": (
        bpmn(S, xor("G"), xor("M"), user("A"), user("B"), E, "S -> G -> E else",
             "G -> M if flag('x')", "M -> A -> B -> M"),
        "M",
        looped(user("A")),
    ),
    "end-beside-wait": (ended_beside(end("E")), "E", ended_beside(terminate("E"))),
    "split-unjoined": (
        bpmn(S, par("P"), user("A"), user("B"), E, end("E2"), "S -> P -> A -> E",
             "P -> B -> E2"),
        "P",
        forked(par("P"), par("J")),
    ),
    "boundary-joins-back": (
        bpmn(S, user("A"), SHARED, user("N"), E, "S -> A -> N -> E", "B -> N"),
        "B",
        caught(timer("P1D"), interrupting=False),
    ),
    # waits
    "loop-without-wait": (
        looped(service("T", "tell", to="'all'")),
        "M",
        looped(service("T", "tell", to="'all'"), user("A")),
    ),
    "loop-may-spin": (
        looped(many(user("A")), before=CHOOSE),
        "M",
        looped(many(user("A")), user("B"), before=CHOOSE),
    ),
    # expressions
    "expression": (asked("x = 1"), "F-G-B", asked("x == 1")),
    "condition-kind": (asked("'x'"), "F-G-B", asked("x")),
    "due-kind": (
        bpmn(S, user("A", due_in="5"), E, "S -> A -> E"),
        "A",
        bpmn(S, user("A", due_in="days(5)"), E, "S -> A -> E"),
    ),
    "variable-unknown": (asked("z == 1"), "F-G-B", asked("x == 1")),
    "variable-unset": (
        bpmn(*ONE_BRANCH, "H -> Z if y == 1"),
        "F-H-Z",
        bpmn(*ONE_BRANCH, "H -> Z if x == 1"),
    ),
    # timers
    "timer": (waits(timer("0 9 * * 1", "timeCycle")), "C", waits(timer("P1D"))),
    "timer-form": (
        waits(timer("days(5)", "timeDate")),
        "C",
        waits(timer("days(5)", "timeDuration")),
    ),
    "timer-zone": (
        waits(timer("2026-12-24T09:00", "timeDate")),
        "C",
        waits(timer("next_due('meeting')", "timeDate")),
    ),
    "timer-days": (
        waits(timer("days(30)")),
        "C",
        waits(timer("now() + days(30)", "timeDate")),
    ),
    "timer-zero": (waits(timer("PT0S")), "C", waits(timer("PT1S"))),
    "cycle-place": (
        waits(timer("R3/PT1H", "timeCycle")),
        "C",
        repeats("R3/PT1H", service("T", "tell", to="'all'")),
    ),
    "cycle-people": (
        repeats("R3/PT1H", user("R")),
        "B",
        repeats("R3/PT1H", service("T", "tell", to="'all'")),
    ),
    "cycle-unbounded": (
        repeats("R/PT1H", service("T", "tell", to="'all'")),
        "B",
        repeats("R3/PT1H", service("T", "tell", to="'all'")),
    ),
    # operators
    "operator-missing": (called(node("serviceTask", "T")), "T",
                         called(service("T", "choose"))),
    "operator-misplaced": (
        called(service("T", "choose")).replace(b"serviceTask>", b"task>").replace(
            b"serviceTask ", b"task "),
        "T",
        called(service("T", "choose")),
    ),
    "operator-unknown": (called(service("T", "chose")), "T",
                         called(service("T", "choose"))),
    "parameter-unknown": (
        called(service("T", "tell", to="'all'", mail="'x'")),
        "T",
        called(service("T", "tell", to="'all'")),
    ),
    "parameter-missing": (
        called(service("T", "tell")),
        "T",
        called(service("T", "tell", to="'all'")),
    ),
    "parameter-kind": (
        called(service("T", "stabilize", days="'30'")),
        "T",
        called(service("T", "stabilize", days="30")),
    ),
    "result-name": (called(service("T", "choose", "a b")), "T",
                    called(service("T", "choose", "a_b"))),
    "result-nothing": (
        called(service("T", "tell", "x", to="'all'")),
        "T",
        called(service("T", "tell", to="'all'")),
    ),
    # messages
    "message-undeclared": (waits(message("stopp")), "C", waits(message("stop"))),
    "signal-unheard": (
        bpmn(S, throw("T", signal("x")), E, "S -> T -> E"),
        "T",
        bpmn(S, par("P"), throw("T", signal("x")), catch("C", signal("x")), par("J"), E,
             "S -> P -> T -> J", "P -> C -> J -> E"),
    ),
}  # fmt: skip
