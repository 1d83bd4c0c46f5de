"""A migrated instance goes on as its new version would, or is refused with a reason."""

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from engine.spiff.specs import executable
from tests.engine.oracle.blocks import HOLDS_ONE, Block, numbered, programs
from tests.engine.oracle.drawing import xml_of
from tests.engine.oracle.edits import edited
from tests.engine.oracle.migrating import Walker, migrated, same_place

CALM = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
#: What cannot be told from its waits: how far a round in turn has come.
COMPARABLE = tuple(kind for kind in HOLDS_ONE if kind != "subs_in_turn")
#: What may go on for ever: a signal is lost while the person is at the update.
ENDING = tuple(kind for kind in HOLDS_ONE if kind != "updates")
MOVES = 400


def walked(data: st.DataObject, program: Block) -> Walker:
    """A running instance somewhere on its way."""
    spec = executable(xml_of(program), "P")
    walker = Walker.fresh(spec)
    for _ in range(data.draw(st.integers(0, 8), label="moves before")):
        move = data.draw(st.sampled_from(walker.moves()), label="move")
        before = walker.state()
        walker.move(move, data.draw(st.integers(0, 2), label="answer"))
        if walker.ended:
            return Walker.loaded(spec, before)
    return walker


def finish(walker: Walker) -> None:
    """Do what there is to do: tasks first, and of the rest one after the other."""
    turn = 0
    for _ in range(MOVES):
        if walker.ended:
            return
        moves = walker.moves()
        if moves[0][0] == "task":
            walker.move(moves[0], 0)
        else:
            walker.move(moves[turn % len(moves)], 0)
            turn += 1


@CALM
@given(programs(2, ENDING), st.data())
def test_it_comes_to_an_end_or_is_refused_with_a_reason(
    program: Block, data: st.DataObject
) -> None:
    program = numbered(program)
    walker = walked(data, program)
    after = edited(data, program)
    assume(all(block.kind != "updates" for block in after.program.all()))

    found = migrated(walker, walker.spec, xml_of(after.program), after.mapping)

    if isinstance(found, list):
        event("refused: " + found[0].kind)
        assert all(str(reason).endswith(".") for reason in found)
        return
    event("moved")
    finish(found)
    assert found.ended


@CALM
@given(programs(1, COMPARABLE), st.data())
def test_it_goes_on_as_an_instance_that_always_ran_on_the_new_version(
    program: Block, data: st.DataObject
) -> None:
    program = numbered(program)
    walker = walked(data, program)
    after = edited(data, program)
    found = migrated(walker, walker.spec, xml_of(after.program), after.mapping)
    assume(not isinstance(found, list))
    assert isinstance(found, Walker)

    other = same_place(found.spec, found.stands())

    event("found" if other else "not found")
    assume(other is not None)
    assert other is not None
    for _ in range(12):
        assert other.ended == found.ended
        if found.ended:
            break
        move = data.draw(st.sampled_from(found.moves()), label="move after")
        value = data.draw(st.integers(0, 2), label="answer after")
        found.move(move, value)
        other.move(move, value)
        assert found.stands() == other.stands()
