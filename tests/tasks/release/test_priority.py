"""Priority follows from impact and urgency by the weights of the values file."""

import tomllib
from pathlib import Path

import pytest

from tasks.release.priority import priority_of

VALUES = tomllib.loads(Path("bpmn/values.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("impact", "urgency", "priority"),
    [
        # 9 + 20, 5 + 15, 3 + 10, 0 + 0
        ("1-Extensive/Widespread", "1-Critical", "Critical"),
        ("2-Significant/Large", "2-High", "High"),
        ("3-Moderate/Limited", "3-Medium", "Medium"),
        ("4-Minor/Localized", "4-Low", "Low"),
    ],
)
def test_the_weights_add_up_to_a_priority(impact, urgency, priority):
    assert priority_of(VALUES, impact, urgency) == priority


def test_there_is_no_priority_while_impact_or_urgency_is_unknown():
    assert priority_of(VALUES, None, "2-High") is None
    assert priority_of(VALUES, "no such value", "2-High") is None
