"""Blocks as BPMN."""

from dataclasses import dataclass, field

from tests.engine.oracle.blocks import Block

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core" '
    'id="defs" targetNamespace="http://example.org/bpmn">'
)
#: How long timers take: minutes, so that no two fall due at one moment.
DAY = 24 * 60


def xml_of(program: Block) -> bytes:
    """A whole file for a numbered program."""
    drawing = Drawing()
    body = drawing.process(program)
    declared = "".join(
        [f'<message id="{m}" name="{m}"/>' for m in drawing.messages]
        + [f'<signal id="{s}" name="{s}"/>' for s in drawing.signals]
    )
    process = f'<process id="P" isExecutable="true">{body}</process>'
    return f"{HEAD}{declared}{process}</definitions>".encode()


def minutes(block: Block) -> int:
    """How long a block's timer takes."""
    days = {"expired": 3, "updates": 1}.get(block.kind, 1)
    return days * DAY + block.number


@dataclass
class Drawing:
    """Collects the elements of the process or subprocess being drawn."""

    messages: list[str] = field(default_factory=list)
    signals: list[str] = field(default_factory=list)
    out: list[str] = field(default_factory=list)
    flows: int = 0

    def process(self, block: Block, key: str = "P") -> str:
        """What stands in a process or subprocess that holds one block."""
        around, self.out = self.out, []
        last = self.draw(block, self.node("startEvent", f"start_{key}"))
        self.node("endEvent", f"end_{key}", last)
        inside, self.out = "".join(self.out), around
        return inside

    def draw(self, block: Block, before: str) -> str:
        """Draw a block behind a node; the node it ends with."""
        return getattr(self, f"_{block.kind}")(block, before)

    def node(
        self, tag: str, id: str, *before: str, inner: str = "", more: str = ""
    ) -> str:
        self.out.append(f'<{tag} id="{id}"{more}>{inner}</{tag}>')
        for source in before:
            self.flow(source, id)
        return id

    def flow(self, source: str, target: str, when: str = "") -> str:
        self.flows += 1
        condition = (
            '<conditionExpression xsi:type="tFormalExpression">'
            f"{when}</conditionExpression>"
        )
        self.out.append(
            f'<sequenceFlow id="f{self.flows}" sourceRef="{source}" '
            f'targetRef="{target}">{condition if when else ""}</sequenceFlow>'
        )
        return f"f{self.flows}"

    def task(self, id: str, *before: str) -> str:
        return self.node("userTask", id, *before)

    def join(self, id: str, *before: str, tag: str = "exclusiveGateway") -> str:
        return self.node(tag, id, *before)

    def boundary(self, block: Block, host: str, event: str, *, goes_on: bool) -> str:
        how = f' attachedToRef="{host}" cancelActivity="{str(not goes_on).lower()}"'
        return self.node("boundaryEvent", f"B{block.number}", inner=event, more=how)

    def message(self, block: Block) -> str:
        self.messages.append(f"m{block.number}")
        return f'<messageEventDefinition messageRef="m{block.number}"/>'

    def signal(self, block: Block) -> str:
        if f"s{block.number}" not in self.signals:
            self.signals.append(f"s{block.number}")
        return f'<signalEventDefinition signalRef="s{block.number}"/>'

    def timer(self, block: Block) -> str:
        length = f"<timeDuration>&quot;PT{minutes(block)}M&quot;</timeDuration>"
        return f"<timerEventDefinition>{length}</timerEventDefinition>"

    def sub(self, block: Block, before: str, extra: str = "") -> str:
        (part,) = block.parts
        inner = extra + self.process(part, str(block.number))
        return self.node("subProcess", f"S{block.number}", before, inner=inner)

    def _row(self, block: Block, before: str) -> str:
        for part in block.parts:
            before = self.draw(part, before)
        return before

    def _task(self, block: Block, before: str) -> str:
        return self.task(f"U{block.number}", before)

    def _timer(self, block: Block, before: str) -> str:
        event = self.timer(block)
        return self.node(
            "intermediateCatchEvent", f"C{block.number}", before, inner=event
        )

    def _give(self, variable: str, value: str, before: str) -> str:
        return self.node(
            "serviceTask",
            f"V_{variable}",
            before,
            inner='<extensionElements><s:serviceTaskOperator id="give" '
            f'resultVariable="{variable}"><s:parameters>'
            f'<s:parameter id="value" type="any" value="{value}"/>'
            "</s:parameters></s:serviceTaskOperator></extensionElements>",
        )

    def _items(self, block: Block, *, sequential: bool, output: bool = True) -> str:
        n = block.number
        reply = (
            f"<loopDataOutputRef>replies_{n}</loopDataOutputRef>"
            f'<inputDataItem id="person_{n}" name="person_{n}"/>'
            f'<outputDataItem id="reply_{n}" name="reply_{n}"/>'
            if output
            else f'<inputDataItem id="person_{n}" name="person_{n}"/>'
        )
        how = str(sequential).lower()
        return (
            f'<multiInstanceLoopCharacteristics isSequential="{how}">'
            f"<loopDataInputRef>people_{n}</loopDataInputRef>{reply}"
            "</multiInstanceLoopCharacteristics>"
        )

    def _together(self, block: Block, before: str, *, sequential: bool = False) -> str:
        n = block.number
        before = self._give(f"people_{n}", "[1, 2, 3]", before)
        before = self._give(f"replies_{n}", "[]", before)
        items = self._items(block, sequential=sequential)
        return self.node("userTask", f"U{n}", before, inner=items)

    def _in_turn(self, block: Block, before: str) -> str:
        return self._together(block, before, sequential=True)

    def _subs_in_turn(self, block: Block, before: str) -> str:
        before = self._give(f"people_{block.number}", "[1, 2]", before)
        items = self._items(block, sequential=True, output=False)
        return self.sub(block, before, items)

    def _race(self, block: Block, before: str) -> str:
        n = block.number
        gate = self.node("eventBasedGateway", f"G{n}", before)
        late = self._timer(block, gate)
        event = self.message(block)
        came = self.node("intermediateCatchEvent", f"M{n}", gate, inner=event)
        return self.join(f"J{n}", late, self.task(f"H{n}", came))

    def _choice(self, block: Block, before: str) -> str:
        n = block.number
        asked = self.task(f"U{n}", before)
        ends, default = [], ""
        for number, part in enumerate(block.parts):
            when = f"v_U{n} == {number}" if number else ""
            step = self.node("exclusiveGateway", f"N{n}_{number}")
            flow = self.flow(f"G{n}", step, when)
            default = default or flow
            ends.append(self.draw(part, step))
        more = f' default="{default}"'
        self.node("exclusiveGateway", f"G{n}", asked, more=more)
        return self.join(f"J{n}", *ends)

    def _fork(self, block: Block, before: str) -> str:
        n = block.number
        gate = self.node("parallelGateway", f"G{n}", before)
        ends = [self.draw(part, gate) for part in block.parts]
        return self.join(f"J{n}", *ends, tag="parallelGateway")

    def _either(self, block: Block, before: str) -> str:
        """An inclusive choice: the first branch, the others, or all of them."""
        n = block.number
        gate = self.node("inclusiveGateway", f"G{n}", self.task(f"U{n}", before))
        ends = []
        for number, part in enumerate(block.parts):
            step = self.node("exclusiveGateway", f"N{n}_{number}")
            self.flow(gate, step, f"v_U{n} != {0 if number else 1}")
            ends.append(self.draw(part, step))
        return self.join(f"J{n}", *ends, tag="inclusiveGateway")

    def _loop(self, block: Block, before: str) -> str:
        n = block.number
        merge = self.join(f"J{n}", before)
        asked = self.task(f"U{n}", self.draw(block.parts[0], merge))
        self.flow(f"G{n}", merge, f"v_U{n} == 2")
        after = self.node("exclusiveGateway", f"N{n}")
        more = f' default="{self.flow(f"G{n}", after)}"'
        self.node("exclusiveGateway", f"G{n}", asked, more=more)
        return after

    def _sub(self, block: Block, before: str) -> str:
        return self.sub(block, before)

    def _bounded(self, block: Block, host: str, event: str) -> str:
        caught = self.boundary(block, host, event, goes_on=False)
        handled = self.task(f"H{block.number}", caught)
        return self.join(f"J{block.number}", host, handled)

    def _guarded(self, block: Block, before: str) -> str:
        host = self.task(f"U{block.number}", before)
        after = self._bounded(block, host, self.message(block))
        return self.draw(block.parts[0], after)

    def _interrupted(self, block: Block, before: str) -> str:
        return self._bounded(block, self.sub(block, before), self.message(block))

    def _expired(self, block: Block, before: str) -> str:
        return self._bounded(block, self.sub(block, before), self.timer(block))

    def _extras(self, block: Block, before: str) -> str:
        return self._with_extras(block, self.sub(block, before))

    def _extras_of_task(self, block: Block, before: str) -> str:
        host = self.task(f"U{block.number}", before)
        return self.draw(block.parts[0], self._with_extras(block, host))

    def _with_extras(self, block: Block, host: str) -> str:
        caught = self.boundary(block, host, self.message(block), goes_on=True)
        self.node("endEvent", f"E{block.number}", self.task(f"H{block.number}", caught))
        return host

    def _stopped(self, block: Block, before: str) -> str:
        n, around = block.number, self.out
        self.out = []
        gate = self.node("parallelGateway", f"G{n}", self.node("startEvent", f"I{n}"))
        end = "<terminateEventDefinition/>"
        self.node("endEvent", f"E{n}", self.draw(block.parts[0], gate), inner=end)
        event = self.message(block)
        came = self.node("intermediateCatchEvent", f"M{n}", gate, inner=event)
        self.node("endEvent", f"F{n}", came, inner=end)
        inside, self.out = "".join(self.out), around
        return self.node("subProcess", f"S{n}", before, inner=inside)

    def _updates(self, block: Block, before: str) -> str:
        n = block.number
        gate = self.node("parallelGateway", f"G{n}", before)
        body = self.draw(block.parts[0], gate)
        event = self.signal(block)
        thrown = self.node("intermediateThrowEvent", f"T{n}", body, inner=event)
        merge = self.join(f"L{n}", gate)
        race = self.node("eventBasedGateway", f"R{n}", merge)
        self.flow(self.task(f"U{n}", self._timer(block, race)), merge)
        over = self.node("intermediateCatchEvent", f"K{n}", race, inner=event)
        return self.join(f"J{n}", thrown, over, tag="parallelGateway")

    def _called_off(self, block: Block, before: str) -> str:
        n = block.number
        gate = self.node("parallelGateway", f"G{n}", before)
        body = self.draw(block.parts[0], gate)
        event = self.signal(block)
        thrown = self.node("intermediateThrowEvent", f"T{n}", body, inner=event)
        held = Block("held", (Block("task", number=n),), n)
        host = self.sub(held, gate)
        off = self.boundary(block, host, event, goes_on=False)
        rest = self.join(f"L{n}", host, off)
        return self.join(f"J{n}", thrown, rest, tag="parallelGateway")
