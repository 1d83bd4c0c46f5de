"""Operators that diagrams call exist, with the parameters they give them."""

from pathlib import Path

import pytest

from engine.model import read
from tasks.operators.registry import OPERATORS

DIAGRAMS = sorted(Path("bpmn").glob("*.bpmn"))


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_our_diagrams_call_operators_as_they_are(path):
    called = [
        (node.id, node.operator)
        for node in read(path.read_bytes()).nodes.values()
        if node.operator
    ]

    wrong = [
        (step, call.name)
        for step, call in called
        if call.name not in OPERATORS
        or set(call.parameters) - set(OPERATORS[call.name].parameters)
        or {
            name
            for name, parameter in OPERATORS[call.name].parameters.items()
            if parameter.required
        }
        - set(call.parameters)
    ]
    assert called
    assert wrong == []


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=OPERATORS)
def test_every_operator_says_what_it_does_and_what_each_parameter_means(operator):
    assert operator.help.endswith(".")
    assert all(parameter.help for parameter in operator.parameters.values())
