"""The French catalogue is complete, compiled and keeps every placeholder."""

import re

import pytest

from web.translations.__main__ import FRENCH, compiled, french, is_translated, texts

MEND = "Run: python -m web.translations, then translate what it left empty."


def test_every_text_has_a_translation() -> None:
    known = french()

    missing = [
        message.id
        for message in texts()
        if message.id
        and not ((found := known.get(message.id)) and is_translated(found.string))
    ]

    assert missing == [], MEND


def test_the_compiled_catalogue_is_that_of_the_source() -> None:
    assert FRENCH.with_suffix(".mo").read_bytes() == compiled(french()), MEND


@pytest.mark.parametrize(
    "message", [m for m in french() if m.id], ids=lambda m: str(m.id)[:40]
)
def test_a_translation_keeps_the_placeholders(message) -> None:
    def placeholders(text: object) -> set[str]:
        forms = [text] if isinstance(text, str) else list(text)
        return set(re.findall(r"%\(\w+\)s", forms[-1]))

    assert placeholders(message.string) == placeholders(message.id)
