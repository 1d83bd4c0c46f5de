"""Random edits of a process, as a process owner makes them.

Blocks keep their numbers, and so their elements keep their ids; what is added gets
numbers of its own.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

from hypothesis import strategies as st

from tests.engine.oracle.blocks import HOLDS_MORE, HOLDS_ONE, LEAVES, Block, programs

#: Where the numbers of added blocks begin.
ADDED = 500


@dataclass(frozen=True)
class Edited:
    """A process after its edits, and which elements took the place of which."""

    program: Block
    mapping: dict[str, str]


def edited(draw: st.DataObject, program: Block) -> Edited:
    """One to three edits."""
    after, mapping = program, dict[str, str]()
    for turn in range(draw.draw(st.integers(1, 3), label="edits")):
        number = ADDED + 100 * turn
        name = draw.draw(st.sampled_from(sorted(EDITS)), label="edit")
        after, more = EDITS[name](draw, after, number)
        mapping |= more
    return Edited(after, mapping)


Result = tuple[Block, dict[str, str]]


def _add(draw: st.DataObject, program: Block, number: int) -> Result:
    """A further block somewhere in a row."""
    row = _choose(draw, program, lambda x: x.kind == "row")
    fresh = _numbered(draw.draw(programs(1), label="added"), number).parts[:1]
    place = draw.draw(st.integers(0, len(row.parts)), label="place")
    return _put(program, row, (*row.parts[:place], *fresh, *row.parts[place:])), {}


def _remove(draw: st.DataObject, program: Block, number: int) -> Result:
    """A block less; what would be empty might run before others wait for it."""
    row = _choose(draw, program, lambda x: x.kind == "row" and len(x.parts) > 1)
    if len(row.parts) < 2:
        return program, {}
    gone = draw.draw(st.sampled_from(row.parts), label="removed")
    return _put(program, row, tuple(p for p in row.parts if p is not gone)), {}


def _swap(draw: st.DataObject, program: Block, number: int) -> Result:
    """The parts of a row, or of a split, the other way round."""
    found = _choose(draw, program, lambda x: len(x.parts) > 1)
    return _put(program, found, tuple(reversed(found.parts))), {}


def _rename(draw: st.DataObject, program: Block, number: int) -> Result:
    """A task under another id; sometimes it is said which."""
    task = _choose(draw, program, lambda x: x.kind == "task")
    if task.kind != "task":
        return program, {}
    told = draw.draw(st.booleans(), label="told")
    other = _swap_in(program, task, replace(task, number=number))
    return other, {f"U{task.number}": f"U{number}"} if told else {}


def _wrap(draw: st.DataObject, program: Block, number: int) -> Result:
    """A block within another: a loop, a subprocess, one of two branches."""
    row = _choose(draw, program, lambda x: x.kind == "row" and len(x.parts) > 0)
    if not row.parts:
        return program, {}
    part = draw.draw(st.sampled_from(row.parts), label="wrapped")
    kind = draw.draw(st.sampled_from([*HOLDS_ONE, *HOLDS_MORE]), label="in")
    inner = Block("row", (part,), number + 90)
    beside = Block("row", (Block("task", number=number + 91),), number + 92)
    parts = (inner,) if kind in HOLDS_ONE else (inner, beside)
    return _swap_in(program, part, Block(kind, parts, number)), {}


def _unwrap(draw: st.DataObject, program: Block, number: int) -> Result:
    """What was held by a block, without it."""
    held = _choose(draw, program, lambda x: x.kind in (*HOLDS_ONE, *HOLDS_MORE))
    if held is program:
        return program, {}
    return _swap_in(program, held, held.parts[0]), {}


def _become(draw: st.DataObject, program: Block, number: int) -> Result:
    """Another kind of block with the same parts and ids."""
    block = _choose(draw, program, lambda x: x.kind != "row")
    for kinds in (LEAVES, HOLDS_ONE, HOLDS_MORE):
        if block.kind in kinds:
            kind = draw.draw(st.sampled_from(kinds), label="becomes")
            return _swap_in(program, block, replace(block, kind=kind)), {}
    return program, {}


EDITS: dict[str, Callable[[st.DataObject, Block, int], Result]] = {
    "add": _add,
    "remove": _remove,
    "swap": _swap,
    "rename": _rename,
    "wrap": _wrap,
    "unwrap": _unwrap,
    "become": _become,
}


def _choose(
    draw: st.DataObject, program: Block, wanted: Callable[[Block], bool]
) -> Block:
    """A block of the program; the program itself if there is none."""
    found = [block for block in program.all() if wanted(block)]
    return draw.draw(st.sampled_from(found), label="at") if found else program


def _put(program: Block, row: Block, parts: tuple[Block, ...]) -> Block:
    return _swap_in(program, row, replace(row, parts=parts))


def _swap_in(program: Block, old: Block, new: Block) -> Block:
    if program is old:
        return new
    return replace(
        program, parts=tuple(_swap_in(part, old, new) for part in program.parts)
    )


def _numbered(program: Block, number: int) -> Block:
    numbers = count(number)

    def give(block: Block) -> Block:
        mine = next(numbers)
        return replace(block, number=mine, parts=tuple(map(give, block.parts)))

    return give(program)
