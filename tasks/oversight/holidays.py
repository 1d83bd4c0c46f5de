"""Ontario's public holidays by name, in the reader's language."""

import functools
from collections.abc import Mapping
from datetime import date

import holidays

_LANGUAGES = {"en": "en_CA", "fr": "fr"}


def holiday_on(day: date, language: str) -> str | None:
    """What is celebrated on a day; None on any other."""
    return _of(day.year, language).get(day)


@functools.lru_cache(maxsize=64)
def _of(year: int, language: str) -> Mapping[date, str]:
    found = holidays.country_holidays(
        "CA", subdiv="ON", years=year, language=_LANGUAGES.get(language, "en_CA")
    )
    names = {day: str(name) for day, name in found.items()}
    if language == "fr":  # the library leaves this one in English
        names = {
            d: n.replace("Boxing Day", "Lendemain de Noël") for d, n in names.items()
        }
    return names
