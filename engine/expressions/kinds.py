"""The kinds of values that expressions know, and which operators take which.

One set of tables for both readers: the static checks and the evaluation.
"""

from enum import StrEnum


class Kind(StrEnum):
    """What a value is, in the words of a message."""

    NOTHING = "nothing"
    TRUTH = "true/false"
    NUMBER = "number"
    TEXT = "text"
    RECORD = "record"
    LIST = "list"
    DATE = "date"
    MOMENT = "date and time"
    DURATION = "duration"

    __hash__ = str.__hash__  # Enum's own is slow, and the tables are asked often

    @property
    def phrase(self) -> str:
        """The kind with its article."""
        if self is Kind.TRUTH:
            return "true or false"
        return self if self is Kind.NOTHING else f"a {self}"


ANY = frozenset(Kind)
ORDERED = {Kind.NUMBER, Kind.TEXT, Kind.DATE, Kind.MOMENT, Kind.DURATION}
ORDERINGS = ("<", "<=", ">", ">=")
COMPARISONS = ("==", "!=", *ORDERINGS, "in", "not in")

#: Operator, then the kinds it takes and the kind it gives.
ARITHMETIC: dict[str, dict[tuple[Kind, Kind], Kind]] = {
    "+": {
        (Kind.NUMBER, Kind.NUMBER): Kind.NUMBER,
        (Kind.DURATION, Kind.DURATION): Kind.DURATION,
        (Kind.DATE, Kind.DURATION): Kind.DATE,
        (Kind.MOMENT, Kind.DURATION): Kind.MOMENT,
    },
    "-": {
        (Kind.NUMBER, Kind.NUMBER): Kind.NUMBER,
        (Kind.DURATION, Kind.DURATION): Kind.DURATION,
        (Kind.DATE, Kind.DURATION): Kind.DATE,
        (Kind.MOMENT, Kind.DURATION): Kind.MOMENT,
        (Kind.DATE, Kind.DATE): Kind.DURATION,
        (Kind.MOMENT, Kind.MOMENT): Kind.DURATION,
    },
    "*": {
        (Kind.NUMBER, Kind.NUMBER): Kind.NUMBER,
        (Kind.DURATION, Kind.NUMBER): Kind.DURATION,
        (Kind.NUMBER, Kind.DURATION): Kind.DURATION,
    },
    "/": {
        (Kind.NUMBER, Kind.NUMBER): Kind.NUMBER,
        (Kind.DURATION, Kind.NUMBER): Kind.DURATION,
        (Kind.DURATION, Kind.DURATION): Kind.NUMBER,
    },
}


def may_compare(operator: str, left: Kind, right: Kind) -> bool:
    """Whether values of these kinds can stand on the sides of a comparison."""
    return (operator, left, right) in _COMPARABLE


def _is_comparable(operator: str, left: Kind, right: Kind) -> bool:
    if operator in ("in", "not in"):
        if right is Kind.LIST:
            return left not in (Kind.LIST, Kind.RECORD)
        return left is Kind.TEXT and right in (Kind.TEXT, Kind.RECORD)
    if operator in ORDERINGS:
        return left is right and left in ORDERED
    return left is right or Kind.NOTHING in (left, right)


_COMPARABLE = frozenset(
    (operator, left, right)
    for operator in COMPARISONS
    for left in Kind
    for right in Kind
    if _is_comparable(operator, left, right)
)


def kinds_of(words: str) -> frozenset[Kind]:
    """The kinds named by ``"date or date and time"``; every kind for other words."""
    parts = set(words.split(" or "))
    return frozenset(map(Kind, parts)) if parts <= set(Kind) else ANY
