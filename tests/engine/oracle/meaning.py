"""What a program of blocks does, said in plain Python beside any engine.

A token goes through a block with its data and then on:
``go(block, data, scope, then)``.
Where it waits it leaves a function behind.  A scope is what is cancelled as one.

Source: BPMN 2.0.2, 13; for data: a join takes what each branch has changed.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.engine.oracle.blocks import Block
from tests.engine.oracle.drawing import minutes

START = datetime(2026, 1, 5, tzinfo=UTC)
#: How far a look at the clock moves it on.
STRIDE = timedelta(days=2, seconds=1)

Data = dict[str, Any]
Then = Callable[[Data], None]


@dataclass
class Wait:
    """A place where a token waits."""

    kind: str
    name: str
    go_on: Callable[[int], None]
    due: datetime | None = None


@dataclass
class Scope:
    """Waits that are cancelled together; ``home`` is the process they run in."""

    home: "Home"
    waits: list[Wait] = field(default_factory=list)
    inner: list["Scope"] = field(default_factory=list)

    def wait(self, kind: str, name: str, go_on: Callable[[int], None]) -> Wait:
        wait = Wait(kind, name, go_on)
        self.waits.append(wait)
        return wait

    def within(self, home: "Home | None" = None) -> "Scope":
        scope = Scope(home or self.home)
        self.inner.append(scope)
        return scope

    def cancel(self) -> None:
        self.waits.clear()
        self.inner.clear()

    def all(self) -> list[tuple["Scope", Wait]]:
        found = [(self, wait) for wait in self.waits]
        for scope in self.inner:
            found += scope.all()
        return found


@dataclass
class Home:
    """A process or subprocess: it is over when its last token is."""

    then: Then
    tokens: int = 1
    data: Data | None = None

    def end(self, before: Data, after: Data) -> None:
        """A token ends here; ``before`` is the data with which it began."""
        self.data = after if self.data is None else merged(self.data, before, after)
        self.tokens -= 1
        if self.tokens == 0:
            self.then(self.data)


def merged(into: Data, before: Data, after: Data) -> Data:
    """Data with what another token has changed in it."""
    changed = {k: v for k, v in after.items() if before.get(k, _NONE) != v}
    return into | changed


_NONE = object()


class Meant:
    """A walk through a program, as it is meant."""

    def __init__(self, program: Block) -> None:
        self.now, self.path, self.data = START, Counter[str](), Data()
        self.ended = False
        self.root = Scope(Home(self._over))
        self.go(program, {}, self.root, lambda d: self.root.home.end({}, d))

    def _over(self, data: Data) -> None:
        self.ended, self.data = True, data

    def waits(self) -> Counter[tuple[str, str]]:
        """What is open, by kind and name."""
        found = [(w.kind, w.name) for _, w in self.root.all() if w.kind != "signal"]
        return Counter(found)

    def move(self, move: tuple[str, ...], value: int) -> None:
        """Do one thing: ("task", step), ("message", name) or ("clock",)."""
        if move[0] == "clock":
            self._pass_time()
        else:
            self._take(*next(x for x in self.root.all() if _is(x[1], *move)), value)

    def _pass_time(self) -> None:
        self.now += STRIDE
        while True:
            due = [x for x in self.root.all() if x[1].due and x[1].due <= self.now]
            if not due:
                return
            self._take(*min(due, key=lambda x: x[1].due or self.now), 0)

    def _take(self, scope: Scope, wait: Wait, value: int) -> None:
        scope.waits.remove(wait)
        wait.go_on(value)

    def _throw(self, name: str) -> None:
        for scope, wait in self.root.all():
            if _is(wait, "signal", name) and wait in scope.waits:
                self._take(scope, wait, 0)

    def go(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        """Send a token through a block."""
        getattr(self, f"_{block.kind}")(block, data, scope, then)

    def ask(self, step: str, data: Data, scope: Scope, then: Then) -> None:
        """A user task; its answer is the variable named after it."""

        def answered(value: int) -> None:
            self.path[step] += 1
            then({**data, f"v_{step}": value})

        scope.wait("task", step, answered)

    def event(
        self, kind: str, name: str, step: str, scope: Scope, then: Callable[[], None]
    ) -> None:
        """An event that is caught once."""

        def caught(_: int) -> None:
            self.path[step] += 1
            then()

        scope.wait(kind, name, caught)

    def moment(
        self, block: Block, step: str, scope: Scope, then: Callable[[], None]
    ) -> None:
        """A timer."""
        self.event("timer", str(block.number), step, scope, then)
        scope.waits[-1].due = self.now + timedelta(minutes=minutes(block))

    def subprocess(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        """The block's part in a process of its own."""
        step = f"S{block.number}"

        def over(after: Data) -> None:
            self.path[step] += 1
            then(after)

        home = Home(over)
        self.go(block.parts[0], data, scope.within(home), lambda d: home.end(data, d))

    def fork(self, ways: list[Callable[[Then], None]], data: Data, then: Then) -> None:
        """Go several ways at once, and on when all have arrived."""
        arrived: list[Data] = []

        def arrive(after: Data) -> None:
            arrived.append(after)
            if len(arrived) == len(ways):
                together = data
                for each in arrived:
                    together = merged(together, data, each)
                then(together)

        for way in ways:
            way(arrive)

    def _row(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        def step(number: int, data: Data) -> None:
            if number == len(block.parts):
                then(data)
            else:
                self.go(block.parts[number], data, scope, lambda d: step(number + 1, d))

        step(0, data)

    def _task(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        self.ask(f"U{block.number}", data, scope, then)

    def _timer(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        self.moment(block, f"C{block.number}", scope, lambda: then(data))

    def _in_turn(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        self._round(block, data, scope, then, at_once=1)

    def _together(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        self._round(block, data, scope, then, at_once=3)

    def _round(
        self, block: Block, data: Data, scope: Scope, then: Then, *, at_once: int
    ) -> None:
        step, replies = f"U{block.number}", list[int]()
        people = {f"people_{block.number}": [1, 2, 3]}

        def replied(value: int) -> None:
            self.path[step] += 1
            replies.append(value)
            if len(replies) == 3:
                then({**data, **people, f"replies_{block.number}": replies})
            elif at_once == 1:
                scope.wait("task", step, replied)

        for _ in range(at_once):
            scope.wait("task", step, replied)

    def _subs_in_turn(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        host = {**data, f"people_{block.number}": [1, 2]}

        def turn(person: int) -> None:
            if person == 3:
                then(host)  # nothing of an instance is left but its output
            else:
                mine = {**host, f"person_{block.number}": person}
                self.subprocess(block, mine, scope, lambda _: turn(person + 1))

        turn(1)

    def _race(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        n, here = block.number, scope.within()

        def late() -> None:
            here.cancel()
            then(data)

        def came() -> None:
            here.cancel()
            self.ask(f"H{n}", data, scope, then)

        self.moment(block, f"C{n}", here, late)
        self.event("message", f"m{n}", f"M{n}", here, came)

    def _choice(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        def decided(data: Data) -> None:
            wanted = data[f"v_U{block.number}"]
            chosen = wanted if wanted < len(block.parts) else 0
            self.go(block.parts[chosen], data, scope, then)

        self.ask(f"U{block.number}", data, scope, decided)

    def _fork(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        self.fork([self._way(part, data, scope) for part in block.parts], data, then)

    def _way(self, part: Block, data: Data, scope: Scope) -> Callable[[Then], None]:
        return lambda arrive: self.go(part, data, scope, arrive)

    def _either(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        def decided(data: Data) -> None:
            wanted = data[f"v_U{block.number}"]
            parts = {0: block.parts[:1], 1: block.parts[1:]}.get(wanted, block.parts)
            self.fork([self._way(part, data, scope) for part in parts], data, then)

        self.ask(f"U{block.number}", data, scope, decided)

    def _loop(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        step = f"U{block.number}"

        def turn(data: Data) -> None:
            if data.get(f"v_{step}") == 2 or not started:
                started.append(True)
                self.go(
                    block.parts[0],
                    data,
                    scope,
                    lambda d: self.ask(step, d, scope, turn),
                )
            else:
                then(data)

        started: list[bool] = []
        turn(data)

    def _sub(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        self.subprocess(block, data, scope, then)

    def _guarded(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        n, here = block.number, scope.within()

        def done(after: Data) -> None:
            here.cancel()
            self.go(block.parts[0], after, scope, then)

        def interrupted() -> None:
            here.cancel()
            self.ask(f"H{n}", data, scope, done)

        self.ask(f"U{n}", data, here, done)
        self.event("message", f"m{n}", f"B{n}", here, interrupted)

    def _interrupted(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        n = block.number
        here, interrupted = self._bounded(block, data, scope, then)
        self.event("message", f"m{n}", f"B{n}", here, interrupted)

    def _expired(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        here, interrupted = self._bounded(block, data, scope, then)
        self.moment(block, f"B{block.number}", here, interrupted)

    def _bounded(
        self, block: Block, data: Data, scope: Scope, then: Then
    ) -> tuple[Scope, Callable[[], None]]:
        here = scope.within()

        def done(after: Data) -> None:
            here.cancel()
            then(after)

        def interrupted() -> None:
            here.cancel()
            self.ask(f"H{block.number}", data, scope, then)

        self.subprocess(block, data, here, done)
        return here, interrupted

    def _extras(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        here = self._watch(block, data, scope)

        def done(after: Data) -> None:
            here.cancel()
            then(after)

        self.subprocess(block, data, scope, done)

    def _extras_of_task(
        self, block: Block, data: Data, scope: Scope, then: Then
    ) -> None:
        here = self._watch(block, data, scope)

        def done(after: Data) -> None:
            here.cancel()
            self.go(block.parts[0], after, scope, then)

        self.ask(f"U{block.number}", data, scope, done)

    def _watch(self, block: Block, data: Data, scope: Scope) -> Scope:
        n, here = block.number, scope.within()

        def again() -> None:
            self.event("message", f"m{n}", f"B{n}", here, caught)

        def caught() -> None:
            scope.home.tokens += 1
            self.ask(f"H{n}", data, scope, lambda d: scope.home.end(data, d))
            again()

        again()
        return here

    def _stopped(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        n, step = block.number, f"S{block.number}"

        def stop(after: Data) -> None:
            here.cancel()
            self.path[step] += 1
            then(after)

        here = scope.within(Home(stop))
        self.go(block.parts[0], data, here, stop)
        self.event("message", f"m{n}", f"M{n}", here, lambda: stop(data))

    def _updates(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        n = block.number

        def updating(arrive: Then) -> None:
            def turn(data: Data) -> None:
                here = scope.within()

                def late() -> None:
                    here.cancel()
                    self.ask(f"U{n}", data, scope, turn)

                def over() -> None:
                    here.cancel()
                    arrive(data)

                self.moment(block, f"C{n}", here, late)
                self.event("signal", f"s{n}", f"K{n}", here, over)

            turn(data)

        self.fork([self._thrower(block, data, scope), updating], data, then)

    def _called_off(self, block: Block, data: Data, scope: Scope, then: Then) -> None:
        n = block.number

        def held(arrive: Then) -> None:
            here = scope.within()

            def done(after: Data) -> None:
                here.cancel()
                arrive(after)

            task = Block("held", (Block("task", number=n),), n)
            self.subprocess(task, data, here, done)
            self.event("signal", f"s{n}", f"B{n}", here, lambda: done(data))

        self.fork([self._thrower(block, data, scope), held], data, then)

    def _thrower(
        self, block: Block, data: Data, scope: Scope
    ) -> Callable[[Then], None]:
        n = block.number

        def throwing(arrive: Then) -> None:
            def throw(after: Data) -> None:
                self.path[f"T{n}"] += 1
                self._throw(f"s{n}")
                arrive(after)

            self.go(block.parts[0], data, scope, throw)

        return throwing


def _is(wait: Wait, kind: str, name: str) -> bool:
    return (wait.kind, wait.name) == (kind, name)
