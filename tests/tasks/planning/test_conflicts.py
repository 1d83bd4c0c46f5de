"""Which deployments collide: same time, and something that both need."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tasks.planning.conflicts import Planned, collisions, marked
from tasks.planning.windows import Window

NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)


def window(start: float, hours: float = 2) -> Window:
    begin = NOON + timedelta(hours=start)
    return Window(begin, begin + timedelta(hours=hours))


def at(number: int, start: float, hours: float = 2, **more: object) -> Planned:
    return Planned(f"SMR-2026-{number:04}", window(start, hours), **more)


def test_the_same_configuration_item_at_the_same_time_is_a_conflict():
    one, other = at(1, 0, items=("CI-1",)), at(2, 1, items=("CI-2", "CI-1"))

    assert marked([one, other]) == {
        one.release_id: ["item"],
        other.release_id: ["item"],
    }


def test_one_that_begins_when_the_other_ends_is_none():
    assert marked([at(1, 0, service="E-mail"), at(2, 2, service="E-mail")]) == {}


def test_the_same_service_on_another_day_is_none():
    assert marked([at(1, 0, service="E-mail"), at(2, 24, service="E-mail")]) == {}


def test_what_both_share_is_named_the_gravest_first():
    one = at(1, 0, items=("CI-1",), service="E-mail", coordinator="cora")
    other = at(2, 1, items=("CI-1",), service="E-mail", coordinator="cora")

    [found] = collisions(one, [one, other])

    assert found.release_id == other.release_id
    assert found.kinds == ("item", "coordinator", "service")


def test_outages_of_one_organization_at_the_same_time_are_a_conflict():
    one = at(1, 0, 1, organization="JTS", outage=window(0, 5))
    other = at(2, 3, 1, organization="JTS", outage=window(3, 1))

    assert marked([one, other]) == {
        one.release_id: ["outage"],
        other.release_id: ["outage"],
    }


deployments = st.lists(
    st.tuples(
        st.integers(0, 60), st.integers(1, 12), st.sampled_from(["cora", "luc", None])
    ),
    max_size=12,
)


@given(deployments)
def test_one_pass_marks_those_that_comparing_all_with_all_marks(some):
    found = [
        at(number, start, hours, coordinator=who)
        for number, (start, hours, who) in enumerate(some)
    ]

    by_pairs = {each.release_id for each in found if collisions(each, found)}

    assert set(marked(found)) == by_pairs
