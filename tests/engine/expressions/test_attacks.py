"""Nothing written in a diagram leaves the language."""

import pytest

from engine.expressions.syntax import ExpressionError
from tests.engine.expressions import attacks, oracle


@pytest.mark.parametrize("text", [*dict.fromkeys(attacks.texts())])
def test_an_attack_gives_plain_data_or_is_refused(text):
    oracle.ask(text)
    oracle.ask_timer(text)


@pytest.mark.parametrize("text", attacks.COSTLY)
def test_the_most_work_that_fits_into_an_expression_is_done_at_once(text):
    row = {"n": 7, "due": "2026-12-24T17:00Z"}

    oracle.ask(text, {**oracle.DATA, "rows": [row] * 1_000})


@pytest.mark.parametrize("text", attacks.REFUSED)
def test_what_is_outside_the_language_is_refused(text):
    assert isinstance(oracle.ask(text), ExpressionError)


@pytest.mark.parametrize("name", attacks.SPECIAL)
def test_the_inside_of_an_object_cannot_be_reached(name):
    refused = [oracle.ask(f"{subject}.{name}") for subject in attacks.SUBJECTS]

    assert all(isinstance(answer, ExpressionError) for answer in refused)


@pytest.mark.parametrize("name", attacks.BUILTINS)
def test_a_function_of_python_cannot_be_called(name):
    assert isinstance(oracle.ask(f"{name}(n)"), ExpressionError)
