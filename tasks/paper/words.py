"""The few words that a paper says of itself."""

from collections.abc import Mapping

AUTHOR = "eRM"
TAGS = {"en": "en-CA", "fr": "fr-CA"}
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"page": "Page", "none": "None."},
    "fr": {"page": "Page", "none": "Aucun."},
}


def word(language: str, name: str) -> str:
    """A word in the paper's language."""
    return WORDS.get(language, WORDS["en"])[name]
