"""What a name was perhaps meant to be."""

import difflib
from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """``: did you mean “close_down”?``, or nothing when no known name is near."""
    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f": did you mean “{close[0]}”?" if close else ""
