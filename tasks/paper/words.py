"""The few words that a paper says of itself."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"page": "Page", "continued": "continued", "none": "None."},
    "fr": {"page": "Page", "continued": "suite", "none": "Aucun."},
}


def word(language: str, name: str) -> str:
    """A word in the paper's language."""
    return WORDS.get(language, WORDS["en"])[name]
