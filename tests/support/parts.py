"""Parts that a test needs and that Python's packages do not bring."""

import os
from typing import NoReturn

import pytest


def missing(part: str, *, mend: str) -> NoReturn:
    """Fail in continuous integration; elsewhere skip and say what mends it."""
    sentence = f"{part} is missing; this mends it: {mend}"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence, pytrace=False)
    pytest.skip(sentence)
