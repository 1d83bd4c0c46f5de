"""How much room a text takes: widths of letters, and wrapping to a width.

The server has no font to measure with, so widths are those of Arial (which Helvetica
and Liberation Sans share), per thousand of the size; other letters count as wide.
Source: ours, because labels must not overlap shapes whatever draws them.
"""

from functools import lru_cache
from math import ceil

_NARROW = dict.fromkeys("ijl'|", 222) | dict.fromkeys("ft.,:;!/\\[] I", 278)
_OTHERS = dict.fromkeys("r()-`", 333) | dict.fromkeys("cksvxyzJ", 500)
_WIDE = dict.fromkeys("ABEKPSVXY&", 667) | dict.fromkeys("CDHNRUw", 722)
_WIDEST = dict.fromkeys("GOQ", 778) | dict.fromkeys("mM", 833) | {"W": 944, "@": 1015}
_WIDTHS = _NARROW | _OTHERS | _WIDE | _WIDEST | {"—": 1000, "…": 1000}
_DEFAULT = 556
LINE, _SLACK = 1.25, 6.0


def text_width(text: str, size: float) -> float:
    """The width of one line of text, in the unit of ``size``."""
    return sum(_WIDTHS.get(letter, _DEFAULT) for letter in text) * size / 1000


@lru_cache(maxsize=4096)
def wrap(text: str, width: float, size: float, most: int = 0) -> tuple[str, ...]:
    """The lines of ``text`` no wider than ``width``; words that are longer are cut.

    With ``most`` lines at the most, the last one ends in an ellipsis when text is left.
    """
    lines: list[str] = []
    for word in text.split():
        while text_width(word, size) > width and len(word) > 1:
            cut = _fitting(word, width, size)
            _add(lines, word[:cut], width, size)
            word = word[cut:]
        _add(lines, word, width, size)
    if most and len(lines) > most:
        last = lines[most - 1]
        while last and text_width(last + "…", size) > width:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip() + "…"]
    return tuple(lines)


def _fitting(word: str, width: float, size: float) -> int:
    """How many letters of a long word fit; up to a hyphen or slash if there is one."""
    count = 1
    while count < len(word) and text_width(word[: count + 1], size) <= width:
        count += 1
    breaks = [i + 1 for i in range(count) if word[i] in "-/_."]
    return breaks[-1] if breaks else count


def _add(lines: list[str], word: str, width: float, size: float) -> None:
    if lines and text_width(f"{lines[-1]} {word}", size) <= width:
        lines[-1] = f"{lines[-1]} {word}"
    else:
        lines.append(word)


def text_size(text: str, width: float, size: float) -> tuple[float, float]:
    """Width and height of ``text`` wrapped to ``width``.

    A little wider than it must be: editors wrap again, with a font of their own.
    """
    lines = wrap(text, width, size)
    widest = max((text_width(line, size) for line in lines), default=0.0)
    return ceil(widest) + _SLACK, len(lines) * size * LINE
