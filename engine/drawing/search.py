"""The cheapest way over the grid, when turning has a price: A*.

Source: the well-known algorithm of 1968; the state is a point and a direction.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

from engine.drawing.paths import Point, corners

#: A point, and the direction in which it was reached.
State = tuple[Point, int]


@dataclass(frozen=True, slots=True)
class End:
    """Where a way may begin or end: its price, the state, and the box's middle."""

    price: float
    state: State
    middle: Point


def cheapest(
    starts: Iterable[End],
    goals: Mapping[State, End],
    steps: Callable[[State], Iterable[tuple[State, float]]],
    rest: Callable[[Point], float],
) -> list[Point] | None:
    """Corners of the cheapest way from one of ``starts`` to one of ``goals``.

    ``rest`` never says more than what is still to pay from a point.
    """
    begun: dict[State, Point] = {}
    heap: list[tuple[float, float, State, State]] = []
    for end in starts:
        begun[end.state] = end.middle
        guess = end.price + rest(end.state[0])
        heappush(heap, (guess, end.price, end.state, end.state))
    came: dict[State, State] = {}
    best, last = float("inf"), None
    while heap and heap[0][0] < best:
        _, cost, state, origin = heappop(heap)
        if state in came:
            continue
        came[state] = origin
        goal = goals.get(state)
        if goal and cost + goal.price < best:
            best, last = cost + goal.price, goal
        for to, price in steps(state):
            if to not in came:
                total = cost + price
                heappush(heap, (total + rest(to[0]), total, to, state))
    return None if last is None else corners(_back(came, begun, last))


def _back(
    came: Mapping[State, State], begun: Mapping[State, Point], goal: End
) -> list[Point]:
    state, path = goal.state, [goal.middle, goal.state[0]]
    while came[state] != state:
        state = came[state]
        path.append(state[0])
    return [*path, begun[state]][::-1]
