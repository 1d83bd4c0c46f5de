"""Random processes: closed blocks of every construct we support, nested.

A block has a kind, a number from which all its ids are made, and the blocks in it.
``drawing`` writes it as BPMN; ``meaning`` says what it does.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from hypothesis import strategies as st

#: What waits without anything in it.
LEAVES = ("task", "timer", "together", "in_turn", "race")
#: What holds one sequence.
HOLDS_ONE = (
    "loop",  # again and again, as a person decides
    "sub",  # a subprocess
    "guarded",  # first a task that a message interrupts
    "interrupted",  # a subprocess that a message interrupts
    "expired",  # a subprocess that a timer interrupts
    "extras",  # a subprocess beside which a message starts further tasks
    "extras_of_task",  # the same beside a task, before the sequence
    "stopped",  # a subprocess that a message terminates
    "updates",  # beside it updates by a timer, until a signal (pattern P1)
    "called_off",  # beside it a task, until a signal interrupts it
    "subs_in_turn",  # a multi-instance subprocess
)
#: What holds several sequences.
HOLDS_MORE = ("choice", "fork", "either")


@dataclass(frozen=True)
class Block:
    """A construct: ``parts`` are the blocks in it."""

    kind: str
    parts: tuple["Block", ...] = ()
    number: int = 0

    def __repr__(self) -> str:
        inner = "".join(f", {part!r}" for part in self.parts)
        return f"b({self.kind!r}{inner})"

    def all(self) -> Iterator["Block"]:
        """This block and every one in it."""
        yield self
        for part in self.parts:
            yield from part.all()


def b(kind: str, *parts: Block) -> Block:
    """A block, as a failing example prints it."""
    return Block(kind, parts)


def programs(
    depth: int = 3,
    ones: tuple[str, ...] = HOLDS_ONE,
    mores: tuple[str, ...] = HOLDS_MORE,
) -> st.SearchStrategy[Block]:
    """A sequence of blocks, nested at most ``depth`` deep."""
    leaves = st.sampled_from(LEAVES).map(b)
    if depth == 0:
        return st.lists(leaves, min_size=1, max_size=2).map(_row)
    inner = programs(depth - 1, ones, mores)
    one = st.builds(b, st.sampled_from(ones), inner)
    more = st.builds(
        lambda kind, parts: b(kind, *parts),
        st.sampled_from(mores),
        st.lists(inner, min_size=2, max_size=3),
    )
    blocks = st.one_of(leaves, leaves, one, one, more)
    return st.lists(blocks, min_size=1, max_size=3).map(_row)


def _row(blocks: list[Block]) -> Block:
    return b("row", *blocks)


def numbered(program: Block) -> Block:
    """The same with a number of its own for each block."""
    numbers = count(1)

    def number(block: Block) -> Block:
        mine = next(numbers)
        return replace(block, number=mine, parts=tuple(map(number, block.parts)))

    return number(program)
