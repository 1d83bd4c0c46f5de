"""Random walks: the same moves by several runners, compared after each."""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Protocol

from hypothesis import strategies as st

from tests.engine.oracle.blocks import Block, numbered
from tests.engine.oracle.drawing import xml_of
from tests.engine.oracle.meaning import Meant
from tests.engine.oracle.runners import Move, Ours, Stock, Waiting

MOVES = 60


class Runner(Protocol):
    """Walks through a program."""

    path: Counter[str]

    @property
    def ended(self) -> bool: ...

    @property
    def data(self) -> Mapping[str, Any]: ...

    def waits(self) -> Waiting: ...

    def move(self, move: Move, value: int) -> None: ...


def walk_ours(program: Block, data: st.DataObject, *, reloaded: bool) -> None:
    """Ours does what the blocks mean."""
    program = numbered(program)
    walk(Meant(program), Ours(xml_of(program), reloaded=reloaded), data)


def walk_stock(program: Block, data: st.DataObject) -> None:
    """Ours takes the path of the stock engine."""
    xml = xml_of(numbered(program))
    walk(Stock(xml), Ours(xml, reloaded=True), data)


def walk(lead: Runner, follow: Runner, data: st.DataObject) -> None:
    """Draw moves from what the one waits for; the other must do the same."""
    made: list[tuple[Move, int]] = []
    assert follow.waits() == lead.waits()
    for _ in range(MOVES):
        open_now = sorted(lead.waits())
        if not open_now:
            break
        kind, name = data.draw(st.sampled_from(open_now), label="wait")
        value = data.draw(st.integers(0, 2), label="answer")
        move: Move = ("clock",) if kind == "timer" else (kind, name)
        made.append((move, value))
        lead.move(move, value)
        follow.move(move, value)
        assert follow.waits() == lead.waits(), made
    assert follow.path == lead.path, made
    assert follow.ended == lead.ended, made
    if lead.ended:
        assert follow.data == lead.data, made
