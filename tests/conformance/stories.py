"""Sixteen releases, told once a session: together they show every requirement."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from tests.conformance import told_dcs as dcs
from tests.conformance import told_smr as smr
from tests.stories.office import Office

Story = Callable[[Office], str | tuple[str, str]]

#: Stories whose releases come to their end by way of the whole process.
ENDED = ("whole", "detailed", "complex", "simplified", "communications", "backed out")

STORIES: Mapping[str, Story] = {
    "whole": smr.whole,
    "minor": partial(
        smr.of_type,
        release_type="Minor / Localized",
        criteria_minor=["Few users affected"],
    ),
    "moderate": partial(
        smr.of_type,
        release_type="Moderate / Limited",
        criteria_moderate=["Few users affected"],
    ),
    "extensive": partial(
        smr.of_type,
        release_type="Extensive / Widespread",
        criteria_extensive=["Senior executive approval needed"],
    ),
    "informal": smr.informal,
    "SMR not required": smr.not_required,
    "SMR cancelled": smr.cancelled,
    "detailed": dcs.detailed,
    "complex": dcs.complex_,
    "simplified": dcs.simplified,
    "communications": dcs.communications,
    "backed out": dcs.backed_out,
    "DCS not required": dcs.not_required,
    "DCS cancelled": dcs.cancelled,
    "linked": dcs.linked,
}


def tell(name: str, furniture: Path, folder: Path) -> tuple[Office, tuple[str, ...]]:
    """Tell a story in an office of its own: the office, and the releases told of."""
    office = Office.furnished(furniture, folder, restored=False)
    told = STORIES[name](office)
    return office, (told,) if isinstance(told, str) else told
